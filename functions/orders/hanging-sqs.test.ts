/** SQS accepts connections and does not respond. */
import { type AddressInfo, createServer } from "node:net";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { environment } from "../../lib/runtime/environment.ts";
import { apiClient } from "../../test/support/api-client.ts";
import { setEnvironment, startFunctionStack } from "../../test/support/function-stack.ts";
import { orderBody } from "../../test/support/order-body.ts";
import { handler as relay } from "../relay/handler.ts";
import { handler } from "./handler.ts";

const stack = await startFunctionStack();
const call = apiClient(handler);
const post = () => call("POST /orders", { body: orderBody() });

const hanging = createServer(() => {});
beforeAll(async () => {
  await new Promise<void>((resolve) => void hanging.listen(0, "127.0.0.1", resolve));
  await stack.sql.execute("insert into clients (client_id, created_at) values ('test-shop', now())");
  await post();
});
afterAll(() => void hanging.close());

/** The result of a request that is made while SQS hangs. */
const whileHanging = async <T>(request: () => Promise<T>): Promise<T> => {
  const { AWS_ENDPOINT_URL_SQS = "" } = environment();
  setEnvironment({ AWS_ENDPOINT_URL_SQS: `http://127.0.0.1:${(hanging.address() as AddressInfo).port}` });
  const result = await request();
  setEnvironment({ AWS_ENDPOINT_URL_SQS });
  return result;
};

// A watchdog: without the limit of a request, publishing ends after ten seconds.
vi.setConfig({ testTimeout: 8_000 });

test("POST /orders responds while SQS hangs; its tasks stay in the outbox until the relay publishes them", async () => {
  const result = await whileHanging(post);
  expect(result.status).toBe(202);
  const statuses = result.json.tasks.map((task: { status: string }) => task.status);
  expect(new Set(statuses)).toEqual(new Set(["pending"]));
  await stack.sql.execute("update tasks set created_at = created_at - interval '10 seconds'");
  expect((await relay(undefined)).published).toBe(statuses.length - 1);
});

test("POST /orders/{orderId}/tasks/{taskId}/retry responds while SQS hangs", async () => {
  const { json } = await post();
  const [{ taskId }] = json.tasks;
  await stack.sql.execute(
    "update tasks set status = 'failed', reason = 'test', finished_at = now() where task_id = $1",
    [taskId],
  );
  const result = await whileHanging(() =>
    call("POST /orders/{orderId}/tasks/{taskId}/retry", { params: { orderId: json.orderId, taskId } }),
  );
  expect([result.status, result.json.status]).toEqual([202, "pending"]);
});
