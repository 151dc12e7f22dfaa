import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { newKeyText } from "../../lib/database/api-key-text.ts";
import { followMachineClock } from "../../lib/runtime/clock.ts";
import { closeDatabase } from "../../lib/runtime/database-pool.ts";
import { environment } from "../../lib/runtime/environment.ts";
import { clearRulesCache } from "../../lib/runtime/rulebook-cache.ts";
import { apiClient } from "../../test/support/api-client.ts";
import { setEnvironment, startFunctionStack } from "../../test/support/function-stack.ts";
import { orderBody } from "../../test/support/order-body.ts";
import { type SilentProxy, startSilentProxy } from "../../test/support/silent-proxy.ts";
import { handler as authorizer } from "../authorizer/handler.ts";
import { handler } from "./handler.ts";

followMachineClock();

const stack = await startFunctionStack();
const call = apiClient(handler);
const post = () => call("POST /orders", { body: orderBody() });
const { DATABASE_URL: directUrl } = environment();

let proxy: SilentProxy;
beforeAll(() => stack.sql.execute("insert into clients (client_id, created_at) values ('test-shop', now())"));

/** Opens the pool on connections through the proxy, all of them in use at once. */
const connectThroughProxy = async (poolSize: number): Promise<void> => {
  const url = new URL(directUrl);
  proxy = await startSilentProxy(Number(url.port));
  url.port = String(proxy.port);
  await closeDatabase();
  setEnvironment({ DATABASE_URL: url.href, DATABASE_POOL_MAX: String(poolSize) });
  clearRulesCache();
  await Promise.all(Array.from({ length: poolSize * 3 }, post));
};

/** Lets the cached rules and keys expire. */
const expireCaches = () => vi.setSystemTime(Date.now() + 60_000);

beforeEach(() => vi.useFakeTimers({ toFake: ["Date"] }));
afterEach(async () => {
  vi.useRealTimers();
  await closeDatabase();
  await proxy?.stop();
});

describe("POST /orders when all open connections to the database go silent", () => {
  test.each([1, 10])("is accepted on a fresh connection, with a pool of %i", async (poolSize) => {
    await connectThroughProxy(poolSize);
    expireCaches();
    const before = proxy.accepted();
    proxy.goSilent();
    const replies = await Promise.all([post(), post(), post()]);
    expect(replies.map(({ status }) => status)).toEqual([202, 202, 202]);
    expect(proxy.accepted()).toBeGreaterThan(before);
    expect((await post()).status).toBe(202);
  });

  test("is authorized, too", async () => {
    await connectThroughProxy(4);
    proxy.goSilent();
    const event = {
      type: "REQUEST",
      methodArn: "arn:aws:execute-api:us-east-1:000000000000:api/local/POST/orders",
      headers: { authorization: `Bearer ${newKeyText().key}` },
    } as unknown as Parameters<typeof authorizer>[0];
    await expect(authorizer(event)).rejects.toThrow("Unauthorized");
  });
});

test("POST /orders goes on with the last known rules while only their refresh hangs", async () => {
  await connectThroughProxy(4);
  expireCaches();
  const release = Promise.withResolvers<void>();
  const locked = Promise.withResolvers<void>();
  const holding = stack.sql.transaction(async (tx) => {
    await tx.execute("lock table rulebook_activations in access exclusive mode");
    locked.resolve();
    await release.promise;
  });
  await locked.promise;
  const result = await post();
  release.resolve();
  await holding;
  expect(result.status).toBe(202);
});
