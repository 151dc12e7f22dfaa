/** A message only wakes a handler up: strange ones do no harm, repeated ones nothing at all. */
import assert from "node:assert/strict";
import { laptopOrder, membershipOrder } from "./sample-orders.ts";
import type { ConformanceCheck } from "./check.ts";
import { eventually } from "./test-client.ts";

export const queueMessages: readonly ConformanceCheck[] = [
  [
    "a message that comes again, for a task that is done, changes nothing",
    async (client) => {
      const before = await client.postAndWait(laptopOrder(`${client.runId}-TWICE`));
      const { taskId } = before.tasks[0]!;
      const message = JSON.stringify({ version: 1, taskId, orderId: before.orderId });
      for (let count = 0; count < 3; count++) await client.send("packing-slips", message);
      await eventually("the messages are gone", async () => (await client.depth("packing-slips")) === 0);
      const { timeline, tasks } = await client.order(before.orderId);
      assert.deepEqual({ timeline, tasks }, { timeline: before.timeline, tasks: before.tasks });
    },
  ],
  [
    "a malformed message ends in the dead-letter queue; an order beside it is done",
    async (client) => {
      const dead = await client.depth("memberships-dlq");
      await client.send("memberships", "{");
      const { status } = await client.postAndWait(membershipOrder(`${client.runId}-BESIDE`));
      assert.equal(status, "completed");
      await eventually("it lies there", async () => (await client.depth("memberships-dlq")) === dead + 1);
    },
  ],
];
