/** `npm run statements` as a process against real functions over HTTP. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { handler as slips } from "../../functions/packing-slips/handler.ts";
import { handler as reports } from "../../functions/reports/handler.ts";
import { createApiKey } from "../../lib/database/api-keys.ts";
import { newId } from "../../lib/runtime/ids.ts";
import { createAgent } from "../../test/support/client-data.ts";
import { eventFor, startFunctionStack } from "../../test/support/function-stack.ts";
import { startHttpBridge } from "../../test/support/http-bridge.ts";
import { acceptOrder, book, slipTask } from "../../test/support/orders.ts";
import { UsageError } from "../terminal/arguments.ts";
import { parseAmount, statementsArguments } from "./arguments.ts";

const stack = await startFunctionStack();
const bridge = await startHttpBridge(() => reports);
afterAll(() => bridge.stop());

await createAgent(stack.sql, "A-1");
const key = await createApiKey(stack.sql, {
  keyId: newId(),
  clientId: "test-shop",
  name: "accounts",
  scopes: ["admin"],
  createdAt: "2026-01-01T00:00:00Z",
  expiresAt: null,
});

const run = (...args: readonly string[]) =>
  new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    const file = fileURLToPath(new URL("../statements.ts", import.meta.url));
    const child = spawn(process.execPath, [file, ...args], {
      env: { PATH: process.env.PATH, DESPACHO_API_URL: bridge.url, DESPACHO_API_KEY: key },
    });
    let [out, err] = ["", ""];
    child.stdout.on("data", (chunk) => (out += chunk));
    child.stderr.on("data", (chunk) => (err += chunk));
    child.on("close", (code) => resolve({ code, out, err }));
  });

test("a month end on the command line: adjust, pay, show, close", async () => {
  const at = ["--at", "2024-03-05T12:00:00Z"];
  const adjustment = ["adjust", "A-1", "--amount", "-25.00", "--id", "ADJ-7", "--reason", "Advance", ...at];
  for (const _ of [1, 2])
    expect(await run(...adjustment)).toMatchObject({
      code: 0,
      out: "ADJ-7: -R$25.00 on the statement of 2024-03\n",
    });
  expect((await run("pay", "A-1", "--amount", "100,5", "--id", "PAY-1", ...at)).code).toBe(0);
  const shown = await run("show", "2024-03");
  expect([shown.code, shown.out]).toEqual([
    0,
    expect.stringMatching(
      /^2024-03: open\n.*carried forward\n +A-1 +Ana +0 .*-R\$25\.00 +-R\$100\.50 +-R\$125\.50\n/,
    ),
  ]);
  const closed = await run("close", "2024-03");
  expect([closed.code, closed.out]).toEqual([0, expect.stringMatching(/^2024-03 is closed since 20/)]);
  const late = await run("pay", "A-1", "--amount", "1", "--id", "PAY-2", ...at);
  expect(late.out).toBe("PAY-2: R$1.00 on the statement of 2024-04, about 2024-03\n");
  const one = await run("show", "2024-03", "--agent", "A-1");
  expect(one.out).toMatch(
    /^A-1 2024-03: closed on 20.*\n.*\n2024-03-05 +adjustment +ADJ-7 +Advance +-R\$25\.00\n2024-03-05 +payment +PAY-1 /,
  );
}, 60_000);

test("royalties are shown, and written as files", async () => {
  const { taskIds, orderNo } = await acceptOrder(stack.sql, {
    payment: { method: "pix", paidAt: "2024-05-10T12:00:00-03:00", amount: 6_000 },
    lines: [book({ lineId: "1", quantity: 2, unitPrice: 3_000 })],
    tasks: [slipTask("royalties", ["1"])],
  });
  expect(orderNo).toBeGreaterThan(0);
  await slips(eventFor(taskIds));
  const shown = await run("royalties", "2024-05");
  expect([shown.code, shown.out]).toEqual([
    0,
    expect.stringMatching(
      /^2024-05: open\n.*taken back.*\n.*Tolkien.* 6 % +2 +R\$60\.00 +R\$3\.60 +R\$0\.00/,
    ),
  ]);
  expect((await run("royalties", "2024-06")).out).toBe("2024-06: open\nno royalties\n");
  const folder = mkdtempSync(join(tmpdir(), "royalties-"));
  try {
    const files = ["csv", "pdf"].map((name) => join(folder, `royalties.${name}`)) as [string, string];
    const written = await run(
      "royalties",
      "2024-05",
      "--csv",
      files[0],
      "--pdf",
      files[1],
      "--language",
      "en",
    );
    expect([written.code, written.err]).toEqual([0, ""]);
    expect(readFileSync(files[0], "utf8")).toContain("Tolkien");
    expect(readFileSync(files[1]).subarray(0, 5).toString()).toBe("%PDF-");
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);

test("what the service refuses is shown with its place", async () => {
  const { code, err } = await run("close", "9998-01");
  expect([code, err]).toEqual([1, expect.stringContaining("is not over")]);
  expect((await run("pay", "A-9", "--amount", "1", "--id", "X")).err).toContain("no such agent");
}, 60_000);

test.each([
  [["show", "2024-13"], "2026-11"],
  [["close"], "MONTH"],
  [["royalties", "2026-11", "--language", "de"], "--language"],
  [["pay", "A-1", "--amount", "1.005", "--id", "X"], "--amount"],
  [["pay", "A-1", "--amount", "1"], "--id"],
  [["adjust", "A-1", "--amount", "1", "--id", "X"], "--reason"],
  [["reopen", "2024-03"], "reopen"],
])("`statements` with %j is a usage error, and the message says why", (args, why) => {
  expect(() => statementsArguments(args, new Date())).toThrow(UsageError);
  expect(() => statementsArguments(args, new Date())).toThrow(why);
});

test.each([
  ["1200.50", "BRL", 120_050],
  ["-25,00", "BRL", -2_500],
  ["7", "JPY", 7],
  ["1.234", "KWD", 1_234],
  ["1.5", "JPY", undefined],
  ["1.234,50", "BRL", undefined],
  ["1e3", "BRL", undefined],
  ["", "BRL", undefined],
])("the amount %s in %s is %s minor units", (text, currency, minor) => {
  expect(parseAmount(text, currency)).toBe(minor);
});
