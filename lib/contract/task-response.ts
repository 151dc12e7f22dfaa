/** Tasks and lines as every response shows them, in a stored order and in a dry run alike. */
import { lineTotal } from "../domain/money.ts";
import type { OrderLine } from "../domain/order-line.ts";
import type { Because } from "../domain/task.ts";
import { boundBecause } from "../rulebook/bounded-because.ts";
import { shownFields, type TaskPayload, type TaskType } from "../tasks/registry.ts";
import type { ResponseBody } from "./operations/operation.ts";
import type { lineResponseSchema, taskSchema } from "./responses/orders.ts";

/** A response is smaller than this, unless the lines and tasks of the order alone are larger. */
const MAX_RESPONSE_BYTES = 1_000_000;
/** What else a response holds beside the parts that are measured. */
const MARGIN_BYTES = 10_000;
/** Reasons of orders that were stored before reasons were bounded can be larger. */
const MAX_STORED_BECAUSE_BYTES = 500_000;

const bytesOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length;

/** The tasks of one stored order with reasons of bounded size. */
export const boundStoredBecause = <Task extends { readonly because: readonly Because[] }>(
  tasks: readonly Task[],
): readonly Task[] =>
  bytesOf(tasks.map(({ because }) => because)) > MAX_STORED_BECAUSE_BYTES ? boundBecause(tasks) : tasks;

/** How much of why-not is shown however large the order is. */
const MIN_WHY_NOT_BYTES = 20_000;

/** How many bytes of why-not fit into a response beside its other parts. */
export const whyNotBytes = (rest: unknown): number =>
  Math.max(MIN_WHY_NOT_BYTES, MAX_RESPONSE_BYTES - MARGIN_BYTES - bytesOf(rest));

type TaskFields = Omit<
  ResponseBody<typeof taskSchema>,
  "taskId" | "type" | "status" | "dependsOn" | "alsoDependsOn" | "attempts" | "result" | "reason"
>;

/** The fields that depend on the task's type, and the reasons why the task exists. */
export const taskResponse = (task: {
  readonly type: TaskType;
  readonly payload: TaskPayload[TaskType];
  readonly lineIds: readonly string[];
  readonly because: readonly Because[];
}): TaskFields => ({
  lineIds: task.lineIds,
  ...shownFields(task.type, task.payload),
  because: task.because,
});

/** A line with its declared attributes beside the other fields, and the reason of a free line. */
export const lineResponse = (line: OrderLine): ResponseBody<typeof lineResponseSchema> => {
  const { attributes = {}, gift, ...rest } = line;
  return {
    ...attributes,
    ...rest,
    total: lineTotal(line),
    ...(gift === undefined ? {} : { reason: gift.reason, ruleId: gift.ruleId, causedBy: gift.causedBy }),
  };
};
