/** Tasks and lines as every response shows them, of accepted orders and of dry runs. */
import { lineTotal } from "../domain/money.ts";
import type { OrderLine } from "../domain/order.ts";
import type { Because } from "../domain/task.ts";
import { shownFields, type TaskPayload, type TaskType } from "../tasks/registry.ts";

/** What a task is about and why it exists. */
export const taskResponse = (task: {
  readonly type: TaskType;
  readonly payload: TaskPayload[TaskType];
  readonly lineIds: readonly string[];
  readonly because: readonly Because[];
}): Record<string, unknown> => ({
  lineIds: task.lineIds,
  ...shownFields(task.type, task.payload),
  because: task.because,
});

/** A line with declared attributes flat, as on the wire, and the reason of a free line. */
export const lineResponse = (line: OrderLine): Record<string, unknown> => {
  const { attributes = {}, gift, ...rest } = line;
  return {
    ...attributes,
    ...rest,
    total: lineTotal(line),
    ...(gift === undefined ? {} : { reason: gift.reason, ruleId: gift.ruleId, causedBy: gift.causedBy }),
  };
};
