import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { type Behaviour, startFailingSes } from "../../test/support/failing-ses.ts";
import {
  failedTaskIds,
  eventFor,
  setEnvironment,
  startFunctionStack,
  taskRow,
} from "../../test/support/function-stack.ts";
import {
  type AcceptedOrder,
  acceptOrder,
  emailTask,
  putLink,
  retryTask,
  video,
} from "../../test/support/orders.ts";
import { handler } from "./handler.ts";

const { sql } = await startFunctionStack();
const ses = await startFailingSes();
afterAll(() => ses.stop());
const resetSending = () =>
  sql.execute(
    `update mail_sending set next_send_at = null, learned_rate = null, learned_at = null, failures = 0, pauses = 0,
            paused_until = null`,
  );
beforeEach(async () => {
  await resetSending();
  ses.behaviour = "takes";
  setEnvironment({ AWS_ENDPOINT_URL_SES: ses.endpoint });
});
await putLink(sql, "VIDEO-SKI");

const order = () =>
  acceptOrder(sql, { lines: [video({ lineId: "1" })], tasks: [emailTask("streaming-links", ["1"])] });

const timesSeen = ({ order: { customer } }: AcceptedOrder): number =>
  ses.recipients.filter((recipient) => recipient === customer.email).length;

/** Delivers the order's message as SQS would for the nth time; returns whether it is delivered again. */
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

/** Moves the end of a postponement into the past, and closes the circuit breaker. */
const becomesDue = async ({ taskIds }: AcceptedOrder): Promise<void> => {
  await sql.execute("update tasks set not_before = now() - interval '1 second' where task_id = $1", [
    taskIds[0],
  ]);
  await resetSending();
};

describe.each<[Behaviour, string]>([
  ["throttles", "Throttling"],
  ["says too many requests", "HTTP 429"],
  ["pauses the account", "AccountSendingPausedException"],
  ["breaks", "InternalFailure"],
  ["is unavailable", "HTTP 503"],
  ["denies access", "AccessDenied"],
  ["knows no sender", "MessageRejected"],
  ["responds with an unknown code", "SomethingNew"],
])("trouble outside the mail (SES %s)", (behaviour, code) => {
  test("is waited out, longer each time and without using up attempts, and loses no mail", async () => {
    const one = await order();
    ses.behaviour = behaviour;
    for (const seconds of [30, 60, 120, 240, 480, 900, 900, 900]) {
      expect(await attempt(one, 5)).toBe(false);
      const row = await rowOf(one);
      expect(row).toMatchObject({ status: "pending", reason: null, attempts: 0 });
      expect(row.lastError).toContain(code);
      const wait = await secondsToWait(one);
      expect(wait).toBeGreaterThanOrEqual(Math.max(30, seconds * 0.74));
      expect(wait).toBeLessThanOrEqual(Math.min(900, seconds * 1.26) + 1);
      await becomesDue(one);
    }
    ses.behaviour = "takes";
    expect(await attempt(one)).toBe(false);
    expect(await rowOf(one)).toMatchObject({ status: "done", notBefore: null, attempts: 1 });
    expect(await mailOf(one)).toEqual({ claim: null, possibleDuplicate: false, sent: true });
  });
});

test("trouble with a failed task whose message was redriven leaves the message in the queue", async () => {
  const one = await order();
  ses.behaviour = "rejects";
  await attempt(one);
  ses.behaviour = "is unavailable";
  expect(await attempt(one)).toBe(true);
  ses.behaviour = "takes";
  expect(await attempt(one)).toBe(false);
  expect(await rowOf(one)).toMatchObject({ status: "done", reason: null });
});

test("a mail server that cannot be reached is waited for in the same way", async () => {
  const one = await order();
  // Nothing listens on the discard port.
  setEnvironment({ AWS_ENDPOINT_URL_SES: "http://127.0.0.1:9" });
  expect(await attempt(one, 5)).toBe(false);
  expect(await rowOf(one)).toMatchObject({
    status: "pending",
    attempts: 0,
    lastError: expect.stringContaining("ECONNREFUSED"),
  });
  await becomesDue(one);
  setEnvironment({ AWS_ENDPOINT_URL_SES: "http://no-such-host.invalid" });
  expect(await attempt(one, 5)).toBe(false);
  await becomesDue(one);
  setEnvironment({ AWS_ENDPOINT_URL_SES: ses.endpoint });
  await attempt(one);
  expect(await rowOf(one)).toMatchObject({ status: "done" });
  expect(await mailOf(one)).toMatchObject({ possibleDuplicate: false });
});

test("a code that is unknown ends the mail after three days", async () => {
  const one = await order();
  ses.behaviour = "responds with an unknown code";
  await attempt(one);
  await sql.execute("update tasks set postponed_since = now() - interval '73 hours' where task_id = $1", [
    one.taskIds[0],
  ]);
  await becomesDue(one);
  expect(await attempt(one)).toBe(false);
  expect(await rowOf(one)).toMatchObject({
    status: "failed",
    reason: expect.stringContaining("for three days: SomethingNew"),
  });
});

