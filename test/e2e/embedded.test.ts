/** The whole demo over HTTP, what every installation must do, and what only the local gateway could get wrong. */
import { afterAll, expect, test } from "vitest";
import { CONFORMANCE_CHECKS, runConformanceCheck } from "./conformance.ts";
import { runScenarios } from "./scenarios.ts";
import { startStack } from "../../dev/stack.ts";
import { temporaryDirectory } from "../../dev/temporary-directory.ts";

const dataDir = temporaryDirectory("journey");
const said: string[] = [];
const own = Object.entries(process.env).filter(
  ([name]) => name !== "DATABASE_URL" && !name.startsWith("AWS_"),
);
const stack = await startStack(
  { port: 0, dataDir, fresh: false, temporary: true },
  Object.fromEntries(own),
  (line) => said.push(line),
);
afterAll(() => stack.stop());

test("one order of every kind leads to what it must, twice over", { timeout: 120_000 }, async () => {
  expect((await runScenarios(stack, { runId: "ONE" })).differences).toEqual([]);
  expect((await runScenarios(stack, { runId: "TWO" })).differences).toEqual([]);
  expect(said).toEqual([]);
});

test.each(CONFORMANCE_CHECKS)("%s", { timeout: 90_000 }, async (...check) => {
  await runConformanceCheck(stack, check);
});

test("no web page may call", async () => {
  const headers = { Authorization: `Bearer ${stack.apiKey}`, Origin: "http://elsewhere.example" };
  const answer = await fetch(`${stack.apiUrl}/orders`, { headers });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("access-control-allow-origin")).toBeNull();
});

test("the emulator's back door for authorizers is shut", async () => {
  const headers = {
    "sls-offline-authorizer-override": JSON.stringify({ scopes: "admin", clientId: "local" }),
  };
  expect((await fetch(`${stack.apiUrl}/orders`, { headers })).status).toBe(401);
});
