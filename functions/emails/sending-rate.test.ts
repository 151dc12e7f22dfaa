import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { publishTasks } from "../../lib/queue/publish.ts";
import { setEnvironment, startFunctionStack } from "../../test/support/function-stack.ts";
import { acceptOrder, emailTask, video } from "../../test/support/orders.ts";
import { startRateLimitedSes } from "../../test/support/rate-limited-ses.ts";
import { handler as relay } from "../relay/handler.ts";
import { handler } from "./handler.ts";

const stack = await startFunctionStack();
const { sql } = stack;
await sql.execute(
  `insert into catalogue (sku, type, title, link, updated_at)
   values ('VIDEO-SKI', 'video', 'Learning to Ski', 'https://videos.example.com/ski', now())
   on conflict (sku) do update set link = excluded.link`,
);

const PER_SECOND = 14;
const MAILS = 200;
/** As deployed: `schedule: rate(1 minute)`. */
const RELAY_SECONDS = 60;
/** As `queueConcurrency` is deployed. */
const CONCURRENCY = 5;

const acceptMails = async (): Promise<void> => {
  for (let index = 0; index < MAILS; index++) {
    const { taskIds, orderId } = await acceptOrder(sql, {
      lines: [video({ lineId: "1" })],
      tasks: [emailTask("streaming-links", ["1"])],
    });
    await publishTasks([{ taskId: taskIds[0]!, orderId, type: "email" }]);
  }
};

const countDone = async (): Promise<number> =>
  (await sql.one<{ done: number }>("select count(*)::int as done from tasks where status = 'done'")).done;

test.each([
  ["reports its quota", true],
  ["reports no quota", false],
])(
  "above SES's rate, 200 mails go out at four fifths of it or more when SES %s",
  // A machine that stalls for a second misses the rate; the code must reach it in one of three runs.
  { timeout: 120_000, retry: 2 },
  async (_, reportsQuota) => {
    const ses = await startRateLimitedSes(PER_SECOND, reportsQuota);
    setEnvironment({ AWS_ENDPOINT_URL_SES: ses.endpoint });
    await sql.execute(
      "update mail_sending set quota_rate = null, quota_day = null, quota_checked_at = null, learned_rate = null, next_send_at = null",
    );
    const before = await countDone();
    await acceptMails();
    const stopping = new AbortController();
    const beats = (async () => {
      while (!stopping.signal.aborted) {
        await delay(RELAY_SECONDS * 1_000, undefined, { signal: stopping.signal }).catch(() => undefined);
        if (!stopping.signal.aborted) await relay(undefined);
      }
    })();
    const started = Date.now();
    const poll = async () => {
      while ((await countDone()) < before + MAILS && Date.now() - started < 100_000)
        if ((await stack.deliver("email", handler)) === 0) await delay(100);
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, poll));
    stopping.abort();
    await beats;
    await ses.stop();
    const seconds = (Math.max(...ses.accepted) - started) / 1_000;
    console.info(
      `${MAILS} mails in ${seconds.toFixed(1)} s, ${ses.throttled} throttled, quota ${reportsQuota}`,
    );
    expect(new Set(ses.recipients).size).toBe(MAILS);
    expect(ses.accepted).toHaveLength(MAILS);
    expect(seconds).toBeLessThan(MAILS / PER_SECOND / 0.8);
  },
);
