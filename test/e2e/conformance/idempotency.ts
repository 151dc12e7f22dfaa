/** An order is received once, however often and however many at once it is posted. */
import assert from "node:assert/strict";
import { laptopOrder, membershipOrder } from "./sample-orders.ts";
import type { ConformanceCheck } from "./check.ts";

const AT_ONCE = 20;

const replayed = (answer: Response): boolean => answer.headers.get("idempotent-replayed") === "true";

export const idempotency: readonly ConformanceCheck[] = [
  [
    "an order posted again is answered as before; with other content it is refused",
    async (client) => {
      const body = membershipOrder(`${client.runId}-AGAIN`);
      const first = await client.post(body);
      const again = await client.post(body);
      assert.deepEqual([first.status, replayed(first)], [202, false]);
      assert.deepEqual([again.status, replayed(again)], [200, true]);
      const ids = (answer: { tasks: { taskId: string }[] }) => answer.tasks.map(({ taskId }) => taskId);
      assert.deepEqual(ids((await again.json()) as never), ids((await first.json()) as never));
      const other = await client.post(membershipOrder(body.orderId, 6_000));
      assert.equal(other.status, 409);
      assert.match(other.headers.get("content-type") ?? "", /application\/problem\+json/);
    },
  ],
  [
    "of many posts of one order at once exactly one is new",
    async (client) => {
      const body = laptopOrder(`${client.runId}-MANY`);
      const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => client.post(body)));
      const statuses = answers.map(({ status }) => status).sort();
      assert.deepEqual(statuses, [...Array<number>(AT_ONCE - 1).fill(200), 202]);
    },
  ],
  [
    "a task that is done is not run again",
    async (client) => {
      const { orderId, tasks } = await client.postAndWait(laptopOrder(`${client.runId}-DONE`));
      const path = `/orders/${orderId}/tasks/${tasks[0]!.taskId}/retry`;
      const { adminApiKey } = client.target;
      assert.equal((await client.call(path, { method: "POST", key: adminApiKey })).status, 409);
    },
  ],
];
