/** The whole demo over HTTP, what every installation must do, and what only the local gateway could get wrong. */
import { afterAll, expect, test } from "vitest";
import { CHECKS, runCheck } from "./acceptance.ts";
import { runJourney } from "./journey.ts";
import { startStack } from "./stack.ts";
import { temporaryDirectory } from "./temporary.ts";

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
  expect((await runJourney(stack, { run: "ONE" })).missing).toEqual([]);
  expect((await runJourney(stack, { run: "TWO" })).missing).toEqual([]);
  expect(said).toEqual([]);
});

test.each(CHECKS)("%s", { timeout: 90_000 }, async (...check) => {
  await runCheck(stack, check);
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
