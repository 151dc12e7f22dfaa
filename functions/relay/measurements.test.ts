/** What the relay measures for alarms. */
import { beforeEach, expect, test } from "vitest";
import { RELAY_METRICS } from "../../infra/template/relay-alarms.ts";
import { postponeTasks } from "../../lib/database/postponements.ts";
import { completeTasks } from "../../lib/database/tasks.ts";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { acceptOrder, commissionTask, laptop, slipTask } from "../../test/support/orders.ts";
import { handler } from "./handler.ts";

const { sql } = await startFunctionStack();

const instant = (secondsAgo: number): string => new Date(Date.now() - secondsAgo * 1_000).toISOString();

const accept = async (): Promise<readonly [string, string]> => {
  const { taskIds } = await acceptOrder(sql, {
    lines: [laptop({ lineId: "1" })],
    tasks: [slipTask("shipping", ["1"]), commissionTask("A-1", [{ lineId: "1", base: 150_000 }])],
  });
  return [taskIds[0]!, taskIds[1]!];
};

const setQuota = (perDay: number | null, sent: number, checkedSecondsAgo: number) =>
  sql.execute(
    "update mail_sending set quota_rate = 14, quota_day = $1, sent_day = $2, quota_checked_at = $3",
    [perDay, sent, instant(checkedSecondsAgo)],
  );

beforeEach(async () => {
  await sql.execute("update tasks set finished_at = now() - interval '1 hour' where finished_at is not null");
  await sql.execute(
    `update tasks set status = 'skipped', finished_at = now() - interval '1 hour', postponed_since = null
     where status in ('pending', 'queued')`,
  );
  await setQuota(null, 0, 0);
});

test("every metric with an alarm is a number in the relay's report", async () => {
  const report: Record<string, unknown> = { ...(await handler(undefined)) };
  for (const { field } of RELAY_METRICS) expect(report[field], field).toBe(0);
});

test("tasks that failed or were rejected in the last five minutes are counted, earlier ones are not", async () => {
  const end = async (secondsAgo: number) => {
    const [slip, commission] = await accept();
    const failed = {
      taskId: slip,
      status: "failed",
      reason: "attempts used up",
      cause: { code: "attempts-used-up" },
      lastError: null,
    } as const;
    const cause = { code: "agent-without-rate", agentId: "A-1" } as const;
    const rejected = { taskId: commission, status: "rejected", reason: "no rate", cause } as const;
    await completeTasks(sql, [failed, rejected], instant(secondsAgo));
  };
  await end(10);
  await end(200);
  await end(400);
  expect(await handler(undefined)).toMatchObject({ failedTasks: 2, rejectedTasks: 2 });
});

test("postponed tasks are counted until they end", async () => {
  const [slip, commission] = await accept();
  await postponeTasks(
    sql,
    [slip, commission].map((taskId) => ({ taskId, notBefore: instant(-600), lastError: "no response" })),
  );
  expect(await handler(undefined)).toMatchObject({ postponedTasks: 2 });
  const cause = { code: "no-shipping-address" } as const;
  await completeTasks(sql, [{ taskId: slip, status: "rejected", reason: "gone", cause }], instant(0));
  expect(await handler(undefined)).toMatchObject({ postponedTasks: 1 });
});

test.each([
  ["45 000 of 50 000 sent", 50_000, 45_000, 60, 90],
  ["all sent", 200, 200, 60, 100],
  ["no limit", -1, 45_000, 60, 0],
  ["an unknown quota", null, 45_000, 60, 0],
  ["a quota read three hours ago", 50_000, 45_000, 10_800, 0],
])("SES's quota of 24 hours with %s", async (_, perDay, sent, checkedSecondsAgo, percent) => {
  await setQuota(perDay, sent, checkedSecondsAgo);
  expect((await handler(undefined)).mailQuotaUsedPercent).toBe(percent);
});
