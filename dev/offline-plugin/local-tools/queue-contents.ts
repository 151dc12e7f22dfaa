/** Looks into the queues of the embedded SQS emulator without receiving from them. */
import * as z from "zod";
import type { QueueContents, QueuedMessage } from "../../../console/src/screens/local/local-api.ts";
import { parseMessage } from "../../../lib/contract/task-message.ts";

const TIMEOUT_MS = 3_000;
/** A queue may have many thousand messages. */
const MAX_MESSAGES = 20;

const messageSchema = z.object({
  messageId: z.string(),
  body: z.string(),
  sentTimestamp: z.number(),
  approximateReceiveCount: z.number(),
});
const listSchema = z.array(z.object({ name: z.string() }));
const queueSchema = z.object({
  messages: z.object({
    ready: z.array(messageSchema),
    delayed: z.array(messageSchema),
    inflight: z.array(z.object({ message: messageSchema })),
  }),
});

const shown = (message: z.infer<typeof messageSchema>, state: QueuedMessage["state"]): QueuedMessage => {
  const task = parseMessage(message.body);
  return {
    messageId: message.messageId,
    sentAt: new Date(message.sentTimestamp).toISOString(),
    receives: message.approximateReceiveCount,
    state,
    task: task === undefined ? null : { orderId: task.orderId, taskId: task.taskId },
  };
};

const readJson = async <Schema extends z.ZodType>(url: URL, schema: Schema) => {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(url, { signal }).catch(() => undefined);
  const body: unknown = await response?.json().catch(() => undefined);
  return response?.ok === true ? schema.safeParse(body).data : undefined;
};

const readQueue = async (endpoint: string, queue: string) => {
  const found = await readJson(new URL(`/_fauxqs/queues/${queue}`, endpoint), queueSchema);
  const { ready, delayed, inflight } = found?.messages ?? { ready: [], delayed: [], inflight: [] };
  const messages = [
    ...inflight.map(({ message }) => shown(message, "inFlight")),
    ...ready.map((message) => shown(message, "visible")),
    ...delayed.map((message) => shown(message, "delayed")),
  ];
  const oldestFirst = messages.toSorted((a, b) => (a.sentAt < b.sentAt ? -1 : 1));
  return { queue, count: messages.length, messages: oldestFirst.slice(0, MAX_MESSAGES) };
};

/** @param endpoint of SQS */
export const readQueueContents = async (endpoint: string): Promise<QueueContents> => {
  const listed = await readJson(new URL("/_fauxqs/queues", endpoint), listSchema);
  if (listed === undefined) return { queues: null };
  const names = listed.map(({ name }) => name).toSorted();
  return { queues: await Promise.all(names.map((name) => readQueue(endpoint, name))) };
};
