import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { handler as orders } from "../../functions/orders/handler.ts";
import { environment } from "../../lib/runtime/environment.ts";
import { apiClient } from "../../test/support/api-client.ts";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { bookLine, laptopLine, orderBody } from "../../test/support/order-body.ts";
import { simulateVersion } from "../../test/support/rulebook-api.ts";
import { waitFor } from "../../test/support/wait-for.ts";

const stack = await startFunctionStack();
const call = apiClient(orders);
const directory = mkdtempSync(join(tmpdir(), "import-"));
const COMMAND = fileURLToPath(new URL("../import.ts", import.meta.url));

beforeAll(() =>
  stack.sql.execute(
    "insert into clients (client_id, created_at) values ('test-shop', now()), ('other-shop', now())",
  ),
);

const fileOf = (name: string, content: string | Buffer): string => {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
};

const ndjson = (rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join("");

const start = (...args: string[]) =>
  spawn(process.execPath, [COMMAND, ...args], {
    env: { PATH: process.env.PATH, DATABASE_URL: environment().DATABASE_URL },
  });

const run = (...args: string[]) =>
  new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    const child = start(...args);
    let out = "";
    let err = "";
    child.stdout.on("data", (chunk) => (out += chunk));
    child.stderr.on("data", (chunk) => (err += chunk));
    child.on("close", (code) => resolve({ code, out, err }));
  });

const importFile = (file: string) => run(file, "--client", "test-shop");

const countWhere = async (condition: string): Promise<number> =>
  (await stack.sql.one<{ n: number }>(`select count(*) as n from orders where ${condition}`)).n;

test("imported orders have the status imported, no tasks, and count as received when they were paid", async () => {
  const body = orderBody({ orderId: "OLD-1", lines: [laptopLine, bookLine] });
  const { code, out } = await importFile(fileOf("one.ndjson", ndjson([body])));
  expect([code, out]).toEqual([
    0,
    "1 orders of test-shop imported, 0 were there already, 0 lines refused.\n",
  ]);
  const order = (await call("GET /orders/{orderId}", { params: { orderId: "OLD-1" } })).json;
  expect(order).toMatchObject({ status: "imported", tasks: [], total: body.payment.amount });
  expect(Date.parse(order.receivedAt)).toBe(Date.parse(String(body.payment.paidAt)));
  const listed = async (status: string) =>
    (await call("GET /orders", { query: { status } })).json.orders.map((row: typeof order) => row.orderId);
  expect(await listed("imported")).toEqual(["OLD-1"]);
  expect(await listed("completed")).toEqual([]);
  expect(await countWhere("client_id = 'other-shop'")).toBe(0);
});

test("an imported order that is posted again is a replay, and a conflict with other content", async () => {
  const body = orderBody({ orderId: "OLD-2" });
  await importFile(fileOf("two.ndjson", ndjson([body])));
  const replay = await call("POST /orders", { body });
  expect([replay.status, replay.json.status, replay.json.tasks]).toEqual([200, "imported", []]);
  expect((await call("POST /orders", { body: { ...body, locale: "en" } })).status).toBe(409);
});

test("a second run skips what is there, and refuses an order with other content", async () => {
  const first = orderBody({ orderId: "OLD-3" });
  const second = orderBody({ orderId: "OLD-4" });
  const file = fileOf("three.ndjson", ndjson([first, second, { ...second, locale: "en" }]));
  expect((await importFile(file)).out).toBe(
    "2 orders of test-shop imported, 0 were there already, 1 lines refused.\n",
  );
  const { code, out } = await importFile(fileOf("three.ndjson", ndjson([first, second])));
  expect([code, out]).toEqual([
    0,
    "0 orders of test-shop imported, 2 were there already, 0 lines refused.\n",
  ]);
  expect(existsSync(`${file}.refused.ndjson`)).toBe(false);
});

test("every refused line is listed with its number and reason, and the others are imported", async () => {
  const lines: readonly (string | Buffer)[] = [
    "not json",
    JSON.stringify(orderBody({ orderId: "bad id" })),
    Buffer.from([0x7b, 0xff, 0x7d]),
    '{"orderId":"a","orderId":"b"}',
    "[]",
    `{"orderId":"${"x".repeat(1_048_576)}"}`,
    "",
    '"\\u0000"',
    JSON.stringify(orderBody({ orderId: "GOOD" })),
  ];
  const content = Buffer.concat(lines.flatMap((line) => [Buffer.from(line), Buffer.from("\r\n")]));
  const file = fileOf("refused.ndjson", content);
  const { code, out, err } = await importFile(file);
  expect([code, out]).toEqual([
    1,
    "1 orders of test-shop imported, 0 were there already, 7 lines refused.\n",
  ]);
  expect(err).toContain(`${file}.refused.ndjson`);
  const refused = readFileSync(`${file}.refused.ndjson`, "utf8").trimEnd().split("\n");
  expect(refused.map((line) => JSON.parse(line)).map(({ line, detail }) => [line, detail])).toEqual([
    [1, "The line is not JSON."],
    [2, "The order is invalid."],
    [3, "The line is not UTF-8."],
    [4, expect.stringContaining("duplicate member")],
    [5, "The line must be a JSON object."],
    [6, "The line must not be larger than 1 MiB."],
    [8, "The line holds text that cannot be stored."],
  ]);
  expect(JSON.parse(refused[1]!).issues).toEqual([{ pointer: "/orderId", detail: expect.any(String) }]);
});

test("an import that was killed continues with the same command, and doubles nothing", async () => {
  const bodies = Array.from({ length: 3_000 }, (_, index) => orderBody({ orderId: `BULK-${index}` }));
  const file = fileOf("bulk.ndjson", ndjson(bodies));
  const child = start(file, "--client", "test-shop");
  await waitFor("the first batch", async () => (await countWhere("order_id like 'BULK-%'")) > 0);
  child.kill("SIGKILL");
  await new Promise((resolve) => child.on("close", resolve));
  expect((await importFile(file)).code).toBe(0);
  expect(await countWhere("order_id like 'BULK-%'")).toBe(3_000);
  const lines = await stack.sql.one<{ n: number }>(
    "select count(*) as n from order_lines join orders using (order_no) where order_id like 'BULK-%'",
  );
  expect(lines.n).toBe(bodies.reduce((sum, { lines: ofOrder }) => sum + ofOrder.length, 0));
});

test("a simulation replays imported orders", async () => {
  const file = fileOf("simulated.ndjson", ndjson([orderBody({ orderId: "OLD-5" })]));
  await importFile(file);
  expect((await simulateVersion("1")).json.ordersReplayed).toBeGreaterThan(0);
});

test.each([
  [["nothing.ndjson", "--client", "test-shop"], 1, "there is no such file"],
  [[COMMAND], 1, "Clients: other-shop, test-shop"],
  [[COMMAND, "--client", "unknown"], 1, "There is no client unknown"],
  [[], 2, "missing required argument"],
  [["a", "--clint", "b"], 2, "--client"],
])("the arguments %j end with exit code %i", async (args, expected, message) => {
  const { code, err } = await run(...args);
  expect([code, err]).toEqual([expected, expect.stringContaining(message)]);
});
