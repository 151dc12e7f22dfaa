/** Requests that the API rejects: with the documented status, as RFC 9457 problem details, and with a request id. */
import { expect } from "vitest";
import { laptopLine, orderBody } from "../support/order-body.ts";
import { e2eTest as test } from "./e2e-test.ts";

const MIB = 1 << 20;

const expectProblem = (response: Response, status: number): void => {
  expect(response.status).toBe(status);
  expect(response.headers.get("content-type")).toContain("application/problem+json");
  expect(response.headers.get("x-request-id")).toMatch(/./);
};

test.for<readonly [what: string, body: string | Uint8Array, status: number]>([
  ["an empty body", "", 400],
  ["incomplete JSON", "{", 400],
  ["a body that is not UTF-8", new Uint8Array([0x22, 0xff, 0x22]), 400],
  ["the JSON value null", "null", 422],
  ["the JSON value 0", "0", 422],
  ["the JSON value false", "false", 422],
  ["a JSON array", "[]", 422],
  ["a body over 1 MiB", `"${"x".repeat(MIB)}"`, 413],
])("POST /orders with %s is rejected with its status", async ([, body, status], { api }) => {
  expectProblem(await api.post(body), status);
});

test.for(["text/plain", "", "garbage", "application/json, text/plain"])(
  'POST /orders with the content type "%s" is rejected with 415',
  async (type, { api }) => {
    expectProblem(await api.post("{}", { "Content-Type": type }), 415);
  },
);

test("an order with two invalid fields is rejected with a pointer to each", async ({ api, runId }) => {
  const body = {
    ...orderBody({ orderId: `${runId}-WRONG`, lines: [laptopLine] }),
    currency: "R$",
    colour: "blue",
  };
  const response = await api.post(body);
  expectProblem(response, 422);
  const { errors } = (await response.json()) as { errors: { pointer: string }[] };
  expect(errors.map(({ pointer }) => pointer).sort()).toEqual(["/colour", "/currency"]);
});

const OFFSET_OUT_OF_RANGE = "2026-11-20T14:03:00+16:00";

test("a placedAt whose offset Postgres cannot store is rejected with 422", async ({ api, runId }) => {
  const order = orderBody({ orderId: `${runId}-FAR`, lines: [laptopLine] });
  expectProblem(await api.post({ ...order, placedAt: OFFSET_OUT_OF_RANGE }), 422);
});

test("an order id that cannot be a path segment is rejected with 422", async ({ api }) => {
  expectProblem(await api.post(orderBody({ orderId: "..", lines: [laptopLine] })), 422);
});

test("a since parameter whose offset Postgres cannot store is rejected with 422", async ({ api }) => {
  expectProblem(await api.call(`/orders?since=${encodeURIComponent(OFFSET_OUT_OF_RANGE)}`), 422);
});

test.for([
  ["no API key", null],
  ["an unknown API key", "dsp_unknown"],
] as const)("a request with %s is rejected with 401", async ([, key], { api }) => {
  expect((await api.call("/orders", { key })).status).toBe(401);
});

test("a request whose API key lacks the scope is rejected with 403", async ({ api }) => {
  expectProblem(await api.call("/agents/A-1", { method: "PUT", body: {} }), 403);
});

test("an unsupported method is rejected with 405 and the Allow header", async ({ api }) => {
  const response = await api.call("/orders", { method: "DELETE" });
  expectProblem(response, 405);
  expect(response.headers.get("allow")).toMatch(/POST/);
});

test("an unknown path is rejected with 404", async ({ api }) => {
  expectProblem(await api.call("/nothing/here"), 404);
});

test("an unknown order is rejected with 404", async ({ api, runId }) => {
  expectProblem(await api.call(`/orders/${runId}-NEVER`), 404);
});
