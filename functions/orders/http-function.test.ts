import { describe, expect, test } from "vitest";
import { clearKeyCache } from "../../lib/http/authentication.ts";
import { apiClient } from "../../test/support/api-client.ts";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { orderBody } from "../../test/support/order-body.ts";
import { handler } from "./handler.ts";

await startFunctionStack();
const call = apiClient(handler);
const post = (body: object, more = {}) => call("POST /orders", { body, ...more });

describe("an HTTP function", () => {
  test("responds 401 to a caller without an authorized key", async () => {
    const reply = await post(orderBody(), { client: null });
    expect([reply.status, reply.headers["www-authenticate"]]).toEqual([401, "Bearer"]);
  });

  test("responds 401 to a key that expired after the authorizer's check", async () => {
    const reply = await post(orderBody(), { authorizer: { expiresAt: "2020-01-01T00:00:00.000Z" } });
    expect(reply.status).toBe(401);
  });

  test.each([
    ["POST /orders", ["orders:read"], 403],
    ["GET /orders", ["orders:write"], 403],
    ["GET /orders", ["orders:read"], 200],
    ["GET /orders", ["admin"], 200],
    ["POST /orders/{orderId}/tasks/{taskId}/retry", ["orders:write", "orders:read"], 403],
  ] as const)("checks the scope: %s with %s is %i", async (route, scopes, status) => {
    expect((await call(route, { scopes })).status).toBe(status);
  });

  test("responds 405 to another method, 404 to another path, and lists the methods in Allow", async () => {
    const reply = await call("DELETE /orders");
    expect([reply.status, reply.headers.allow]).toEqual([405, "POST, GET, HEAD, OPTIONS"]);
    expect((await call("OPTIONS /orders")).headers.allow).toBe("POST, GET, HEAD, OPTIONS");
    expect((await call("GET /nowhere")).status).toBe(404);
  });

  test("responds to HEAD as to GET, without the body", async () => {
    const reply = await call("HEAD /orders");
    expect([reply.status, reply.text]).toEqual([200, ""]);
  });

  test.each([
    ["the caller's id when it is well formed", "caller-1.A_b", "caller-1.A_b"],
    ["the gateway's id instead of a malformed one", "a b<script>", "gateway-1"],
    ["the gateway's id instead of one of 129 characters", "a".repeat(129), "gateway-1"],
  ])("returns %s as X-Request-Id", async (_, given, expected) => {
    const reply = await call("GET /orders", { headers: { "x-REQUEST-id": given } });
    expect(reply.headers["x-request-id"]).toBe(expected);
    expect(reply.headers).toMatchObject({ "cache-control": "no-cache", "x-content-type-options": "nosniff" });
  });

  test("looks the key up itself when the authorizer could not", async () => {
    clearKeyCache();
    const reply = await post(orderBody(), { client: null, authorizer: { unavailable: "true" } });
    expect(reply.status).toBe(401);
  });
});
