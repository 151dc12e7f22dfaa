import { beforeAll, describe, expect, test } from "vitest";
import { apiClient } from "../../test/support/api-client.ts";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { bookLine, laptopLine, orderBody } from "../../test/support/order-body.ts";
import { handler } from "./handler.ts";

const stack = await startFunctionStack();
const call = apiClient(handler);
const post = (body: object | string | Uint8Array, more = {}) => call("POST /orders", { body, ...more });

beforeAll(() =>
  stack.sql.execute(
    "insert into clients (client_id, created_at) values ('test-shop', now()), ('other-shop', now())",
  ),
);

describe("POST /orders rejects a body", () => {
  const yaml = { headers: { "Content-Type": "application/yaml" } };
  test.each<[string, number, string | Uint8Array, object]>([
    ["that is not JSON", 400, "{", {}],
    ["that is empty", 400, "", {}],
    ["that is not UTF-8", 400, new Uint8Array([0x7b, 0xff, 0x7d]), {}],
    ["with NUL in a value", 400, String.raw`{"orderId":"a\u0000"}`, {}],
    ["with NUL in a name", 400, String.raw`{"a\u0000":1}`, {}],
    ["with an unpaired surrogate", 400, String.raw`{"customer":{"name":"\ud800"}}`, {}],
    ["with an unpaired surrogate in a name", 400, String.raw`{"metadata":{"\udc00":""}}`, {}],
    ["that is a JSON array", 422, "[]", {}],
    ["that is a JSON string", 422, '"order"', {}],
    ["that is null", 422, "null", {}],
    ["that is YAML", 415, "orderId: A", yaml],
    ["in Latin-1", 415, "{}", { headers: { "Content-Type": "application/json; charset=iso-8859-1" } }],
    ["with a duplicate member", 400, '{"orderId":"A","orderId":"B"}', {}],
    ["compressed by gzip", 415, "{}", { headers: { "Content-Encoding": "gzip" } }],
    ["said to be compressed", 415, "{}", { headers: { "content-encoding": "identity, br" } }],
    ["with no content type", 415, "{}", { headers: { "Content-Type": "" } }],
    ["over 1 MiB", 413, `{"orderId":"${"a".repeat(1_048_577)}"}`, {}],
    ["nested 200 000 levels deep", 422, `{"a":${"[".repeat(200_000)}${"]".repeat(200_000)}}`, {}],
    [
      "nested 100 000 levels deep in a declared field",
      422,
      `{"orderId":${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}}`,
      {},
    ],
  ])("%s, with %i", async (_, status, body, more) => {
    const reply = await post(body, more);
    expect([reply.status, reply.headers["content-type"]]).toEqual([status, "application/problem+json"]);
    expect(reply.json).toMatchObject({ status, type: "about:blank" });
    expect(reply.text).not.toMatch(/at .*\.ts|select|insert/i);
  });

  test("of more than 500 lines, with 413", async () => {
    const lines = Array.from({ length: 501 }, () => laptopLine);
    expect((await post(orderBody({ lines }))).status).toBe(413);
  });

  test("of an invalid order, with 422 and a pointer to every issue", async () => {
    const reply = await post(orderBody({ currency: "XYZ", lines: [{ ...bookLine, quantity: 0 }] }));
    expect(reply.json.errors.map((issue: { pointer: string }) => issue.pointer)).toEqual([
      "/currency",
      "/lines/0/quantity",
    ]);
  });

  test("with 60 000 unknown fields, in a response of less than 200 kB", async () => {
    const fields = Array.from({ length: 60_000 }, (_, index) => `"x${index}":1`).join(",");
    const reply = await post(`{${fields}}`);
    expect(reply.status).toBe(422);
    expect(reply.text.length).toBeLessThan(200_000);
  });
});

test("POST /orders accepts a body of exactly 1 MiB", async () => {
  const text = JSON.stringify(orderBody());
  const reply = await post(text + " ".repeat(1_048_576 - Buffer.byteLength(text)));
  expect(reply.status).toBe(202);
});
