import { beforeAll, describe, expect, test } from "vitest";
import { completeTasks } from "../../lib/database/tasks.ts";
import { apiClient } from "../../test/support/api-client.ts";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { membershipLine, orderBody } from "../../test/support/order-body.ts";
import { handler } from "./handler.ts";

const stack = await startFunctionStack();
const call = apiClient(handler);
const post = (body: object) => call("POST /orders", { body });
const read = (orderId: string, more = {}) => call("GET /orders/{orderId}", { params: { orderId }, ...more });
const retry = (orderId: string, taskId: string, more = {}) =>
  call("POST /orders/{orderId}/tasks/{taskId}/retry", { params: { orderId, taskId }, ...more });

beforeAll(() =>
  stack.sql.execute(
    "insert into clients (client_id, created_at) values ('test-shop', now()), ('other-shop', now())",
  ),
);

describe("POST /orders/{orderId}/tasks/{taskId}/retry", () => {
  const at = "2026-11-20T18:00:00.000Z";
  const placed = async () => {
    const body = orderBody({ lines: [membershipLine] });
    const { tasks } = (await post(body)).json;
    return { orderId: body.orderId as string, task: tasks[0], mail: tasks[1] };
  };
  const complete = (taskId: string, status: "rejected" | "done") =>
    stack.sql.transaction((tx) =>
      completeTasks(
        tx,
        [
          status === "done"
            ? { taskId, status, result: { membership: { change: "activate", plan: "basic" } } }
            : { taskId, status, reason: "because", cause: { code: "same-plan" } },
        ],
        at,
      ),
    );

  test("queues a rejected task again and adds it to the timeline", async () => {
    const { orderId, task } = await placed();
    await complete(task.taskId, "rejected");
    const before = (await read(orderId)).json;
    expect(before).toMatchObject({
      status: "attention",
      tasks: [{ status: "rejected", reason: "because" }, { status: "skipped" }],
    });
    const reply = await retry(orderId, task.taskId);
    expect([reply.status, reply.json]).toEqual([
      202,
      {
        retryId: expect.any(String),
        taskId: task.taskId,
        type: "membership",
        orderId,
        status: "queued",
      },
    ]);
    const after = (await read(orderId)).json;
    expect(after.status).toBe("processing");
    expect(after.timeline.map((entry: { event: string }) => entry.event)).toContain("retried");
  });

  test("responds 409 to a task that is running, done or skipped", async () => {
    const { orderId, task, mail } = await placed();
    expect((await retry(orderId, task.taskId)).status).toBe(409);
    await complete(task.taskId, "rejected");
    expect((await retry(orderId, mail.taskId)).status).toBe(409);
    const other = await placed();
    await complete(other.task.taskId, "done");
    expect((await retry(other.orderId, other.task.taskId)).status).toBe(409);
  });

  test("responds 404 to an unknown task and to another client's", async () => {
    const { orderId, task } = await placed();
    expect((await retry(orderId, "7")).status).toBe(404);
    expect((await retry(orderId, "019aa000-0000-7000-8000-000000000001")).status).toBe(404);
    expect((await retry("UNKNOWN", task.taskId)).status).toBe(404);
    expect((await retry(orderId, task.taskId, { client: "other-shop" })).status).toBe(404);
  });
});
