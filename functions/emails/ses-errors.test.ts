import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { type Behaviour, startFaultySes } from "../../test/support/faulty-ses.ts";
import {
  failedTaskIds,
  eventFor,
  setEnvironment,
  startFunctionStack,
  taskRow,
} from "../../test/support/function-stack.ts";
import { type AcceptedOrder, acceptOrder, emailTask, video } from "../../test/support/orders.ts";
import { handler } from "./handler.ts";

const { sql } = await startFunctionStack();
const ses = await startFaultySes();
afterAll(() => ses.stop());
beforeEach(() => {
  ses.behaviour = "takes";
  setEnvironment({ AWS_ENDPOINT_URL_SES: ses.endpoint });
});
await sql.execute(
  `insert into catalogue (sku, type, title, link, updated_at)
   values ('VIDEO-SKI', 'video', 'Learning to Ski', 'https://videos.example.com/ski', now())
   on conflict (sku) do update set link = excluded.link`,
);

const order = () =>
  acceptOrder(sql, { lines: [video({ lineId: "1" })], tasks: [emailTask("streaming-links", ["1"])] });

const timesSeen = ({ order: { customer } }: AcceptedOrder): number =>
  ses.recipients.filter((recipient) => recipient === customer.email).length;

/** Delivers the order's message as SQS would for the nth time; answers whether it must come again. */
const attempt = async ({ taskIds }: AcceptedOrder, receiveCount = 1): Promise<boolean> => {
  const event = eventFor(taskIds, receiveCount);
  return failedTaskIds(event, await handler(event)).length > 0;
};

const rowOf = ({ taskIds }: AcceptedOrder) => taskRow(sql, taskIds[0]!);
const mailOf = ({ taskIds }: AcceptedOrder) =>
  sql.maybeOne<Record<string, unknown>>(
    `select claim, possible_duplicate, sent_at is not null as sent from emails where task_id = $1`,
    [taskIds[0]],
  );

const secondsToWait = async (one: AcceptedOrder): Promise<number> =>
  Math.ceil((Date.parse((await rowOf(one)).notBefore!) - Date.now()) / 1000);

describe("throttling", () => {
  test.each<Behaviour>(["throttles", "says too many requests"])(
    "is waited out by the outbox, longer each time, without using up attempts (SES %s)",
    async (mood) => {
      const one = await order();
      ses.behaviour = mood;
      for (const seconds of [2, 4, 8, 16, 30, 30]) {
        expect(await attempt(one, 5)).toBe(false);
        expect(await rowOf(one)).toMatchObject({ status: "pending", reason: null });
        expect(await secondsToWait(one)).toBe(seconds);
      }
      ses.behaviour = "takes";
      expect(await attempt(one)).toBe(false);
      expect(await rowOf(one)).toMatchObject({ status: "done", notBefore: null, attempts: 7 });
      expect(await mailOf(one)).toEqual({ claim: null, possibleDuplicate: false, sent: true });
    },
  );

  test("of a failed task whose message was brought back leaves the message in the queue", async () => {
    const one = await order();
    ses.behaviour = "rejects";
    await attempt(one);
    ses.behaviour = "throttles";
    expect(await attempt(one)).toBe(true);
    ses.behaviour = "takes";
    expect(await attempt(one)).toBe(false);
    expect(await rowOf(one)).toMatchObject({ status: "done", reason: null });
  });
});

test("a mail server that cannot be reached is waited for in the same way", async () => {
  const one = await order();
  // Nothing listens on the discard port.
  setEnvironment({ AWS_ENDPOINT_URL_SES: "http://127.0.0.1:9" });
  expect(await attempt(one, 5)).toBe(false);
  expect(await rowOf(one)).toMatchObject({
    status: "pending",
    lastError: expect.stringContaining("ECONNREFUSED"),
  });
  setEnvironment({ AWS_ENDPOINT_URL_SES: "http://no-such-host.invalid" });
  expect(await attempt(one, 5)).toBe(false);
  setEnvironment({ AWS_ENDPOINT_URL_SES: ses.endpoint });
  await attempt(one);
  expect(await rowOf(one)).toMatchObject({ status: "done" });
  expect(await mailOf(one)).toMatchObject({ possibleDuplicate: false });
});

