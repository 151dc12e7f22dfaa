import type { APIGatewayRequestAuthorizerEvent } from "aws-lambda";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { followMachineClock } from "../../lib/runtime/clock.ts";
import { closeDatabase } from "../../lib/runtime/database-pool.ts";
import { resetEnvironment } from "../../lib/runtime/environment.ts";
import { clearKeyCache } from "../../lib/http/authentication.ts";
import { DEFAULT_CLIENT } from "../../lib/http/usage-plan-key.ts";
import { hashApiKey, newKeyText } from "../../lib/database/api-key-text.ts";
import { createApiKey, revokeKey } from "../../lib/database/api-keys.ts";
import { openDatabase, type Sql } from "../../lib/database/sql.ts";
import { createTestDatabase } from "../../test/support/database.ts";
import { handler } from "./handler.ts";

followMachineClock();

const testDatabase = await createTestDatabase();
const sql = openDatabase({ url: testDatabase.url, poolSize: 1 });

const pointAt = async (url: string) => {
  await closeDatabase();
  vi.stubEnv("DATABASE_URL", url);
  resetEnvironment();
};

beforeAll(() => pointAt(testDatabase.url));
beforeEach(clearKeyCache);
afterAll(async () => {
  vi.useRealTimers();
  await closeDatabase();
  await sql.end();
  await testDatabase.drop();
});

let keyCount = 0;
const createKey = async (expiresAt: string | null = null) => {
  keyCount += 1;
  const keyId = `019aa000-0000-7000-8000-00000000000${keyCount}`;
  const createdAt = "2026-01-01T00:00:00.000Z";
  const scopes = ["orders:write", "orders:read"] as const;
  const key = await createApiKey(sql, { keyId, clientId: "shop-1", scopes, createdAt, expiresAt });
  return { key, keyId };
};

const authorize = (Authorization?: string) =>
  handler({
    type: "REQUEST",
    methodArn: "arn:aws:execute-api:us-east-1:123456789012:api1/prod/GET/orders/A",
    headers: Authorization === undefined ? {} : { Authorization },
  } as unknown as APIGatewayRequestAuthorizerEvent);

