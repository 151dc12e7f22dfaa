import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { closeDatabase } from "../../lib/edge/database.ts";
import { forgetEnvironment } from "../../lib/edge/environment.ts";
import { ask } from "../../lib/testing/http.ts";
import { orderBody } from "../../lib/testing/order-body.ts";
import { handler } from "./http.ts";

beforeAll(() => {
  vi.stubEnv("DATABASE_URL", "postgres://nobody@127.0.0.1:9/nothing");
  forgetEnvironment();
});
afterAll(async () => {
  await closeDatabase();
  vi.unstubAllEnvs();
});

const call = ask(handler);

test.each([
  ["POST /orders", { body: orderBody() }],
  ["GET /orders", {}],
  ["GET /orders/{orderId}", { params: { orderId: "A" } }],
  [
    "GET /orders",
    { client: null, authorizer: { unavailable: "true" }, headers: { Authorization: "Bearer dsp_x" } },
  ],
])("while the database is away, %s is 503 and says when to come again", async (route, more) => {
  const reply = await call(route, more);
  expect([reply.status, reply.headers["content-type"]]).toEqual([503, "application/problem+json"]);
  expect(Number(reply.headers["retry-after"])).toBeGreaterThan(0);
  expect(reply.text).not.toContain("127.0.0.1");
});