test.each<[Behaviour, string]>([
  ["rejects", "MessageRejected"],
  ["pauses the account", "AccountSendingPausedException"],
])("a permanent refusal fails at once, and no address is kept (SES %s)", async (mood, code) => {
  const one = await order();
  ses.behaviour = mood;
  expect(await attempt(one)).toBe(false);
  const row = await rowOf(one);
  expect(row).toMatchObject({ status: "failed", attempts: 1 });
  expect(row.reason).toMatch(new RegExp(`^SES refused the mail: ${code}: `));
  expect(`${row.reason}${row.lastError}`).not.toContain("@");
  expect(await mailOf(one)).toEqual({ claim: null, possibleDuplicate: false, sent: false });
});

test("an error of SES's own counts as an attempt and marks nothing; the last one fails the task", async () => {
  const one = await order();
  ses.behaviour = "breaks";
  expect(await attempt(one)).toBe(true);
  expect(await rowOf(one)).toMatchObject({ status: "pending", attempts: 1 });
  expect(await mailOf(one)).toEqual({ claim: null, possibleDuplicate: false, sent: false });
  expect(await attempt(one, 5)).toBe(true);
  expect(await rowOf(one)).toMatchObject({
    status: "failed",
    reason: "attempts used up",
    lastError: "InternalFailure: An error occurred.",
  });
});

describe("a lost answer", () => {
  test.each<Behaviour>([
    "hangs up after reading",
    "hangs up in the middle of its response",
    "hides behind a bad gateway",
    "hides behind a gateway's timeout",
    "responds with nothing",
    "never responds",
  ])("is remembered: the next attempt sends again, marked (SES %s)", async (mood) => {
    const one = await order();
    ses.behaviour = mood;
    expect(await attempt(one)).toBe(true);
    expect(timesSeen(one)).toBe(1);
    expect(await rowOf(one)).toMatchObject({ status: "pending", attempts: 1 });
    expect(await mailOf(one)).toEqual({ claim: null, possibleDuplicate: true, sent: false });

    ses.behaviour = "takes";
    expect(await attempt(one)).toBe(false);
    expect(timesSeen(one)).toBe(2);
    expect(await rowOf(one)).toMatchObject({ status: "done", result: { possibleDuplicate: true } });
  });

  test("at the last attempt fails the task and says so", async () => {
    const one = await order();
    ses.behaviour = "hangs up after reading";
    expect(await attempt(one, 5)).toBe(true);
    expect(await rowOf(one)).toMatchObject({
      status: "failed",
      reason: "attempts used up; it is unknown whether the mail was sent",
    });
  });
});

test("each mail of a batch ends in its own way", async () => {
  const moods: Behaviour[] = [
    "takes",
    "throttles",
    "rejects",
    "breaks",
    "hangs up after reading",
    "takes",
    "takes",
  ];
  const orders = await Promise.all(moods.map(order));
  for (const [
    index,
    {
      order: { customer },
    },
  ] of orders.entries())
    ses.behaviourFor.set(customer.email, moods[index]!);
  const event = eventFor(orders.flatMap((one) => one.taskIds));
  const again = failedTaskIds(event, await handler(event));
  const rows = await Promise.all(orders.map(rowOf));
  expect(rows.map((row) => row.status)).toEqual([
    "done",
    "pending",
    "failed",
    "pending",
    "pending",
    "done",
    "done",
  ]);
  expect(again).toEqual([...orders[3]!.taskIds, ...orders[4]!.taskIds]);
  expect(orders.map(timesSeen)).toEqual(moods.map(() => 1));
});
