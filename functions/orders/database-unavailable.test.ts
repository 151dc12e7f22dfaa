import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { newKeyText } from "../../lib/database/api-key-text.ts";
import { closeDatabase } from "../../lib/runtime/database-pool.ts";
import { resetEnvironment } from "../../lib/runtime/environment.ts";
import { apiClient } from "../../test/support/api-client.ts";
import { orderBody } from "../../test/support/order-body.ts";
import { handler } from "./handler.ts";

beforeAll(() => {
  vi.stubEnv("DATABASE_URL", "postgres://test@127.0.0.1:9/nothing");
  resetEnvironment();
});
afterAll(async () => {
  await closeDatabase();
  vi.unstubAllEnvs();
});

const call = apiClient(handler);

test.each([
  ["POST /orders", { body: orderBody() }],
  ["GET /orders", {}],
  ["GET /orders/{orderId}", { params: { orderId: "A" } }],
  [
    "GET /orders",
    {
      client: null,
      authorizer: { unavailable: "true" },
      headers: { Authorization: `Bearer ${newKeyText().key}` },
    },
  ],
])("while the database is unavailable, %s responds 503 with Retry-After", async (route, more) => {
  const reply = await call(route, more);
  expect([reply.status, reply.headers["content-type"]]).toEqual([503, "application/problem+json"]);
  expect(Number(reply.headers["retry-after"])).toBeGreaterThan(0);
  expect(reply.text).not.toContain("127.0.0.1");
});
