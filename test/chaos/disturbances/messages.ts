/** Messages that come twice, late, in another order, in the wrong queue, or from nowhere. */
import {
  type SendMessageBatchRequestEntry,
  SendMessageBatchCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { encodeMessage } from "../../../lib/contract/task-message.ts";
import { queueSuffix } from "../../../lib/tasks/queue-names.ts";
import { TASK_TYPES, type TaskType } from "../../../lib/tasks/registry.ts";
import { waitFor } from "../../support/wait-for.ts";
import { queueUrlOf, withSqs } from "../stack/queues.ts";
import type { Context, Disturbance } from "./disturbance.ts";

const TASKS = 30;
const COPIES = 3;
const MAX_BATCH = 10;
const MAX_DELAY_SECONDS = 8;

type Recent = { readonly taskId: string; readonly orderId: string; readonly type: TaskType };

/** The newest tasks first, whatever their status. */
const recentTasks = ({ stack }: Context): Promise<Recent[]> =>
  stack.owner.query<Recent>(
    `select t.task_id as "taskId", o.order_id as "orderId", t.type from tasks t join orders o using (order_no)
     order by t.order_no desc, t.position limit ${TASKS}`,
  );

type Body = { readonly body: string; readonly delaySeconds?: number };

const sendAll = async (sqs: SQSClient, type: TaskType, bodies: readonly Body[]): Promise<number> => {
  let sent = 0;
  for (let start = 0; start < bodies.length; start += MAX_BATCH) {
    const Entries = bodies.slice(start, start + MAX_BATCH).map(
      ({ body, delaySeconds = 0 }, index): SendMessageBatchRequestEntry => ({
        Id: String(index),
        MessageBody: body,
        DelaySeconds: delaySeconds,
      }),
    );
    const { Successful = [] } = await sqs.send(
      new SendMessageBatchCommand({ QueueUrl: await queueUrlOf(sqs, queueSuffix(type)), Entries }),
    );
    sent += Successful.length;
  }
  return sent;
};

type Plan = (context: Context) => Promise<ReadonlyMap<TaskType, readonly Body[]>>;

const QUEUES_MS = 30_000;

/** After SQS was killed, its queues are created again. */
const untilQueuesExist = (sqs: SQSClient): Promise<boolean> =>
  waitFor(
    "the queues",
    () =>
      Promise.all(TASK_TYPES.map((type) => queueUrlOf(sqs, queueSuffix(type)))).then(
        () => true,
        () => false,
      ),
    QUEUES_MS,
  );

/** SQS itself may be killed meanwhile: what it did not take is not counted. */
const sending = (name: string, plan: Plan): Disturbance => ({
  name,
  lane: "messages",
  strike: async (context) => {
    const bodies = await plan(context);
    return withSqs(context.stack.api.sqsEndpoint, async (sqs) => {
      await untilQueuesExist(sqs);
      let sent = 0;
      for (const [type, ofType] of bodies) sent += await sendAll(sqs, type, ofType).catch(() => 0);
      return sent;
    });
  },
});

const byType = (tasks: readonly Recent[], bodyOf: (task: Recent) => Body): Map<TaskType, Body[]> => {
  const bodies = new Map<TaskType, Body[]>();
  for (const task of tasks) bodies.set(task.type, [...(bodies.get(task.type) ?? []), bodyOf(task)]);
  return bodies;
};

const strange = (context: Context, bodiesOf: () => readonly string[]): Map<TaskType, Body[]> =>
  new Map(
    TASK_TYPES.map((type) => {
      const bodies = bodiesOf();
      for (const body of bodies) context.strangeMessages.add(body);
      return [type, bodies.map((body) => ({ body }))];
    }),
  );

const MALFORMED = ["not JSON", "{}", "[]", '{"version":1}', '{"version":2,"taskId":"x","orderId":"y"}'];

const otherType = (type: TaskType): TaskType =>
  TASK_TYPES[(TASK_TYPES.indexOf(type) + 1) % TASK_TYPES.length]!;

export const messageDisturbances: readonly Disturbance[] = [
  sending("messages that come several times", async (context) => {
    const tasks = await recentTasks(context);
    const copies = Array.from({ length: COPIES }, () => tasks).flat();
    return byType(copies, (task) => ({ body: encodeMessage(task) }));
  }),
  sending("messages that come in another order", async (context) =>
    byType(await recentTasks(context), (task) => ({ body: encodeMessage(task) })),
  ),
  sending("messages that come late", async (context) =>
    byType(await recentTasks(context), (task) => ({
      body: encodeMessage(task),
      delaySeconds: 1 + context.random.below(MAX_DELAY_SECONDS),
    })),
  ),
  sending("malformed messages", async (context) => strange(context, () => MALFORMED)),
  sending("messages of unknown tasks", async (context) =>
    strange(context, () => [encodeMessage({ taskId: crypto.randomUUID(), orderId: "UNKNOWN" })]),
  ),
  sending("messages in the queue of another type", async (context) => {
    const tasks = await recentTasks(context);
    for (const task of tasks) context.strangeMessages.add(encodeMessage(task));
    return byType(
      tasks.map((task) => ({ ...task, type: otherType(task.type) })),
      (task) => ({ body: encodeMessage(task) }),
    );
  }),
];
