/** A function that is killed after its commit and before it has sent the messages of the tasks it stored as queued. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { beforeEach, expect, test, vi } from "vitest";
import { eventFor, startFunctionStack } from "../../test/support/function-stack.ts";
import { recordAttempt } from "../../lib/database/tasks.ts";
import { apiEvent } from "../../test/support/api-client.ts";
import { membershipLine, orderBody } from "../../test/support/order-body.ts";
import { TASK_TYPES, type TaskType } from "../../lib/tasks/registry.ts";
import { handler as emails } from "../emails/handler.ts";
import { handler as memberships } from "../memberships/handler.ts";
import { handler as packingSlips } from "../packing-slips/handler.ts";
import { handler as relay } from "./handler.ts";

// Each invocation is a process that loads a whole function.
vi.setConfig({ testTimeout: 60_000 });

const stack = await startFunctionStack();
await stack.sql.execute("insert into clients (client_id, created_at) values ('test-shop', now())");

beforeEach(async () => {
  await stack.sql.execute(
    "update tasks set status = 'skipped', finished_at = now() where status in ('pending', 'queued') and not blocked",
  );
  await Promise.all(TASK_TYPES.map((type) => stack.purge(type)));
});

const INVOKE = fileURLToPath(new URL("../../test/support/invoke-function.ts", import.meta.url));

/** Invokes a function and kills its process with SIGKILL when it connects to SQS, which it does after its commit. */
const killedAtSqs = async (module: string, event: unknown): Promise<void> => {
  const sqs = createServer().listen(0, "127.0.0.1");
  await once(sqs, "listening");
  const child = spawn(
    process.execPath,
    [INVOKE, new URL(module, import.meta.url).href, JSON.stringify(event)],
    {
      stdio: ["ignore", "ignore", "inherit"],
      env: {
        ...process.env,
        AWS_ENDPOINT_URL_SQS: `http://127.0.0.1:${(sqs.address() as AddressInfo).port}`,
      },
    },
  );
  sqs.once("connection", () => child.kill("SIGKILL"));
  const [, signal] = await once(child, "exit");
  expect(signal).toBe("SIGKILL");
  sqs.close();
};

type Row = { readonly type: TaskType; readonly status: string; readonly taskId: string };
const tasksOf = (orderId: string): Promise<Row[]> =>
  stack.sql.many<Row>(
    "select type, status, task_id from tasks join orders using (order_no) where order_id = $1 order by position",
    [orderId],
  );
const statusesOf = async (orderId: string) =>
  (await tasksOf(orderId)).map(({ type, status }) => [type, status]);

/** As if the tasks had been stored as queued some seconds earlier. */
const later = (seconds: number) =>
  stack.sql.execute(
    "update tasks set queued_at = queued_at - $1 * interval '1 second' where queued_at is not null",
    [seconds],
  );

const postEvent = (body: object) => apiEvent("POST /orders", { body });

test("the tasks of an order whose function was killed between commit and send are published by the relay after ten seconds, once", async () => {
  const body = orderBody({ orderId: "KILLED-1" });
  await killedAtSqs("../orders/handler.ts", postEvent(body));
  const stored = await tasksOf("KILLED-1");
  expect(stored.length).toBeGreaterThan(0);
  expect(new Set(stored.map(({ status }) => status))).toContain("queued");
  const sendable = stored.filter(({ status }) => status === "queued").length;
  expect(await stack.waiting("packing_slip")).toBe(0);

  expect(await relay(undefined)).toMatchObject({ published: 0 });
  await later(11);
  expect(await relay(undefined)).toMatchObject({ published: sendable });
  expect(await relay(undefined)).toMatchObject({ published: 0 });
  while ((await stack.deliver("packing_slip", packingSlips)) > 0);
  const slips = (await tasksOf("KILLED-1")).filter(({ type }) => type === "packing_slip");
  expect(new Set(slips.map(({ status }) => status))).toEqual(new Set(["done"]));
});

test("a mail whose release was committed by a function that was killed before it sent the message is published by the relay", async () => {
  const body = orderBody({ orderId: "KILLED-2", lines: [membershipLine], agentId: undefined });
  await killedAtSqs("../orders/handler.ts", postEvent(body));
  const [change] = await tasksOf("KILLED-2");
  await killedAtSqs("../memberships/handler.ts", eventFor([change!.taskId]));
  expect(await statusesOf("KILLED-2")).toEqual([
    ["membership", "done"],
    ["email", "queued"],
  ]);
  expect(await stack.waiting("email")).toBe(0);
  await later(11);
  expect(await relay(undefined)).toMatchObject({ published: 1 });
  expect(await stack.deliver("email", emails)).toBe(1);
  expect(await statusesOf("KILLED-2")).toContainEqual(["email", "done"]);
  await memberships(eventFor([change!.taskId]));
  expect(await stack.mailsTo((body.customer as { email: string }).email)).toHaveLength(1);
});

test("a task whose message a handler has received is not taken for unsent, however long ago it was queued", async () => {
  await killedAtSqs("../orders/handler.ts", postEvent(orderBody({ orderId: "TRIED" })));
  const [first, ...others] = (await tasksOf("TRIED")).filter(({ status }) => status === "queued");
  const at = new Date().toISOString();
  await recordAttempt(stack.sql, first!.taskId, "a deadlock", { startedAt: at, endedAt: at });
  await later(60);
  expect(await relay(undefined)).toMatchObject({ published: others.length });
});
