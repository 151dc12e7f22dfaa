/** `npm run privacy` as a process against real functions over HTTP. */
import { spawn } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { handler as registry } from "../../functions/registry/handler.ts";
import { createApiKey } from "../../lib/database/api-keys.ts";
import { newId } from "../../lib/runtime/ids.ts";
import { createClients } from "../../test/support/client-data.ts";
import { copyOrder } from "../../test/support/copied-orders.ts";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { startHttpBridge } from "../../test/support/http-bridge.ts";
import { acceptOrder, laptop } from "../../test/support/orders.ts";
import { UsageError } from "../terminal/arguments.ts";
import { privacyArguments } from "./arguments.ts";

const stack = await startFunctionStack();
const bridge = await startHttpBridge(() => registry);
const directory = await mkdtemp(join(tmpdir(), "despacho-"));
afterAll(async () => {
  await bridge.stop();
  await rm(directory, { recursive: true });
});

await createClients(stack.sql, "test-shop");
const key = await createApiKey(stack.sql, {
  keyId: newId(),
  clientId: "test-shop",
  name: "data protection",
  scopes: ["privacy"],
  createdAt: "2026-01-01T00:00:00Z",
  expiresAt: null,
});

const run = (...args: readonly string[]) =>
  new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    const file = fileURLToPath(new URL("../privacy.ts", import.meta.url));
    const child = spawn(process.execPath, [file, ...args], {
      env: { PATH: process.env.PATH, DESPACHO_API_URL: bridge.url, DESPACHO_API_KEY: key },
      cwd: directory,
    });
    let [out, err] = ["", ""];
    child.stdout.on("data", (chunk) => (out += chunk));
    child.stderr.on("data", (chunk) => (err += chunk));
    child.on("close", (code) => resolve({ code, out, err }));
  });

beforeAll(async () => {
  const customer = { customerId: "C-7", name: "Ana Lima" };
  await acceptOrder(stack.sql, { orderId: "CLI", customer, lines: [laptop({ lineId: "1" })], tasks: [] });
  // More than a page.
  await copyOrder(stack.sql, "CLI", 250);
});

test("`privacy export` writes all pages as one document into a new file that only its owner may read", async () => {
  const { code, out } = await run("export", "C-7", "--out", "c-7.json");
  expect([code, out]).toEqual([0, "251 orders in c-7.json\n"]);
  const file = join(directory, "c-7.json");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const exported = JSON.parse(readFileSync(file, "utf8"));
  expect(exported).toMatchObject({ customerId: "C-7", nextCursor: null });
  expect(exported.orders).toHaveLength(251);
  expect(exported.orders[0].order.customer.name).toBe("Ana Lima");
}, 60_000);

test("`privacy erase` says what the pseudonym is, and then the export is empty", async () => {
  const erased = await run("erase", "C-7", "--reason", "ticket 1234");
  expect([erased.code, erased.out]).toEqual([
    0,
    expect.stringMatching(/^done: 251 orders have the pseudonym erased-[0-9a-f]{20}\n$/),
  ]);
  const { code, out } = await run("export", "C-7");
  expect([code, JSON.parse(out).orders]).toEqual([0, []]);
}, 60_000);

test("`privacy erase` of another client's customer is refused without the scope", async () => {
  const { code, err } = await run("erase", "C-8", "--client", "other-shop", "--reason", "x");
  expect([code, err]).toEqual([1, expect.stringContaining("clients:all")]);
}, 60_000);

test.each([
  [["erase", "C-7"], "--reason"],
  [["export"], "CUSTOMER"],
  [["forget", "C-7"], "forget"],
])("`privacy` with %j is a usage error, and the message says why", (args, why) => {
  expect(() => privacyArguments(args)).toThrow(UsageError);
  expect(() => privacyArguments(args)).toThrow(why);
});
