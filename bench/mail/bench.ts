/**
 * `npm run bench:mail`: posts orders that each lead to one mail to a local stack of its own, whose SES allows some mails per
 * second and throttles the others. Prints how much of that rate is used. Loopback only.
 */
import { formatTable } from "../../cli/terminal/table.ts";
import { startTemporaryStack } from "../../dev/temporary-stack.ts";
import { exampleLines, exampleOrderOf } from "../../lib/contract/example-order.ts";
import { type RateLimitedSes, startRateLimitedSes } from "../../test/support/rate-limited-ses.ts";
import { waitFor } from "../../test/support/wait-for.ts";
import { benchOptions } from "../command-line.ts";
import { postOrders } from "../post-orders.ts";
import { runBench } from "../run-bench.ts";

const CLIENTS = 8;
/** How many times as long as at the full rate the mails may take. */
const MAX_SLOWNESS = 10;

const { mails, rate } = benchOptions(
  "npm run bench:mail --",
  "Sends mails by an SES that throttles; prints how much of the rate that it allows is used.",
  {
    mails: { description: "mails to send", default: 200, max: 100_000 },
    rate: { description: "mails per second that SES allows", default: 14, max: 1_000 },
  },
);

const orders = Array.from({ length: mails }, (_, index) => ({
  ...exampleOrderOf([exampleLines.video]),
  orderId: `MAIL-${index}`,
}));

/** @returns the seconds from the first order to the last mail */
const sendAll = async (ses: RateLimitedSes, stopping: AbortSignal): Promise<number> => {
  const env = { AWS_ENDPOINT_URL_SES: ses.endpoint };
  const stack = await startTemporaryStack("mail", env, console.log, stopping);
  try {
    const started = Date.now();
    await postOrders(stack, orders, CLIENTS);
    const limit = (mails / rate) * MAX_SLOWNESS * 1_000;
    await waitFor(`${mails} mails`, () => stopping.aborted || ses.accepted.length >= mails, limit);
    return (Math.max(...ses.accepted) - started) / 1_000;
  } finally {
    await stack.stop();
  }
};

const measure = async (reportsQuota: boolean, stopping: AbortSignal): Promise<string[]> => {
  const ses = await startRateLimitedSes(rate, reportsQuota);
  try {
    const seconds = await sendAll(ses, stopping);
    const share = `${Math.round((100 * mails) / seconds / rate)} %`;
    return [reportsQuota ? "reported" : "not reported", seconds.toFixed(1), share, String(ses.throttled())];
  } finally {
    await ses.stop();
  }
};

await runBench("bench:mail", async (stopping) => {
  const rows = [await measure(true, stopping), await measure(false, stopping)];
  console.log(`\n${mails} mails, ${rate} per second allowed`);
  console.log(formatTable([["QUOTA", "SECONDS", "USED", "THROTTLED CALLS"], ...rows]));
});