test("a refusal of the message fails at once, and no address is stored", async () => {
  const one = await order();
  ses.behaviour = "rejects";
  expect(await attempt(one)).toBe(false);
  const row = await rowOf(one);
  expect(row).toMatchObject({ status: "failed", attempts: 1 });
  expect(row.reason).toMatch(/^SES refused the mail: MessageRejected: /);
  expect(`${row.reason}${row.lastError}`).not.toContain("@");
  expect(await mailOf(one)).toEqual({ claim: null, possibleDuplicate: false, sent: false });
});

test("a message that arrives before a postponed mail is due sends nothing", async () => {
  const one = await order();
  ses.behaviour = "hangs up after reading";
  await attempt(one);
  ses.behaviour = "takes";
  expect(await attempt(one)).toBe(false);
  expect(timesSeen(one)).toBe(1);
  expect((await rowOf(one)).status).toBe("pending");
});

describe("a lost response", () => {
  test.each<Behaviour>([
    "hangs up after reading",
    "hangs up in the middle of its response",
    "hides behind a bad gateway",
    "hides behind a gateway's timeout",
    "responds with nothing",
    "never responds",
  ])(
    "is recorded: the next attempt sends minutes later, marked as a possible duplicate (SES %s)",
    async (behaviour) => {
      const one = await order();
      ses.behaviour = behaviour;
      expect(await attempt(one)).toBe(false);
      expect(timesSeen(one)).toBe(1);
      expect(await rowOf(one)).toMatchObject({ status: "pending", attempts: 1 });
      expect(await secondsToWait(one)).toBeGreaterThanOrEqual(119);
      expect(await mailOf(one)).toEqual({ claim: null, possibleDuplicate: true, sent: false });

      await becomesDue(one);
      ses.behaviour = "takes";
      expect(await attempt(one)).toBe(false);
      expect(timesSeen(one)).toBe(2);
      expect(await rowOf(one)).toMatchObject({ status: "done", result: { possibleDuplicate: true } });
    },
  );

  test("twice ends the task: at most two sends are made, and one more when a person asks for it", async () => {
    const one = await order();
    ses.behaviour = "hangs up after reading";
    for (let delivery = 0; delivery < 6; delivery++) {
      expect(await attempt(one, delivery + 1)).toBe(false);
      await becomesDue(one);
    }
    expect(timesSeen(one)).toBe(2);
    expect(await rowOf(one)).toMatchObject({
      status: "failed",
      attempts: 2,
      reason: expect.stringContaining("it is unknown whether the mail was sent"),
    });
    await retryTask(sql, one);
    await attempt(one);
    expect(timesSeen(one)).toBe(3);
    expect(await rowOf(one)).toMatchObject({ status: "failed", attempts: 3 });
  });

  test("for several mails in a row opens the circuit breaker: the other mails are postponed unsent", async () => {
    const lost = await Promise.all([1, 2, 3].map(order));
    const others = await Promise.all([1, 2, 3, 4].map(order));
    ses.behaviour = "hangs up after reading";
    await handler(eventFor(lost.flatMap(({ taskIds }) => taskIds)));
    ses.behaviour = "takes";
    await handler(eventFor(others.flatMap(({ taskIds }) => taskIds)));
    expect(others.map(timesSeen)).toEqual([0, 0, 0, 0]);
    for (const one of others)
      expect(await rowOf(one)).toMatchObject({
        status: "pending",
        attempts: 0,
        notBefore: expect.any(String),
        lastError: expect.stringContaining("no mail is sent for now"),
      });

    await sql.execute("update mail_sending set paused_until = now() - interval '1 second'");
    await sql.execute("update tasks set not_before = null where status = 'pending'");
    await handler(eventFor(others.flatMap(({ taskIds }) => taskIds)));
    expect(others.map(timesSeen)).toEqual([1, 1, 1, 1]);
  });

  test("after a pause is probed with one mail only", async () => {
    const others = await Promise.all([1, 2, 3, 4].map(order));
    await sql.execute("update mail_sending set failures = 3, paused_until = now() - interval '1 second'");
    ses.behaviour = "hangs up after reading";
    await handler(eventFor(others.flatMap(({ taskIds }) => taskIds)));
    expect(others.map(timesSeen).reduce((sum, times) => sum + times, 0)).toBe(1);
  });
});

test("each mail of a batch ends in its own way", async () => {
  const behaviours: Behaviour[] = [
    "takes",
    "is unavailable",
    "rejects",
    "breaks",
    "hangs up after reading",
    "takes",
    "takes",
  ];
  const orders = await Promise.all(behaviours.map(order));
  for (const [index, one] of orders.entries())
    ses.behaviourFor.set(one.order.customer.email, behaviours[index]!);
  const event = eventFor(orders.flatMap((one) => one.taskIds));
  expect(failedTaskIds(event, await handler(event))).toEqual([]);
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
  expect(orders.map(timesSeen)).toEqual(behaviours.map(() => 1));
});
