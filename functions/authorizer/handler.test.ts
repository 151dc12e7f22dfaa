import type { APIGatewayRequestAuthorizerEvent } from "aws-lambda";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { newApiKey } from "../../lib/http/api-key.ts";
import { closeDatabase } from "../../lib/runtime/database-pool.ts";
import { resetEnvironment } from "../../lib/runtime/environment.ts";
import { clearKeyCache } from "../../lib/http/authentication.ts";
import { DEFAULT_CLIENT, usagePlanKey } from "../../lib/http/usage-plan-key.ts";
import { insertKey, revokeKey } from "../../lib/database/api-keys.ts";
import { openDatabase } from "../../lib/database/sql.ts";
import { createTestDatabase } from "../../test/support/database.ts";
import { handler } from "./handler.ts";

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

let made = 0;
const makeKey = async (expiresAt: string | null = null) => {
  made += 1;
  const { key, keyHash, hint } = newApiKey();
  const keyId = `019aa000-0000-7000-8000-00000000000${made}`;
  const createdAt = "2026-01-01T00:00:00.000Z";
  const scopes = ["orders:write", "orders:read"] as const;
  await insertKey(sql, { keyId, clientId: "shop-1", keyHash, hint, scopes, createdAt, expiresAt });
  return { key, keyId };
};

const authorize = (Authorization?: string) =>
  handler({
    type: "REQUEST",
    methodArn: "arn:aws:execute-api:us-east-1:123456789012:api1/prod/GET/orders/A",
    headers: Authorization === undefined ? {} : { Authorization },
  } as unknown as APIGatewayRequestAuthorizerEvent);

describe("the authorizer", () => {
  test("counts a client of its own apart, and everyone else together", async () => {
    const { key } = await makeKey();
    const countedAs = async (clients: string) => {
      vi.stubEnv("CLIENTS", clients);
      resetEnvironment();
      return (await authorize(`Bearer ${key}`)).usageIdentifierKey;
    };
    const own = await countedAs("app, shop-1");
    const shared = await countedAs("app");
    await countedAs("");
    expect(own).toBe(usagePlanKey("local", "shop-1", "shop-1"));
    expect(shared).toBe(usagePlanKey("local", "", DEFAULT_CLIENT));
    expect(own).not.toBe(shared);
  });

  test("tells who the key belongs to, and opens every method and path of the stage", async () => {
    const { key, keyId } = await makeKey();
    const answer = await authorize(`Bearer ${key}`);
    expect(answer.context).toEqual({ clientId: "shop-1", keyId, scopes: "orders:write,orders:read" });
    expect(answer.policyDocument.Statement).toEqual([
      {
        Action: "execute-api:Invoke",
        Effect: "Allow",
        Resource: "arn:aws:execute-api:us-east-1:123456789012:api1/prod/*/*",
      },
    ]);
  });

  test.each([
    ["nothing", undefined],
    ["another scheme", "Basic dXNlcjpwYXNz"],
    ["no key", "Bearer "],
    ["an unknown key", "Bearer dsp_unknown"],
    ["an endless key", `Bearer ${"a".repeat(10_000)}`],
    ["something that is no key", "Bearer \u0000'; drop table api_keys"],
  ])("refuses %s", async (_, header) => {
    await expect(authorize(header)).rejects.toThrow("Unauthorized");
  });

  test("refuses a revoked key", async () => {
    const { key, keyId } = await makeKey();
    await revokeKey(sql, keyId, "2026-01-02T00:00:00.000Z");
    await expect(authorize(`Bearer ${key}`)).rejects.toThrow("Unauthorized");
  });

  test("keeps a key for 25 seconds at most, and its expiry exactly", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-11-20T12:00:00Z") });
    const short = await makeKey("2026-11-20T12:00:10.000Z");
    const revoked = await makeKey();
    for (const { key } of [short, revoked]) await authorize(`Bearer ${key}`);
    await revokeKey(sql, revoked.keyId, "2026-11-20T12:00:01.000Z");
    vi.setSystemTime(new Date("2026-11-20T12:00:10Z"));
    await expect(authorize(`Bearer ${short.key}`)).rejects.toThrow("Unauthorized");
    vi.setSystemTime(new Date("2026-11-20T12:00:25Z"));
    await expect(authorize(`Bearer ${revoked.key}`)).rejects.toThrow("Unauthorized");
    vi.useRealTimers();
  });

  test("knows a key the moment it is made", async () => {
    const { key, keyHash, hint } = newApiKey();
    await expect(authorize(`Bearer ${key}`)).rejects.toThrow("Unauthorized");
    const keyId = "019aa000-0000-7000-8000-0000000000aa";
    await insertKey(sql, {
      keyId,
      clientId: "shop-1",
      keyHash,
      hint,
      scopes: ["admin"],
      createdAt: "2026-01-01T00:00:00Z",
      expiresAt: null,
    });
    expect((await authorize(`Bearer ${key}`)).principalId).toBe(keyId);
  });

  test("says that it cannot tell while the database is away, not that the key is wrong", async () => {
    await pointAt("postgres://nobody@127.0.0.1:9/nothing");
    const answer = await authorize("Bearer dsp_any");
    expect(answer.context).toEqual({ unavailable: "true" });
    await pointAt(testDatabase.url);
  });
});
