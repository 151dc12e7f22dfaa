import { createServer, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { parseMessage } from "../contract/task-message.ts";
import type { Publishable } from "../database/tasks.ts";
import { closeAwsClients, EMULATOR_CREDENTIALS } from "../runtime/aws-clients.ts";
import { queueVariable } from "../tasks/queue-names.ts";
import { setEnvironment } from "../../test/support/function-stack.ts";
import { startTestSqs } from "../../test/support/sqs.ts";
import { waitFor } from "../../test/support/wait-for.ts";
import { MessageSender } from "./message-sender.ts";

const sqs = await startTestSqs();

/** Passes calls on to the emulator, notes the tasks of each, and can hold the responses back. */
let calls: string[][] = [];
let holdsResponses = false;
let held: ServerResponse[] = [];
const proxy = createServer(async (received, response) => {
  const body = await text(received);
  calls.push((JSON.parse(body) as { Entries: { Id: string }[] }).Entries.map(({ Id }) => Id));
  if (holdsResponses) {
    held.push(response);
    return;
  }
  const { host: _, ...headers } = received.headers;
  const passedOn = request(
    `${sqs.endpoint}${received.url}`,
    { method: received.method, headers },
    (fromSqs) => {
      response.writeHead(fromSqs.statusCode!, fromSqs.headers);
      fromSqs.pipe(response);
    },
  );
  passedOn.end(body);
});
await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));

const { url } = await sqs.createQueue("commissions");
beforeEach(() => {
  calls = [];
  held = [];
  holdsResponses = false;
  setEnvironment({
    AWS_ACCESS_KEY_ID: EMULATOR_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: EMULATOR_CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL_SQS: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    // The environment names one; no statement is sent to it.
    DATABASE_URL: "postgres://127.0.0.1:1/none",
    [queueVariable("commission")]: url,
  });
});
afterAll(async () => {
  closeAwsClients();
  proxy.closeAllConnections();
  proxy.close();
  await sqs.stop();
  vi.unstubAllEnvs();
});

const someTasks = (count: number): Publishable[] =>
  Array.from({ length: count }, () => ({ taskId: crypto.randomUUID(), type: "commission", orderId: "O-1" }));
const idsOf = (tasks: readonly Publishable[]) => tasks.map(({ taskId }) => taskId);
/** How many messages each call with one of the tasks had. A call of an earlier test may still be tried again. */
const callsFor = (tasks: readonly Publishable[]): number[] =>
  calls.filter((ids) => tasks.some(({ taskId }) => ids.includes(taskId))).map((ids) => ids.length);
const never = () => new AbortController().signal;

const receiveAll = async (): Promise<string[]> => {
  const ids: string[] = [];
  for (;;) {
    const bodies = await sqs.receiveAndDelete(url);
    if (bodies.length === 0) return ids.toSorted();
    ids.push(...bodies.map((body) => parseMessage(body)!.taskId));
  }
};

test("messages that come up in the same turn go in one call, and each caller learns of its own", async () => {
  const sender = new MessageSender("commission");
  const callers = [someTasks(1), someTasks(2), someTasks(3)];
  const sent = await Promise.all(callers.map((tasks) => sender.send(tasks, never())));
  expect(sent).toEqual(callers.map(idsOf));
  expect(callsFor(callers.flat())).toEqual([6]);
  expect(await receiveAll()).toEqual(idsOf(callers.flat()).toSorted());
});

test("more messages than a call takes go in several, none twice", async () => {
  const sender = new MessageSender("commission");
  const tasks = someTasks(25);
  expect(await sender.send(tasks, never())).toEqual(idsOf(tasks));
  expect(callsFor(tasks).toSorted((a, b) => a - b)).toEqual([5, 10, 10]);
  expect(await receiveAll()).toEqual(idsOf(tasks).toSorted());
});

/** A call without a response, until `release`. */
const holdCall = async (sender: MessageSender) => {
  const tasks = someTasks(1);
  const stuck = new AbortController();
  holdsResponses = true;
  const sent = sender.send(tasks, stuck.signal);
  await waitFor("the call", () => callsFor(tasks).length === 1);
  const release = async () => {
    holdsResponses = false;
    stuck.abort();
    expect(await sent).toEqual([]);
    for (const response of held) response.destroy();
  };
  return { signal: stuck.signal, release };
};

test("a call without a response delays the messages behind it by a twentieth of a second, and no more", async () => {
  const sender = new MessageSender("commission");
  const call = await holdCall(sender);
  holdsResponses = false;
  const tasks = someTasks(2);
  expect(await sender.send(tasks, AbortSignal.timeout(2_000))).toEqual(idsOf(tasks));
  await call.release();
});

test("messages that keep coming do not put off those that wait for a call without a response", async () => {
  const sender = new MessageSender("commission");
  const call = await holdCall(sender);
  const first = someTasks(1);
  const sends = [sender.send(first, call.signal)];
  // Fewer than a full batch, which would be sent at once.
  while (callsFor(first).length === 0 && sends.length < 9) {
    await delay(20);
    sends.push(sender.send(someTasks(1), call.signal));
  }
  expect(callsFor(first)).toHaveLength(1);
  await call.release();
  await Promise.all(sends);
});

test("messages whose wait ended count as not sent, and those that no call has taken are sent by none", async () => {
  const sender = new MessageSender("commission");
  const call = await holdCall(sender);
  const withdrawn = someTasks(1);
  const behind = sender.send(withdrawn, call.signal);
  await call.release();
  expect(await behind).toEqual([]);
  const tasks = someTasks(1);
  expect(await sender.send(tasks, never())).toEqual(idsOf(tasks));
  expect(callsFor(withdrawn)).toEqual([]);
  expect(callsFor(tasks)).toEqual([1]);
});

test("messages after an aborted wait are not sent", async () => {
  const sender = new MessageSender("commission");
  const tasks = someTasks(1);
  expect(await sender.send(tasks, AbortSignal.abort())).toEqual([]);
  expect(callsFor(tasks)).toEqual([]);
});
