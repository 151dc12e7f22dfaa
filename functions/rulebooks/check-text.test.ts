import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createClients } from "../../test/support/client-data.ts";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { callRulebooks, SLIP_RULES, saveYaml } from "../../test/support/rulebook-api.ts";

const stack = await startFunctionStack();
await createClients(stack.sql, "test-shop");

const DEFAULT = readFileSync(new URL("../../rules/default.yaml", import.meta.url), "utf8");

const check = (body: string, more = {}) =>
  callRulebooks("POST /rulebooks/check", { body, headers: { "Content-Type": "application/yaml" }, ...more });

test("POST /rulebooks/check responds 200 with each example, and stores nothing", async () => {
  const { status, json } = await check(DEFAULT, { scopes: ["rules:read"] });
  expect([status, json.valid, json.errors, json.warnings]).toEqual([200, true, [], []]);
  expect(json.examples.length).toBeGreaterThan(3);
  for (const example of json.examples) expect(example).toMatchObject({ passed: true, errors: [] });
  expect((await callRulebooks("GET /rulebooks")).json.rulebooks).toHaveLength(1);
});

test("POST /rulebooks/check has the issues that saving responds 422 with", async () => {
  const text = SLIP_RULES.replace("physical", "physcal");
  const { status, json } = await check(text);
  expect([status, json]).toEqual([
    200,
    { valid: false, errors: (await saveYaml(text)).json.errors, warnings: [], examples: [] },
  ]);
});

test("POST /rulebooks/check says which expectations an example does not meet", async () => {
  const { json } = await check(`${SLIP_RULES}examples:
  - { name: good, order: { lines: [{ type: physical }] }, expect: { packingSlips: [shipping] } }
  - { name: bad, order: { lines: [{ type: physical }] }, expect: { packingSlips: [], applied: [slip] } }
`);
  expect(json).toMatchObject({
    valid: true,
    examples: [
      { name: "good", passed: true, errors: [] },
      { name: "bad", passed: false, errors: [{ pointer: "/examples/1/expect/packingSlips", line: 7 }] },
    ],
  });
});

test("a rulebook without rules has a warning at check and at save", async () => {
  const warnings = [{ pointer: "/rules", detail: expect.stringContaining("no rules") }];
  expect((await check("rules: []")).json).toMatchObject({ valid: true, warnings });
  expect((await saveYaml("rules: []")).json).toMatchObject({ warnings });
});

test("POST /rulebooks/check needs rules:read, and a body of JSON or YAML", async () => {
  expect((await check(SLIP_RULES, { scopes: ["orders:read"] })).status).toBe(403);
  expect((await check("{", { headers: { "Content-Type": "application/json" } })).status).toBe(400);
  expect((await check("a", { headers: { "Content-Type": "text/plain" } })).status).toBe(415);
});
