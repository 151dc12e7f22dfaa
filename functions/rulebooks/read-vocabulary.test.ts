import { beforeAll, beforeEach, expect, test } from "vitest";
import { clearRulesCache } from "../../lib/runtime/rulebook-cache.ts";
import { createClients } from "../../test/support/client-data.ts";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { callRulebooks, SLIP_RULES, saveVersion } from "../../test/support/rulebook-api.ts";

const stack = await startFunctionStack();
beforeAll(() => createClients(stack.sql, "test-shop"));
beforeEach(clearRulesCache);

const read = (query: Record<string, string> = {}, more = {}) =>
  callRulebooks("GET /vocabulary", { query, ...more });

test("GET /vocabulary has the fields, functions, actions and declarations of the active rulebook", async () => {
  const { status, json } = await read();
  expect([status, json.rulebookVersion]).toEqual([200, 1]);
  expect(json.fields).toContainEqual({
    path: "line.isbn",
    type: "string",
    guard: 'line.type == "book"',
    lineTypes: ["book"],
  });
  expect(json.functions.map(({ name }: { name: string }) => name)).toContain("sum");
  expect(json.plans).toContainEqual(expect.objectContaining({ id: "basic" }));
  expect(json.memberships).toEqual({ endingMail: false, endedMail: false });
  expect(json.destinations.map(({ id }: { id: string }) => id)).toEqual(["shipping", "royalties"]);
  expect(json.templates).toContainEqual(expect.objectContaining({ id: "membership-changed" }));
  expect(json.productTypes).toContainEqual({ name: "book", builtIn: true, ships: true });
  expect(json.freeItems).toContainEqual(expect.objectContaining({ sku: "VIDEO-FIRST-AID", type: "video" }));
  expect(json.omitted).toEqual({ lists: 0, connections: 0, freeItems: 0 });
});

test("GET /vocabulary?rulebook= has the declarations of that version, and what is stored apart", async () => {
  const declared = `memberships: { endedMail: true }
productTypes:
  ticket: { ships: false, attributes: { venue: string } }
destinations:
  wrapping: { title: { pt-BR: Presentes, en: Wrapping }, recipient: department }
${SLIP_RULES.replace("shipping", "wrapping")}`;
  await stack.sql.execute(
    `insert into list_versions (list_id, version, kind, items, size, content_hash, created_at, created_by)
     values ('vip', 1, 'customer', '["C-1"]', 1, sha256('x'), now(), 'test')`,
  );
  await stack.sql.execute(
    `insert into connections (connection_id, url, events, secret, secret_created_at, created_at, updated_at)
     values ('erp', 'https://erp.example/hooks', '{}', 'whsec_c2VjcmV0', now(), now(), now())`,
  );
  const reply = await read({ rulebook: await saveVersion(declared) });
  const { json } = reply;
  expect(json.fields).toContainEqual(expect.objectContaining({ path: "line.venue", lineTypes: ["ticket"] }));
  expect(json.destinations).toEqual([
    { id: "wrapping", title: { "pt-BR": "Presentes", en: "Wrapping" }, recipient: "department" },
  ]);
  expect(json.memberships).toEqual({ endingMail: false, endedMail: true });
  expect(json.lists).toEqual([{ listId: "vip", kind: "customer", size: 1, version: 1 }]);
  expect(json.connections).toEqual(["erp"]);
  expect(reply.text).not.toMatch(/whsec|erp\.example/);
  const slip = json.actions.find(({ name }: { name: string }) => name === "packingSlip");
  expect(slip.fields[0]).toMatchObject({ name: "destination", values: ["wrapping"] });
});

test("GET /vocabulary needs rules:read, and responds 422 to an unknown version", async () => {
  expect((await read({}, { scopes: ["orders:read"] })).status).toBe(403);
  expect((await read({ rulebook: "999" })).status).toBe(422);
  expect((await read({ rulebook: "x" })).status).toBe(422);
});
