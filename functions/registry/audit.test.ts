/** The audit trail: every change by the API is in it, with who made it, and cannot be removed. */
import { beforeAll, describe, expect, test } from "vitest";
import { createApiKey, revokeKeyDirectly } from "../../lib/database/api-keys.ts";
import { newId } from "../../lib/runtime/ids.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { SCOPES } from "../../lib/domain/scope.ts";
import { apiClient } from "../../test/support/api-client.ts";
import { createClients } from "../../test/support/client-data.ts";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { saveYaml } from "../../test/support/rulebook-api.ts";
import { handler } from "./handler.ts";

const stack = await startFunctionStack();
const call = apiClient(handler);
const keyId = newId();
const admin = {
  client: "test-shop",
  scopes: SCOPES.filter((scope) => scope !== "clients:all"),
  authorizer: { keyId },
};
const list = async (query: Record<string, string> = {}, more: object = admin) => {
  const { status, json } = await call("GET /audit", { query, ...more });
  expect([status, json.errors]).toEqual([200, undefined]);
  return json as { entries: Record<string, unknown>[]; nextCursor: string | null };
};
const actionsOf = async (query: Record<string, string> = {}, more: object = admin) =>
  (await list(query, more)).entries.map(({ action, subject }) => `${action} ${subject}`);
const putAgent = (agentId: string, more = {}) =>
  call("PUT /agents/{agentId}", {
    params: { agentId },
    body: { name: "Ana", commissionRateBps: 500 },
    ...admin,
    ...more,
  });

beforeAll(async () => {
  await createClients(stack.sql, "other-shop", "operator");
  const createdAt = "2026-01-01T00:00:00.000Z";
  const key = { keyId, clientId: "test-shop", name: "warehouse key", scopes: ["admin"] as const, createdAt };
  await createApiKey(stack.sql, { ...key, expiresAt: null });
});

test("a change is listed with its key's name, its subject and its client; a refused one is not", async () => {
  const before = new Date().toISOString();
  expect((await putAgent("A-1")).status).toBe(200);
  expect((await call("DELETE /lists/{listId}", { params: { listId: "nothing" }, ...admin })).status).toBe(
    404,
  );
  expect((await putAgent("A-1", { body: { name: "" } })).status).toBe(422);
  const { entries } = await list({ since: before });
  expect(entries).toEqual([
    {
      at: expect.any(String),
      actor: { clientId: "test-shop", keyId, name: "warehouse key" },
      action: "putAgent",
      subject: "agents/A-1",
      clientId: "test-shop",
      status: 200,
    },
  ]);
});

test("lists are filtered by actor, subject, action and time, and paged, newest first", async () => {
  await call("PUT /catalog/{sku}", {
    params: { sku: "VIDEO-SKI" },
    body: { type: "video", title: "Ski" },
    ...admin,
  });
  await putAgent("A-2");
  const own = { actor: "warehouse key" };
  expect(await actionsOf(own)).toEqual([
    "putAgent agents/A-2",
    "putCatalogueEntry catalog/VIDEO-SKI",
    "putAgent agents/A-1",
  ]);
  expect(await actionsOf({ actor: keyId, subject: "agents" })).toEqual([
    "putAgent agents/A-2",
    "putAgent agents/A-1",
  ]);
  expect(await actionsOf({ subject: "agents/A-1", action: "putAgent" })).toEqual(["putAgent agents/A-1"]);
  expect(await actionsOf({ subject: "agents/A" })).toEqual([]);
  expect(await actionsOf({ ...own, until: "2026-01-01T00:00:00Z" })).toEqual([]);
  const first = await list({ ...own, limit: "2" });
  expect(first.entries).toHaveLength(2);
  const rest = await list({ ...own, limit: "2", cursor: first.nextCursor! });
  expect([rest.entries.length, rest.nextCursor]).toEqual([1, null]);
});

test("a key that the command line or an administrator creates or revokes is in it, without an actor", async () => {
  const created = newId();
  const key = { keyId: created, clientId: "test-shop", scopes: ["admin"] as const, expiresAt: null };
  await createApiKey(stack.sql, { ...key, createdAt: "2026-01-01T00:00:00.000Z" });
  expect(await revokeKeyDirectly(stack.sql, created, "2026-01-02T00:00:00.000Z")).toBe(true);
  const { entries } = await list({ subject: `keys/${created}` });
  expect(entries.map(({ action, actor, clientId }) => [action, actor, clientId])).toEqual([
    ["revokeKey", null, "test-shop"],
    ["createKey", null, "test-shop"],
  ]);
});

test("a saved rulebook is named by its version, and seen by every client, for it belongs to the company", async () => {
  const { json } = await saveYaml("rules: []\n");
  const expected = `saveRulebook rulebooks/${json.version}`;
  expect(await actionsOf({ subject: `rulebooks/${json.version}` })).toEqual([expected]);
  const other = { client: "other-shop", scopes: ["admin"] };
  expect(await actionsOf({ subject: "rulebooks" }, other)).toContain(expected);
});

test("two clients see their own; a key with clients:all sees both, and acts for either", async () => {
  const other = { client: "other-shop", scopes: ["admin"] };
  const operator = { client: "operator", scopes: SCOPES };
  await putAgent("A-OTHER", other);
  await putAgent("A-BY-OPERATOR", { ...operator, query: { client: "other-shop" } });
  const seen = ["putAgent agents/A-BY-OPERATOR", "putAgent agents/A-OTHER"];
  expect(await actionsOf({ subject: "agents" }, other)).toEqual(seen);
  expect(await actionsOf({ action: "putAgent", subject: "agents/A-OTHER" })).toEqual([]);
  expect((await actionsOf({ subject: "agents" }, operator)).length).toBeGreaterThan(3);
  expect(await actionsOf({ subject: "agents", client: "other-shop" }, operator)).toEqual(seen);
});

describe("GET /audit", () => {
  test("needs the scope admin, and clients:all for another client", async () => {
    expect((await call("GET /audit", { client: null })).status).toBe(401);
    const others = SCOPES.filter((scope) => scope !== "admin");
    expect((await call("GET /audit", { scopes: others })).status).toBe(403);
    expect((await call("GET /audit", { ...admin, query: { client: "other-shop" } })).status).toBe(403);
  });

  test.each([{ actor: "" }, { subject: "\u0000" }, { since: "x" }, { cursor: "x" }, { who: "me" }])(
    "responds 422 to %j",
    async (query: Record<string, string>) => {
      const reply = await call("GET /audit", { ...admin, query });
      expect([reply.status, reply.json.errors[0].parameter]).toEqual([422, Object.keys(query)[0]]);
    },
  );
});

test.each(["update audit_entries set action = 'x'", "delete from audit_entries", "truncate audit_outcomes"])(
  "the functions' database user may not: %s",
  async (statement) => {
    await expect(database().execute(statement)).rejects.toThrow("42501");
  },
);

test("a change is not carried out when its entry cannot be made", async () => {
  await stack.sql.execute(
    "alter table audit_entries add constraint full_disk check (subject <> 'agents/A-LOST')",
  );
  expect((await putAgent("A-LOST")).status).toBe(500);
  expect((await call("GET /agents/{agentId}", { params: { agentId: "A-LOST" }, ...admin })).status).toBe(404);
});
