/** Tasks and lines as every answer shows them, whether they happened or would happen. */
import { lineTotal } from "../domain/money.ts";
import type { OrderLine } from "../domain/order.ts";
import type { Because, PlannedTask, TaskPayload, TaskType } from "../domain/task.ts";

type Told = Pick<PlannedTask, "type" | "payload">;

// A stored task keeps its type and its payload in two columns; together they are one member of the union.
const paired = (task: { type: TaskType; payload: TaskPayload[TaskType] }): Told => task as Told;

const particulars = (task: Told): Record<string, unknown> => {
  switch (task.type) {
    case "packing_slip":
      return { destination: (task.payload as TaskPayload["packing_slip"]).destination };
    case "membership": {
      const { change, plan, period } = task.payload as TaskPayload["membership"];
      return { change, ...(plan === undefined ? {} : { plan }), ...(period === undefined ? {} : { period }) };
    }
    case "email":
      return { template: (task.payload as TaskPayload["email"]).template };
    case "commission":
      return { agentId: (task.payload as TaskPayload["commission"]).agentId };
  }
};

/** What a task is about and why it exists. */
export const taskResponse = (task: {
  readonly type: TaskType;
  readonly payload: TaskPayload[TaskType];
  readonly lineIds: readonly string[];
  readonly because: readonly Because[];
}): Record<string, unknown> => ({
  lineIds: task.lineIds,
  ...particulars(paired(task)),
  because: task.because,
});

/** A line with declared attributes flat, as on the wire, and a gift's reason. */
export const lineResponse = (line: OrderLine): Record<string, unknown> => {
  const { attributes = {}, gift, ...rest } = line;
  return {
    ...attributes,
    ...rest,
    total: lineTotal(line),
    ...(gift === undefined ? {} : { reason: gift.reason, ruleId: gift.ruleId, causedBy: gift.causedBy }),
  };
};
