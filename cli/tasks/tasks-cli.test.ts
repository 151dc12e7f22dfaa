/** `npm run tasks`, and `npm run keys` over the API, as processes against real functions over HTTP. */
import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { handler as commissions } from "../../functions/commissions/handler.ts";
import { handler as orders } from "../../functions/orders/handler.ts";
import { handler as registry } from "../../functions/registry/handler.ts";
import { createApiKey } from "../../lib/database/api-keys.ts";
import { newId } from "../../lib/runtime/ids.ts";
import { addRate, createAgent } from "../../test/support/client-data.ts";
import { eventFor, startFunctionStack } from "../../test/support/function-stack.ts";
import { startHttpBridge } from "../../test/support/http-bridge.ts";
import { acceptOrder, commissionTask, laptop } from "../../test/support/orders.ts";
import { UsageError } from "../terminal/arguments.ts";
import { tasksArguments } from "./arguments.ts";

const stack = await startFunctionStack();
const bridge = await startHttpBridge((path) => (/^\/(tasks|task-retries)/.test(path) ? orders : registry));
afterAll(() => bridge.stop());

const keyId = newId();
const key = await createApiKey(stack.sql, {
  keyId,
  clientId: "test-shop",
  name: "night shift",
  scopes: ["admin"],
  createdAt: "2026-01-01T00:00:00Z",
  expiresAt: null,
});

const run = (program: "tasks" | "keys", args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    const file = fileURLToPath(new URL(`../${program}.ts`, import.meta.url));
    const service = { DESPACHO_API_URL: bridge.url, DESPACHO_API_KEY: key };
    const child = spawn(process.execPath, [file, ...args], {
      env: { PATH: process.env.PATH, ...service, ...env },
      cwd: tmpdir(),
    });
    let [out, err] = ["", ""];
    child.stdout.on("data", (chunk) => (out += chunk));
    child.stderr.on("data", (chunk) => (err += chunk));
    child.on("close", (code) => resolve({ code, out, err }));
  });

const taskIds: string[] = [];
const orderIds: string[] = [];
beforeAll(async () => {
  for (const agentId of ["A-7", "A-7", "A-8"]) {
    const order = await acceptOrder(stack.sql, {
      lines: [laptop({ lineId: "1" })],
      tasks: [commissionTask(agentId, [{ lineId: "1", base: 1_000 }])],
    });
    taskIds.push(...order.taskIds);
    orderIds.push(order.orderId);
  }
  await commissions(eventFor(taskIds));
});

test("`tasks groups` shows each cause with its tasks, the largest group first", async () => {
  const { code, out } = await run("tasks", ["groups"]);
  expect([code, out]).toEqual([
    0,
    expect.stringMatching(
      /agent-without-rate:A-7 +commission +rejected +2 +2 [\s\S]*agent-without-rate:A-8 +commission +rejected +1 /,
    ),
  ]);
});

test("`tasks list` shows the tasks of a filter, as many as asked for", async () => {
  const { code, out } = await run("tasks", ["list", "--cause", "agent-without-rate:A-8"]);
  expect([code, out]).toEqual([
    0,
    expect.stringMatching(new RegExp(`${taskIds[2]} +${orderIds[2]} +commission`)),
  ]);
  const short = await run("tasks", ["list", "--limit", "1"]);
  expect(short.out).toContain(taskIds[2]);
  expect(short.out).not.toContain(taskIds[1]);
});

test("`tasks retry --dry-run` changes nothing; `tasks retry` runs the tasks of a cause again", async () => {
  await createAgent(stack.sql, "A-7");
  await addRate(stack.sql, "A-7", "-infinity", 500);
  const filter = ["--cause", "agent-without-rate:A-7"];
  const planned = await run("tasks", ["retry", ...filter, "--dry-run"]);
  expect([planned.code, planned.out]).toEqual([
    0,
    expect.stringContaining("2 tasks of 2 orders would run again"),
  ]);
  const { code, out } = await run("tasks", ["retry", ...filter, "--note", "A-7 has a rate now"]);
  expect([code, out]).toEqual([0, expect.stringContaining("2 tasks run again")]);
  await commissions(eventFor(taskIds));
  const again = await run("tasks", ["retry", ...filter]);
  expect([again.code, again.out]).toEqual([1, expect.stringContaining("no task can run again")]);
}, 60_000);

test("`tasks show` shows every attempt and who asked for it; a task that runs cannot run again", async () => {
  const taskId = taskIds[2]!;
  expect(await run("tasks", ["retry", taskId])).toMatchObject({ code: 0 });
  const again = await run("tasks", ["retry", taskId]);
  expect([again.code, again.out]).toEqual([1, expect.stringContaining("The task is still running")]);
  await commissions(eventFor([taskId]));
  const { code, out } = await run("tasks", ["show", taskId]);
  expect([code, out]).toEqual([
    0,
    expect.stringMatching(/cause +agent-without-rate:A-8[\s\S]*1 .*rejected .*\n2 .*rejected +night shift/),
  ]);
}, 60_000);

test.each([
  [["retry"], "one of both"],
  [["retry", "019aa000-0000-7000-8000-000000000001", "--cause", "same-plan"], "one of both"],
  [["list", "--status", "open"], "--status"],
  [["list", "--since", "yesterday"], "--since"],
  [["lst"], "list"],
  [["show"], "TASK"],
])("`tasks` with %j is a usage error, and the message says why", (args, why) => {
  expect(() => tasksArguments(args, new Date())).toThrow(UsageError);
  expect(() => tasksArguments(args, new Date())).toThrow(why);
});

test("`tasks` with an invalid command line exits with 2 and shows the help", async () => {
  const { code, err } = await run("tasks", ["retry"]);
  expect([code, err]).toEqual([2, expect.stringContaining("--dry-run")]);
});

test("`tasks` with a cause that does not exist shows the issue of the service", async () => {
  const { code, err } = await run("tasks", ["list", "--cause", "agent-without-rat"]);
  expect([code, err]).toEqual([1, expect.stringContaining("agent-without-rate")]);
});

test("`tasks` without a service exits with 3 and says what to start or set", async () => {
  const none = { DESPACHO_API_URL: "", DESPACHO_API_KEY: "" };
  const { code, err } = await run("tasks", ["groups"], none);
  expect([code, err]).toEqual([3, expect.stringContaining("npm start")]);
});

test("`keys list` and `keys revoke` work over the API of a deployment", async () => {
  const other = newId();
  const record = { keyId: other, clientId: "test-shop", scopes: ["orders:read"] as const };
  await createApiKey(stack.sql, { ...record, createdAt: "2026-01-01T00:00:00Z", expiresAt: null });
  const listed = await run("keys", ["list"]);
  expect([listed.code, listed.out]).toEqual([0, expect.stringMatching(/test-shop +night shift +dsp_/)]);
  expect(await run("keys", ["revoke", other])).toMatchObject({ code: 0 });
  expect((await run("keys", ["list"])).out).toMatch(new RegExp(`${other} .* revoked`));
  expect(await run("keys", ["revoke", newId()])).toMatchObject({ code: 1, err: "There is no such key.\n" });
  const create = ["create", "--client", "shop-2", "--scopes", "orders:read"];
  expect(await run("keys", create)).toMatchObject({
    code: 1,
    err: expect.stringContaining("DESPACHO_API_URL"),
  });
}, 60_000);
