/** Messages that come before their task can run: it waits for another task, or another transaction holds it. */
import { afterAll, describe, expect, test } from "vitest";
import { openDatabase } from "../lib/database/sql.ts";
import type { PlannedTask, TaskType } from "../lib/tasks/registry.ts";
import { environment } from "../lib/runtime/environment.ts";
import { failedTaskIds, eventFor, startFunctionStack, taskRow } from "../test/support/function-stack.ts";
import {
  acceptOrder,
  commissionTask,
  emailTask,
  laptop,
  membership,
  membershipTask,
  slipTask,
  video,
  webhookTask,
} from "../test/support/orders.ts";
import { QUEUE_HANDLERS } from "../test/support/queue-handlers.ts";
import { waitFor } from "../test/support/wait-for.ts";

const stack = await startFunctionStack();
const other = openDatabase({ url: environment().DATABASE_URL, poolSize: 1 });
afterAll(() => other.end());

const tasks: Record<TaskType, PlannedTask> = {
  packing_slip: slipTask("shipping", ["1"]),
  membership: membershipTask("activate", "2", { plan: "basic", period: "P1M" }),
  email: emailTask("streaming-links", ["3"]),
  commission: commissionTask("A-1", [{ lineId: "1", base: 150_000 }]),
  webhook: webhookTask("unknown", "order.booked", {}),
};

const accept = async (planned: PlannedTask): Promise<string> => {
  const lines = [laptop({ lineId: "1" }), membership({ lineId: "2" }), video({ lineId: "3" })];
  const { taskIds } = await acceptOrder(stack.sql, { lines, tasks: [planned] });
  return taskIds[0]!;
};

const isOver = async (taskId: string) => (await taskRow(stack.sql, taskId)).status !== "pending";

/** Runs `work` while another transaction holds rows. */
const whileHeld = async <T>(lockRows: string, taskId: string, work: () => Promise<T>): Promise<T> => {
  const held = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const holding = other.transaction(async (tx) => {
    await tx.execute(lockRows, [taskId]);
    held.resolve();
    await release.promise;
  });
  await held.promise;
  try {
    return await work();
  } finally {
    release.resolve();
    await holding;
  }
};

const LOCK_TASK = "select 1 from tasks where task_id = $1 for update";
const LOCK_ACCOUNT =
  "select 1 from membership_accounts where account_id = (select account_id from tasks where task_id = $1) for update";

describe("a message for a task that another transaction holds", () => {
  test.each<[TaskType, string, string]>([
    ["packing_slip", "task", LOCK_TASK],
    ["commission", "task", LOCK_TASK],
    ["email", "task", LOCK_TASK],
    ["webhook", "task", LOCK_TASK],
    ["membership", "task", LOCK_TASK],
    ["membership", "account", LOCK_ACCOUNT],
  ])(
    "of type %s comes again, and does not hold up the other messages (%s locked)",
    async (type, _rows, lockRows) => {
      const heldTask = await accept(tasks[type]);
      const freeTask = await accept(tasks[type]);
      await whileHeld(lockRows, heldTask, async () => {
        const event = eventFor([heldTask, freeTask]);
        const response = await QUEUE_HANDLERS[type](event);
        expect(failedTaskIds(event, response)).toEqual([heldTask]);
        expect(await isOver(freeTask)).toBe(true);
        expect(await taskRow(stack.sql, heldTask)).toMatchObject({ status: "pending", attempts: 0 });
      });
      const again = eventFor([heldTask], 2);
      expect(failedTaskIds(again, await QUEUE_HANDLERS[type](again))).toEqual([]);
      expect(await isOver(heldTask)).toBe(true);
    },
  );

  test("is visible again in its queue before the visibility timeout of 30 s", async () => {
    const taskId = await accept(tasks.packing_slip);
    await stack.send("packing_slip", JSON.stringify({ version: 1, taskId, orderId: "ANY-1" }));
    await whileHeld(LOCK_TASK, taskId, () => stack.deliver("packing_slip", QUEUE_HANDLERS.packing_slip));
    await waitFor(
      "the message",
      async () => (await stack.deliver("packing_slip", QUEUE_HANDLERS.packing_slip)) > 0,
    );
    expect(await isOver(taskId)).toBe(true);
  });

  test("runs without another delivery when the transaction ends soon", async () => {
    const taskId = await accept(tasks.packing_slip);
    const event = eventFor([taskId]);
    const response = await whileHeld(LOCK_TASK, taskId, async () => {
      const running = QUEUE_HANDLERS.packing_slip(event);
      await waitFor("the function's transaction beside the one that holds the task", async () => {
        const { open } = await stack.sql.one<{ open: number }>(
          `select count(*)::int as open from pg_stat_activity
           where datname = current_database() and state = 'idle in transaction'`,
        );
        return open === 2;
      });
      return { running };
    });
    expect(failedTaskIds(event, await response.running)).toEqual([]);
  });
});

test("a message for a task that waits for another is deleted, and a new one comes when the other is done", async () => {
  const { taskIds } = await acceptOrder(stack.sql, {
    lines: [membership({ lineId: "1" })],
    tasks: [
      membershipTask("activate", "1", { plan: "basic", period: "P1M" }),
      emailTask("membership-changed", ["1"], "membership:1:activate"),
    ],
  });
  const [change, mail] = taskIds as [string, string];
  const early = eventFor([mail]);
  expect(failedTaskIds(early, await QUEUE_HANDLERS.email(early))).toEqual([]);
  expect(await taskRow(stack.sql, mail)).toMatchObject({ status: "pending", attempts: 0 });
  await QUEUE_HANDLERS.membership(eventFor([change]));
  expect((await taskRow(stack.sql, mail)).status).toBe("queued");
  expect(await stack.deliver("email", QUEUE_HANDLERS.email)).toBe(1);
  expect((await taskRow(stack.sql, mail)).status).toBe("done");
});
