/** The handlers of all queue functions, by task type. */
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { queueSuffix } from "../../lib/tasks/queue-names.ts";
import { TASK_TYPES, type TaskType } from "../../lib/tasks/registry.ts";

export type QueueHandler = (event: SQSEvent) => Promise<SQSBatchResponse>;

const handlerOf = async (type: TaskType): Promise<QueueHandler> =>
  (await import(`../../functions/${queueSuffix(type)}/handler.ts`)).handler;

export const QUEUE_HANDLERS = Object.fromEntries(
  await Promise.all(TASK_TYPES.map(async (type) => [type, await handlerOf(type)] as const)),
) as Record<TaskType, QueueHandler>;
