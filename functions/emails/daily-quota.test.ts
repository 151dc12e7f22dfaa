import { afterAll, expect, test } from "vitest";
import { publishTasks } from "../../lib/queue/publish.ts";
import { setEnvironment, startFunctionStack, taskRow } from "../../test/support/function-stack.ts";
import { acceptOrder, emailTask, putLink, video } from "../../test/support/orders.ts";
import { startRateLimitedSes } from "../../test/support/rate-limited-ses.ts";
import { waitFor } from "../../test/support/wait-for.ts";
import { handler as relay } from "../relay/handler.ts";
import { handler } from "./handler.ts";
import { refreshQuota } from "./refresh-quota.ts";

const stack = await startFunctionStack();
const { sql } = stack;
await putLink(sql, "VIDEO-SKI");

const PER_DAY = 3;
const ses = await startRateLimitedSes(100, true, PER_DAY);
setEnvironment({ AWS_ENDPOINT_URL_SES: ses.endpoint });
afterAll(() => ses.stop());

const acceptMails = async (count: number): Promise<string[]> => {
  const taskIds: string[] = [];
  for (let index = 0; index < count; index++) {
    const accepted = await acceptOrder(sql, {
      lines: [video({ lineId: "1" })],
      tasks: [emailTask("streaming-links", ["1"])],
    });
    const taskId = accepted.taskIds[0]!;
    await publishTasks([{ taskId, orderId: accepted.orderId, type: "email" }]);
    taskIds.push(taskId);
  }
  return taskIds;
};

const rows = (taskIds: readonly string[]) => Promise.all(taskIds.map((taskId) => taskRow(sql, taskId)));

/** Delivers until none of the tasks is queued. */
const deliverAll = (taskIds: readonly string[]) =>
  waitFor("the mails to be sent or postponed", async () => {
    await stack.deliver("email", handler);
    return (await rows(taskIds)).every(({ status }) => status !== "queued");
  });

test("mails beyond SES's quota of 24 hours are postponed without an attempt, whether SES or the plan refuses them", async () => {
  const first = await acceptMails(PER_DAY + 2);
  await deliverAll(first);
  const ended = await rows(first);
  expect(ended.filter(({ status }) => status === "done")).toHaveLength(PER_DAY);
  const refused = ended.filter(({ status }) => status === "pending");
  expect(refused).toHaveLength(2);
  for (const row of refused)
    expect(row).toMatchObject({ attempts: 0, lastError: expect.stringMatching(/quota/i) });
  // The quota that was read while the first mails were sent need not count them all.
  await refreshQuota();
  const later = await acceptMails(2);
  await deliverAll(later);
  for (const row of await rows(later))
    expect(row).toMatchObject({ status: "pending", attempts: 0, lastError: "SES's daily quota is used up" });
  expect(ses.accepted).toHaveLength(PER_DAY);
  expect(await relay(undefined)).toMatchObject({ postponedTasks: 4, mailQuotaUsedPercent: 100 });
});
