/** An order is created once, however often and however concurrently it is posted. */
import { expect } from "vitest";
import { laptopLine, membershipLine, orderBody } from "../support/order-body.ts";
import type { OrderResponse } from "./client/api-client.ts";
import { e2eTest as test } from "./e2e-test.ts";

const CONCURRENT_REQUESTS = 20;

const isReplayed = (response: Response): boolean => response.headers.get("idempotent-replayed") === "true";

const taskIds = async (response: Response): Promise<string[]> =>
  ((await response.json()) as OrderResponse).tasks.map(({ taskId }) => taskId);

const membershipOrder = (orderId: string, unitPrice = 5_000) =>
  orderBody({ orderId, lines: [{ ...membershipLine, unitPrice }] });

test("an order posted twice is created by the first request and replayed by the second", async ({
  api,
  runId,
}) => {
  const body = membershipOrder(`${runId}-AGAIN`);
  const first = await api.post(body);
  const second = await api.post(body);
  expect([first.status, isReplayed(first)]).toEqual([202, false]);
  expect([second.status, isReplayed(second)]).toEqual([200, true]);
  expect(await taskIds(second)).toEqual(await taskIds(first));
});

test("an order id posted again with other content is rejected with 409", async ({ api, runId }) => {
  const orderId = `${runId}-OTHER`;
  expect((await api.post(membershipOrder(orderId))).status).toBe(202);
  const other = await api.post(membershipOrder(orderId, 6_000));
  expect(other.status).toBe(409);
  expect(other.headers.get("content-type")).toContain("application/problem+json");
});

test("exactly one of many concurrent requests with the same order creates it", async ({ api, runId }) => {
  const body = orderBody({ orderId: `${runId}-MANY`, lines: [laptopLine] });
  const responses = await Promise.all(Array.from({ length: CONCURRENT_REQUESTS }, () => api.post(body)));
  const statuses = responses.map(({ status }) => status).sort();
  expect(statuses).toEqual([...Array<number>(CONCURRENT_REQUESTS - 1).fill(200), 202]);
});

test("a retry of a task that is done is rejected with 409", async ({ api, runId }) => {
  const body = orderBody({ orderId: `${runId}-DONE`, lines: [membershipLine] });
  const { orderId, tasks } = await api.createAndWait(body);
  const path = `/orders/${orderId}/tasks/${tasks[0]!.taskId}/retry`;
  expect((await api.call(path, { method: "POST", key: api.adminApiKey })).status).toBe(409);
});
