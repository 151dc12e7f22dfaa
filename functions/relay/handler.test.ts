import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { environment } from "../../lib/runtime/environment.ts";
import { closeAwsClients } from "../../lib/runtime/aws-clients.ts";
import { postponeTasks } from "../../lib/database/postponements.ts";
import { setEnvironment, startFunctionStack, taskRow } from "../../test/support/function-stack.ts";
import {
  acceptOrder,
  commissionTask,
  emailTask,
  laptop,
  membershipTask,
  slipTask,
} from "../../test/support/orders.ts";
import { handler } from "./handler.ts";

const stack = await startFunctionStack();
const soon = new Date(Date.now() + 3_600_000).toISOString();
const justNow = () => new Date().toISOString();

const accept = (receivedAt = "2026-11-20T17:00:00.000Z") =>
  acceptOrder(stack.sql, {
    lines: [laptop({ lineId: "1" })],
    tasks: [slipTask("shipping", ["1"]), commissionTask("A-1", [{ lineId: "1", base: 150_000 }])],
    receivedAt,
  });
const statuses = async (taskIds: readonly string[]) =>
  (await Promise.all(taskIds.map((taskId) => taskRow(stack.sql, taskId)))).map((task) => task.status);

beforeEach(async () => {
  await stack.sql.execute(
    "update tasks set status = 'skipped', finished_at = now() where status in ('pending', 'queued') and not blocked",
  );
  await Promise.all([stack.purge("packing_slip"), stack.purge("commission")]);
});

describe("the relay", () => {
  test("publishes what a crash left behind", async () => {
    const { taskIds } = await accept();
    expect(await handler(undefined)).toMatchObject({ published: 2, oldestUnpublishedSeconds: 0 });
    expect(await statuses(taskIds)).toEqual(["queued", "queued"]);
    expect(await handler(undefined)).toMatchObject({ published: 0 });
  });

  test("leaves alone what was accepted a moment ago, what waits for another task and what is put off", async () => {
    const fresh = await accept(justNow());
    const waiting = await acceptOrder(stack.sql, {
      lines: [laptop({ lineId: "1" })],
      tasks: [
        membershipTask("activate", "1", { plan: "basic", period: "P1M" }),
        emailTask("membership-changed", ["1"], "membership:1:activate"),
      ],
    });
    const later = await accept();
    await postponeTasks(
      stack.sql,
      later.taskIds.map((taskId) => ({ taskId, notBefore: soon, lastError: "throttled" })),
    );
    expect(await handler(undefined)).toMatchObject({ published: 1 });
    expect(await statuses([...fresh.taskIds, ...waiting.taskIds, ...later.taskIds])).toEqual([
      "pending",
      "pending",
      "queued",
      "pending",
      "pending",
      "pending",
    ]);
  });

  test("publishes what was put off when its time has come", async () => {
    const { taskIds } = await accept();
    const past = "2026-11-20T17:00:01.000Z";
    await postponeTasks(
      stack.sql,
      taskIds.map((taskId) => ({ taskId, notBefore: past, lastError: "throttled" })),
    );
    expect(await handler(undefined)).toMatchObject({ published: 2 });
  });

  test("publishes every queued task again on request", async () => {
    const { taskIds } = await accept();
    await handler(undefined);
    expect(await handler({ republish: "queued" })).toMatchObject({ published: 2 });
    expect(await statuses(taskIds)).toEqual(["queued", "queued"]);
  });

  test("works through more than one round, and two at once share the work", async () => {
    await Promise.all(Array.from({ length: 600 }, () => accept()));
    const runs = await Promise.all([handler(undefined), handler(undefined)]);
    expect(runs.reduce((sum, run) => sum + run.published, 0)).toBe(1200);
  });

  test("stops when its time is short, and says how old the oldest is that still waits", async () => {
    await Promise.all(Array.from({ length: 550 }, () => accept()));
    const run = await handler(undefined, { getRemainingTimeInMillis: () => 1_000 });
    expect(run.published).toBe(500);
    expect(run.oldestUnpublishedSeconds).toBeGreaterThan(0);
  });
});

describe("while SQS is away", () => {
  const { AWS_ENDPOINT_URL_SQS = "" } = environment();
  afterEach(() => {
    setEnvironment({ AWS_ENDPOINT_URL_SQS });
    closeAwsClients();
  });

  test("the relay gives up at once and everything stays in the outbox", async () => {
    const { taskIds } = await accept();
    setEnvironment({ AWS_ENDPOINT_URL_SQS: "http://127.0.0.1:9" });
    closeAwsClients();
    expect(await handler(undefined)).toMatchObject({ published: 0 });
    expect(await statuses(taskIds)).toEqual(["pending", "pending"]);
  });

  test("a queue that refuses its messages does not delay the other queues", async () => {
    const before = environment() as unknown as Record<string, string>;
    const refusing = before.QUEUE_URL_PACKING_SLIPS!;
    const slips = await Promise.all(Array.from({ length: 510 }, () => accept("2026-11-20T16:00:00.000Z")));
    await stack.sql.execute(
      "update tasks set status = 'skipped', finished_at = now() where status = 'pending' and type = 'commission'",
    );
    const later = await accept();
    setEnvironment({ QUEUE_URL_PACKING_SLIPS: `${refusing}-gone` });
    const run = await handler(undefined);
    setEnvironment({ QUEUE_URL_PACKING_SLIPS: refusing });
    expect(run.published).toBe(1);
    expect(await statuses(later.taskIds)).toEqual(["pending", "queued"]);
    expect(await statuses(slips[0]!.taskIds)).toEqual(["pending", "skipped"]);
  });
});