describe("the authorizer", () => {
  test("returns a client's own usage plan key, the shared one for the others, and none without a usage plan", async () => {
    const { key } = await createKey();
    const usageKeyWith = async (keys: readonly (readonly [string, string])[] | undefined) => {
      vi.stubGlobal("USAGE_PLAN_KEYS", keys);
      return (await authorize(`Bearer ${key}`)).usageIdentifierKey;
    };
    const shared = [DEFAULT_CLIENT, "for all others"] as const;
    expect(await usageKeyWith([shared, ["app", "of app"], ["shop-1", "of shop-1"]])).toBe("of shop-1");
    expect(await usageKeyWith([shared, ["app", "of app"]])).toBe("for all others");
    expect(await usageKeyWith([])).toBeUndefined();
    vi.unstubAllGlobals();
    expect(await authorize(`Bearer ${key}`)).not.toHaveProperty("usageIdentifierKey");
  });

  test("returns the key's principal, and allows every method and path of the stage", async () => {
    const { key, keyId } = await createKey();
    const result = await authorize(`Bearer ${key}`);
    expect(result.context).toEqual({ clientId: "shop-1", keyId, scopes: "orders:write,orders:read" });
    expect(result.policyDocument.Statement).toEqual([
      {
        Action: "execute-api:Invoke",
        Effect: "Allow",
        Resource: "arn:aws:execute-api:us-east-1:123456789012:api1/prod/*/*",
      },
    ]);
  });

  test.each([
    ["no header", undefined],
    ["another scheme", "Basic dXNlcjpwYXNz"],
    ["no key", "Bearer "],
    ["an unknown key", "Bearer dsp_unknown"],
    ["a key of 10 000 characters", `Bearer ${"a".repeat(10_000)}`],
    ["a malformed key", "Bearer \u0000'; drop table api_keys"],
  ])("rejects %s", async (_, header) => {
    await expect(authorize(header)).rejects.toThrow("Unauthorized");
  });

  test("rejects a revoked key", async () => {
    const { key, keyId } = await createKey();
    await revokeKey(sql, undefined, keyId, "2026-01-02T00:00:00.000Z");
    await expect(authorize(`Bearer ${key}`)).rejects.toThrow("Unauthorized");
  });

  test("caches a key for at most 25 seconds, and never beyond its expiry", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-11-20T12:00:00Z") });
    const short = await createKey("2026-11-20T12:00:10.000Z");
    const revoked = await createKey();
    for (const { key } of [short, revoked]) await authorize(`Bearer ${key}`);
    await revokeKey(sql, undefined, revoked.keyId, "2026-11-20T12:00:01.000Z");
    vi.setSystemTime(new Date("2026-11-20T12:00:10Z"));
    await expect(authorize(`Bearer ${short.key}`)).rejects.toThrow("Unauthorized");
    vi.setSystemTime(new Date("2026-11-20T12:00:25Z"));
    await expect(authorize(`Bearer ${revoked.key}`)).rejects.toThrow("Unauthorized");
    vi.useRealTimers();
  });

  test("accepts a new key at once, though it was unknown before", async () => {
    const text = newKeyText();
    await expect(authorize(`Bearer ${text.key}`)).rejects.toThrow("Unauthorized");
    const keyId = "019aa000-0000-7000-8000-0000000000aa";
    const createdAt = "2026-01-01T00:00:00Z";
    await createApiKey(
      sql,
      { keyId, clientId: "shop-1", scopes: ["admin"], createdAt, expiresAt: null },
      text,
    );
    expect((await authorize(`Bearer ${text.key}`)).principalId).toBe(keyId);
  });

  test("allows the request with the context `unavailable` while the database is unavailable", async () => {
    await pointAt("postgres://test@127.0.0.1:9/nothing");
    const result = await authorize(`Bearer ${newKeyText().key}`);
    expect(result.context).toEqual({ unavailable: "true" });
    await pointAt(testDatabase.url);
  });

  test.each([
    ["of another form", "dsp_any"],
    ["with a wrong checksum", `${newKeyText().key.slice(0, -6)}AAAAAA`],
  ])("rejects a text %s without a query", async (_, text) => {
    await pointAt("postgres://test@127.0.0.1:9/nothing");
    await expect(authorize(`Bearer ${text}`)).rejects.toThrow("Unauthorized");
    await pointAt(testDatabase.url);
  });

  test("accepts a key of an older version, which has no checksum", async () => {
    const key = newKeyText().key.slice(0, -6);
    const keyId = "019aa000-0000-7000-8000-0000000000bb";
    await createKey();
    await createApiKey(
      sql,
      { keyId, clientId: "shop-1", scopes: ["admin"], createdAt: "2026-01-01T00:00:00Z", expiresAt: null },
      { key, keyHash: hashApiKey(key), hint: "dsp_" },
    );
    expect((await authorize(`Bearer ${key}`)).principalId).toBe(keyId);
    await revokeKey(sql, undefined, keyId, "2026-01-02T00:00:00.000Z");
  });

  test("asks once whether a key without a checksum exists, and rejects such texts without a query when none does", async () => {
    const unchecked = () => `Bearer dsp_${newKeyText().key.slice(4, 47)}`;
    await expect(authorize(unchecked())).rejects.toThrow("Unauthorized");
    await pointAt("postgres://test@127.0.0.1:9/nothing");
    await expect(authorize(unchecked())).rejects.toThrow("Unauthorized");
    await pointAt(testDatabase.url);
  });
});

describe("the last use of a key", () => {
  const lastUseOf = (keyId: string, on: Sql = sql) =>
    on
      .one<{ lastUsedAt: string | null }>("select last_used_at from api_keys where key_id = $1", [keyId])
      .then(({ lastUsedAt }) => lastUsedAt);
  const use = async (key: string, at: string) => {
    clearKeyCache();
    vi.setSystemTime(new Date(at));
    await authorize(`Bearer ${key}`);
  };
  beforeAll(() => vi.useFakeTimers({ toFake: ["Date"] }));
  afterAll(() => vi.useRealTimers());

  test("is recorded, and again only after a minute", async () => {
    const { key, keyId } = await createKey();
    await use(key, "2026-11-20T12:00:00Z");
    await vi.waitFor(async () => expect(await lastUseOf(keyId)).toBe("2026-11-20T12:00:00.000Z"));
    await use(key, "2026-11-20T12:00:59Z");
    await use(key, "2026-11-20T12:01:00Z");
    await vi.waitFor(async () => expect(await lastUseOf(keyId)).toBe("2026-11-20T12:01:00.000Z"));
  });

  test("does not delay a request while another transaction has locked the key", async () => {
    const { key, keyId } = await createKey();
    await sql.transaction(async (tx) => {
      await tx.execute("select 1 from api_keys where key_id = $1 for update", [keyId]);
      await use(key, "2026-11-20T12:00:00Z");
      // On the same connection as the update that the first use began.
      await use(key, "2026-11-20T12:00:01Z");
      expect(await lastUseOf(keyId, tx)).toBeNull();
    });
  });
});
