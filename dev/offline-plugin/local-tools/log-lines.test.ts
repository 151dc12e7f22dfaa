import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readLogLines } from "./log-lines.ts";

const directory = mkdtempSync(join(tmpdir(), "despacho-log-"));
afterAll(() => rmSync(directory, { recursive: true }));

const logged = (message: string, more = {}) =>
  JSON.stringify({
    level: "INFO",
    message,
    timestamp: "2026-12-02T00:52:38.693+13:00",
    service: "despacho",
    ...more,
  });

const fileOf = (...lines: string[]): string => {
  const file = join(directory, "functions.log");
  writeFileSync(file, lines.map((line) => `${line}\n`).join(""));
  return file;
};

test("lines come newest first, those of the logger with their fields, others as text", async () => {
  const report = "(λ: orders) RequestId: 1  Duration: 1.00 ms  Billed Duration: 1 ms";
  const file = fileOf(logged("one", { orderId: "WEB-1" }), report, "", "Error: x");
  expect((await readLogLines(file)).lines).toEqual([
    { at: null, level: null, message: "Error: x", details: {} },
    { at: "2026-12-01T11:52:38.693Z", level: "INFO", message: "one", details: { orderId: "WEB-1" } },
  ]);
});

test("a search finds the lines that contain the text", async () => {
  const file = fileOf(logged("one", { orderId: "WEB-1" }), logged("two", { orderId: "WEB-2" }));
  expect((await readLogLines(file, "WEB-2")).lines).toMatchObject([{ message: "two" }]);
});

test("of a long log the last hundred lines are read, none of them cut", async () => {
  const file = fileOf(...Array.from({ length: 3_000 }, (_, n) => logged(`${n} ${"x".repeat(1_000)}`)));
  const { lines } = await readLogLines(file);
  expect(lines).toHaveLength(100);
  expect(lines!.every(({ level }) => level === "INFO")).toBe(true);
  expect(lines![0]!.message).toMatch(/^2999 /);
});

test.each([[undefined], [join(directory, "none.log")]])(
  "without a log file, %s, there are no lines",
  async (file) => {
    expect(await readLogLines(file)).toEqual({ lines: null });
  },
);
