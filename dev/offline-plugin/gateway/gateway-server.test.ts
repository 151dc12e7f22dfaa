import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeEach, expect, test } from "vitest";
import type { GatewayResponse } from "./gateway-responses.ts";
import { type Integration, type IntegrationRequest, startGatewayServer } from "./gateway-server.ts";

const functionResponse = (fields: Partial<GatewayResponse> = {}): GatewayResponse => ({
  status: 200,
  headers: ["X-Request-Id", "from-the-function"],
  body: Buffer.from("fine"),
  ...fields,
});

let integration: Integration;
const gateway = await startGatewayServer((request) => integration(request), 0);
const url = `http://127.0.0.1:${gateway.port}`;

beforeEach(() => {
  integration = async () => functionResponse();
});
afterAll(() => gateway.close(100));

const problemOf = async (response: Response) => {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(response.headers.get("x-request-id")).toMatch(/./);
  const body = (await response.json()) as { status: number; title: string; detail: string };
  expect(body.status).toBe(response.status);
  return body;
};

test("a function's response passes unchanged, whatever its status", async () => {
  const headers = ["X-Request-Id", "r-1", "Content-Type", "text/x-test", "X-A", "1"];
  integration = async ({ body }) =>
    functionResponse({ status: 404, headers, body: Buffer.from(`<${body.toString()}>`) });
  const response = await fetch(`${url}/orders/x%20y?a=1`, { method: "POST", body: "é" });
  expect(response.status).toBe(404);
  expect(response.headers.get("x-request-id")).toBe("r-1");
  expect(response.headers.get("content-type")).toBe("text/x-test");
  expect(await response.text()).toBe("<é>");
});

test("a request reaches the function as sent, without the headers of the connection", async () => {
  let seen: IntegrationRequest | undefined;
  integration = async (request) => {
    seen = request;
    return functionResponse();
  };
  const headers = {
    Authorization: "Bearer x",
    Origin: "http://evil.example",
    Range: "bytes=0-1",
    "Proxy-Connection": "keep-alive",
    "X-Own": "1",
  };
  await (await fetch(`${url}/orders?since=1&since=2`, { headers })).text();
  expect(seen?.url).toBe("/orders?since=1&since=2");
  const names = seen!.rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
  expect(seen?.rawHeaders).toEqual(expect.arrayContaining(["Bearer x", "1"]));
  expect(names).toEqual(expect.arrayContaining(["authorization", "origin", "range", "x-own"]));
  for (const name of ["connection", "proxy-connection"]) expect(names).not.toContain(name);
});

test.each([
  [401, 401, "Unauthorized"],
  [403, 403, "Forbidden"],
  [404, 404, "Not Found"],
  [500, 503, "Service Unavailable"],
  [502, 503, "Service Unavailable"],
])("a %i that is not from a function becomes a problem with status %i", async (given, status, title) => {
  integration = async () => ({
    status: given,
    headers: ["Content-Type", "application/json"],
    body: Buffer.from('{"stackTrace":["at secret.ts"]}'),
  });
  const response = await fetch(`${url}/orders`, { headers: { "X-Request-Id": "mine-1" } });
  expect(response.status).toBe(status);
  expect(response.headers.get("x-request-id")).toBe("mine-1");
  expect(response.headers.get("www-authenticate")).toBe(status === 401 ? "Bearer" : null);
  expect(response.headers.has("retry-after")).toBe(status === 503);
  const body = await problemOf(response);
  expect(body.title).toBe(title);
  expect(JSON.stringify(body)).not.toContain("secret");
});

const post = (body: Uint8Array<ArrayBuffer>) => fetch(`${url}/orders`, { method: "POST", body });

test("a request body that is not UTF-8 is rejected with 400", async () => {
  const response = await post(new Uint8Array([0x7b, 0xff, 0x7d]));
  expect(response.status).toBe(400);
  expect((await problemOf(response)).detail).toContain("UTF-8");
});

test("a request body over 10 MB is rejected with 413, one of exactly 10 MB passes", async () => {
  const limit = 10 * 1024 * 1024;
  expect((await problemOf(await post(new Uint8Array(limit + 1).fill(32)))).status).toBe(413);
  expect((await post(new Uint8Array(limit).fill(32))).status).toBe(200);
});

test.each([
  ["text", "x"],
  ["text whose JSON needs escapes", '"'],
  ["bytes that a function returns as base64", "\xff"],
])("a response over Lambda's 6 MB limit becomes a problem: %s", async (_name, letter) => {
  // JSON escapes a quote as two bytes; base64 has four bytes for three.
  const bytesEach = { x: 1, '"': 2, "\xff": 4 / 3 }[letter]!;
  const fits = Math.floor((6 * 1024 * 1024 - 200) / bytesEach);
  const respondWith = (length: number) => {
    integration = async () => functionResponse({ body: Buffer.alloc(length, letter, "latin1") });
    return fetch(`${url}/orders`);
  };
  const response = await respondWith(fits);
  expect(response.status).toBe(200);
  expect((await response.arrayBuffer()).byteLength).toBe(fits);
  const rejected = await respondWith(fits + 200);
  expect((await problemOf(rejected)).status).toBe(503);
});

test("a failure in the middle of a request becomes 503 with Retry-After", async () => {
  integration = () => Promise.reject(new Error("secret"));
  const response = await fetch(`${url}/orders`, { method: "POST", body: "{}" });
  expect(response.headers.get("retry-after")).toBe("2");
  const problem = await problemOf(response);
  expect(problem.status).toBe(503);
  expect(JSON.stringify(problem)).not.toContain("secret");
});

const raw = (bytes: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(gateway.port, "127.0.0.1", () => socket.end(bytes));
    text(socket).then(resolve, reject);
  });

test.each([
  ["a malformed escape in the path", "GET /orders/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"],
  ["a request target that is not a path", "GET orders HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"],
  ["input that is not HTTP", "hello\r\n\r\n"],
])("%s is rejected with 400", async (_name, bytes) => {
  const response = await raw(bytes);
  expect(response).toMatch(/^HTTP\/1\.1 400 /);
  expect(response).toContain("application/problem+json");
});

test("an invalid request id is replaced", async () => {
  integration = () => Promise.reject(new Error("failed"));
  const response = await fetch(`${url}/orders`, { headers: { "X-Request-Id": "a b<script>" } });
  expect(response.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
});

test("close waits for the request in flight", async () => {
  const started = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const draining = await startGatewayServer(async () => {
    started.resolve();
    await release.promise;
    return functionResponse();
  }, 0);
  const response = fetch(`http://127.0.0.1:${draining.port}/orders`);
  await started.promise;
  const closed = draining.close(10_000);
  release.resolve();
  expect((await response).status).toBe(200);
  await closed;
});
