import { expect, test } from "vitest";
import { hashApiKey } from "../../lib/database/api-key-text.ts";
import { createApiKey, findPrincipal } from "../../lib/database/api-keys.ts";
import { type Scope, SCOPES } from "../../lib/domain/scope.ts";
import { newId } from "../../lib/runtime/ids.ts";
import { apiClient } from "../../test/support/api-client.ts";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { handler } from "./handler.ts";

const { sql } = await startFunctionStack();
const call = apiClient(handler);
const createdAt = "2026-01-01T00:00:00.000Z";

const createKey = async (clientId: string, name?: string) => {
  const keyId = newId();
  const scopes = ["orders:read"] as const;
  const key = await createApiKey(sql, { keyId, clientId, name, scopes, createdAt, expiresAt: null });
  return { keyId, key };
};
const shop = await createKey("test-shop", "web shop");
const other = await createKey("other-shop");

const list = async (more: object) => {
  const { json } = await call("GET /keys", more);
  return json.keys.map(({ keyId }: { keyId: string }) => keyId);
};
const revoke = (keyId: string, more = {}) => call("DELETE /keys/{keyId}", { params: { keyId }, ...more });

test("GET /me describes the caller, whatever its scopes", async () => {
  const { status, json } = await call("GET /me", {
    scopes: ["orders:read"],
    authorizer: { keyId: shop.keyId },
  });
  expect([status, json]).toEqual([
    200,
    {
      clientId: "test-shop",
      keyId: shop.keyId,
      name: "web shop",
      scopes: ["orders:read"],
      expiresAt: null,
      stage: "local",
      companyName: expect.any(String),
      timeZone: "America/Sao_Paulo",
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    },
  ]);
  expect((await call("GET /me", { client: null })).status).toBe(401);
});

test("GET /keys lists the keys of the own client; with clients:all those of every client, or of the named one", async () => {
  expect(await list({})).toEqual([shop.keyId]);
  expect(await list({ scopes: SCOPES })).toEqual([shop.keyId, other.keyId]);
  expect(await list({ scopes: SCOPES, query: { client: "other-shop" } })).toEqual([other.keyId]);
  expect((await call("GET /keys", { query: { client: "other-shop" } })).status).toBe(403);
});

test("GET /keys shows neither the text of a key nor its hash", async () => {
  const { text } = await call("GET /keys");
  expect(text).toContain("web shop");
  expect(text).not.toContain(shop.key);
  expect(text).not.toMatch(/hash/i);
});

test.each(["GET /keys", "DELETE /keys/{keyId}"])(
  "%s needs keys:write, which admin includes",
  async (route) => {
    const statusWith = async (scopes: readonly Scope[]) =>
      (await call(route, { scopes, params: { keyId: newId() } })).status;
    const others = SCOPES.filter((scope) => scope !== "keys:write" && scope !== "admin");
    expect(await statusWith(others)).toBe(403);
    expect([await statusWith(["keys:write"]), await statusWith(["admin"])]).not.toContain(403);
  },
);

test("DELETE /keys/{keyId} revokes a key of the own client, once", async () => {
  const { keyId, key } = await createKey("test-shop");
  const { status, json } = await revoke(keyId);
  expect([status, json]).toMatchObject([200, { keyId, revokedAt: expect.any(String) }]);
  expect(await findPrincipal(sql, hashApiKey(key), createdAt)).toBeUndefined();
  expect((await revoke(keyId)).json).toEqual(json);
});

test("DELETE /keys/{keyId} of another client is 404, and revokes with clients:all", async () => {
  expect((await revoke(other.keyId)).status).toBe(404);
  expect((await revoke(other.keyId, { query: { client: "other-shop" } })).status).toBe(403);
  expect(await findPrincipal(sql, hashApiKey(other.key), createdAt)).toBeDefined();
  expect((await revoke(other.keyId, { scopes: SCOPES })).status).toBe(200);
  expect([(await revoke("nonsense")).status, (await revoke(newId())).status]).toEqual([404, 404]);
});
