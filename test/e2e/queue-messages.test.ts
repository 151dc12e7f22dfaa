/** Messages on the task queues that the relay did not send. */
import { expect } from "vitest";
import { laptopLine, membershipLine, orderBody } from "../support/order-body.ts";
import { waitFor } from "../support/wait-for.ts";
import { e2eTest as test } from "./e2e-test.ts";

const QUEUE_TIMEOUT_MS = 100_000;

test("duplicate messages of a task that is done change nothing", async ({ api, queues, runId }) => {
  const before = await api.createAndWait(orderBody({ orderId: `${runId}-TWICE`, lines: [laptopLine] }));
  const { taskId } = before.tasks.find(({ type }) => type === "packing_slip")!;
  const message = JSON.stringify({ version: 1, taskId, orderId: before.orderId });
  for (let count = 0; count < 3; count++) await queues.send("packing-slips", message);
  const isEmpty = async () => (await queues.depth("packing-slips")) === 0;
  await waitFor("the packing-slips queue to be empty", isEmpty, QUEUE_TIMEOUT_MS);
  const { timeline, tasks } = await api.order(before.orderId);
  expect({ timeline, tasks }).toEqual({ timeline: before.timeline, tasks: before.tasks });
});

test("a malformed message goes to the dead-letter queue and does not delay a valid one", async ({
  api,
  queues,
  runId,
}) => {
  const deadLetters = await queues.depth("memberships-dlq");
  await queues.send("memberships", "{");
  const body = orderBody({ orderId: `${runId}-BESIDE`, lines: [membershipLine], agentId: undefined });
  expect((await api.createAndWait(body)).status).toBe("completed");
  const isDead = async () => (await queues.depth("memberships-dlq")) === deadLetters + 1;
  await waitFor("the malformed message to be dead-lettered", isDead, QUEUE_TIMEOUT_MS);
});
