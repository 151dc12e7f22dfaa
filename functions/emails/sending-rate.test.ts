import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { TaskMessage } from "../../lib/queue/queue-function.ts";
import { sesClient } from "../../lib/runtime/aws-clients.ts";
import { setEnvironment, startFunctionStack } from "../../test/support/function-stack.ts";
import { acceptOrder, emailTask, putLink, video } from "../../test/support/orders.ts";
import { startRateLimitedSes } from "../../test/support/rate-limited-ses.ts";
import { type SimulatedTime, simulateTime } from "../../test/support/simulated-time.ts";
import { handler as relay } from "../relay/handler.ts";
import { emailSender } from "./send-emails.ts";

const stack = await startFunctionStack();
const { sql } = stack;
await putLink(sql, "VIDEO-SKI");

const PER_SECOND = 14;
const MAILS = 800;
/** As deployed: `schedule: rate(1 minute)`, `queueConcurrency`, `emailsTimeout`, `batchSize`. */
const RELAY_MS = 60_000;
const CONCURRENCY = 5;
const TIMEOUT_MS = 30_000;
const BATCH_SIZE = 10;
const POLL_MS = 100;
/** How much later than its slot a mail is sent at most: the network delivers calls unevenly. */
const MAX_LATENESS_MS = 50;
const MAX_SIMULATED_MS = 600_000;
/** A watchdog: it takes seconds of real time. */
const TIMEOUT = { timeout: 120_000 };

/** Messages, each with the instant from which it can be received. */
class Queue {
  #messages: { readonly message: TaskMessage; readonly from: number }[] = [];

  put(taskId: string, afterSeconds = 0): void {
    this.#messages.push({ message: { taskId }, from: Date.now() + Math.ceil(afterSeconds) * 1_000 });
  }

  take(): TaskMessage[] {
    const taken = this.#messages.filter(({ from }) => from <= Date.now()).slice(0, BATCH_SIZE);
    this.#messages = this.#messages.filter((one) => !taken.includes(one));
    return taken.map(({ message }) => message);
  }
}

/** Publishes what the outbox holds, as the deployed schedule does. */
const publish = async (queue: Queue): Promise<void> => {
  await relay(undefined);
  const receive: Parameters<typeof stack.deliver>[1] = async ({ Records }) => {
    for (const { body } of Records) queue.put((JSON.parse(body) as TaskMessage).taskId);
    return { batchItemFailures: [] };
  };
  while ((await stack.deliver("email", receive)) > 0);
};

/** Runs relay and containers until `isOver`. */
const sendAll = async ({ run, sleepUntil }: SimulatedTime, isOver: () => boolean): Promise<void> => {
  const end = Date.now() + MAX_SIMULATED_MS;
  const isEnded = () => isOver() || Date.now() > end;
  const queue = new Queue();
  let lateness = 0;
  const send = emailSender((instant) => {
    lateness = (lateness + 37) % MAX_LATENESS_MS;
    return sleepUntil(Math.max(instant, Date.now()) + lateness);
  });
  const relays = async () => {
    for (; !isEnded(); await sleepUntil(Date.now() + RELAY_MS)) await publish(queue);
  };
  const container = async () => {
    for (; !isEnded(); await sleepUntil(Date.now() + POLL_MS))
      for (let batch = queue.take(); batch.length > 0; batch = queue.take())
        for (const { taskId, afterSeconds = 1 } of await send(batch, Date.now() + TIMEOUT_MS))
          queue.put(taskId, afterSeconds);
  };
  await Promise.all([relays, ...Array<typeof container>(CONCURRENCY).fill(container)].map(run));
};

beforeEach(() =>
  sql.execute(
    "update mail_sending set quota_rate = null, quota_day = null, quota_checked_at = null, learned_rate = null, learned_at = null, next_send_at = null",
  ),
);
afterEach(() => void vi.useRealTimers());

test.each([
  ["reports its quota", true],
  ["reports no quota", false],
])(
  "above SES's rate, mails go out at four fifths of it or more when SES %s",
  TIMEOUT,
  async (_, reportsQuota) => {
    const ses = await startRateLimitedSes(PER_SECOND, reportsQuota);
    setEnvironment({ AWS_ENDPOINT_URL_SES: ses.endpoint });
    for (let index = 0; index < MAILS; index++)
      await acceptOrder(sql, {
        lines: [video({ lineId: "1" })],
        tasks: [emailTask("streaming-links", ["1"])],
      });
    const time = simulateTime();
    sesClient().middlewareStack.add((next) => (call) => time.run(() => next(call)), { step: "initialize" });
    const started = Date.now();
    await sendAll(time, () => ses.accepted.length >= MAILS);
    await ses.stop();
    expect(new Set(ses.recipients).size).toBe(MAILS);
    expect(ses.accepted).toHaveLength(MAILS);
    const simulatedSeconds = (Math.max(...ses.accepted) - started) / 1_000;
    expect(MAILS / simulatedSeconds).toBeGreaterThanOrEqual(PER_SECOND * 0.8);
  },
);
