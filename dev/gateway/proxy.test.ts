import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeEach, expect, test } from "vitest";
import { openGateway } from "./proxy.ts";

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

let answer: Answer;
const ours: Answer = (_request, response) =>
  response.writeHead(200, { "X-Request-Id": "from-the-function" }).end("fine");

const emulator = createServer(async (request, response) => answer(request, response, await text(request)));
await new Promise<void>((resolve) => emulator.listen(0, "127.0.0.1", resolve));
const emulatorPort = (emulator.address() as AddressInfo).port;
const gateway = await openGateway(0);
const url = `http://127.0.0.1:${gateway.port}`;

beforeEach(() => {
  answer = ours;
  gateway.setUpstreamPort(emulatorPort);
});
afterAll(async () => {
  await gateway.close(100);
  emulator.close();
});

const problemOf = async (response: Response) => {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(response.headers.get("x-request-id")).toMatch(/./);
  const body = (await response.json()) as { status: number; title: string; detail: string };
  expect(body.status).toBe(response.status);
  return body;
};

test("what a function answers passes through untouched, whatever its status", async () => {
  answer = (_request, response, body) =>
    response
      .writeHead(404, { "X-Request-Id": "r-1", "Content-Type": "text/x-test", "X-A": "1" })
      .end(`<${body}>`);
  const response = await fetch(`${url}/orders/x%20y?a=1`, { method: "POST", body: "é" });
  expect(response.status).toBe(404);
  expect(response.headers.get("x-request-id")).toBe("r-1");
  expect(response.headers.get("content-type")).toBe("text/x-test");
  expect(await response.text()).toBe("<é>");
});

test("the request reaches the function as it was sent, without what the emulator would act upon", async () => {
  let seen: IncomingMessage | undefined;
  answer = (request, response, body) => {
    seen = request;
    ours(request, response, body);
  };
  const headers = {
    Authorization: "Bearer x",
    Origin: "http://evil.example",
    "sls-offline-authorizer-override": "{}",
    Range: "bytes=0-1",
    "X-Own": "1",
  };
  await (await fetch(`${url}/orders?since=1&since=2`, { headers })).text();
  expect(seen?.url).toBe("/orders?since=1&since=2");
  expect(seen?.headers).toMatchObject({ authorization: "Bearer x", "x-own": "1" });
  for (const name of ["origin", "sls-offline-authorizer-override", "range"])
    expect(seen?.headers[name]).toBeUndefined();
});

test.each([
  [401, 401, "Unauthorized"],
  [403, 403, "Forbidden"],
  [404, 404, "Not Found"],
  [500, 503, "Service Unavailable"],
  [502, 503, "Service Unavailable"],
])("a %i that no function gave leaves as a problem with status %i", async (given, status, title) => {
  answer = (_request, response) =>
    response.writeHead(given, { "Content-Type": "application/json" }).end('{"stackTrace":["at secret.ts"]}');
  const response = await fetch(`${url}/orders`, { headers: { "X-Request-Id": "mine-1" } });
  expect(response.status).toBe(status);
  expect(response.headers.get("x-request-id")).toBe("mine-1");
  expect(response.headers.get("www-authenticate")).toBe(status === 401 ? "Bearer" : null);
  expect(response.headers.has("retry-after")).toBe(status === 503);
  const body = await problemOf(response);
  expect(body.title).toBe(title);
  expect(JSON.stringify(body)).not.toContain("secret");
});

test("a body that is not UTF-8 is 400, one over 10 MB is 413, one just under it passes", async () => {
  const post = (body: Uint8Array<ArrayBuffer>) => fetch(`${url}/orders`, { method: "POST", body });
  const bad = await post(new Uint8Array([0x7b, 0xff, 0x7d]));
  expect(bad.status).toBe(400);
  expect((await problemOf(bad)).detail).toContain("UTF-8");
  expect((await problemOf(await post(new Uint8Array(10 * 1024 * 1024 + 1).fill(32)))).status).toBe(413);
  expect((await post(new Uint8Array(10 * 1024 * 1024).fill(32))).status).toBe(200);
});

test("while the emulator is away the answer is 503 with Retry-After", async () => {
  gateway.setUpstreamPort(undefined);
  const away = await fetch(`${url}/orders`);
  expect((await problemOf(away)).status).toBe(503);
  expect(away.headers.get("retry-after")).toBe("2");
});

test("when the emulator dies in the middle of a request the answer is 503", async () => {
  answer = (request) => request.socket.destroy();
  expect((await problemOf(await fetch(`${url}/orders`, { method: "POST", body: "{}" }))).status).toBe(503);
});

const raw = (bytes: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(gateway.port, "127.0.0.1", () => socket.end(bytes));
    text(socket).then(resolve, reject);
  });

test.each([
  ["a malformed escape in the path", "GET /orders/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"],
  ["a path that is none", "GET orders HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"],
  ["something that is not HTTP", "hello\r\n\r\n"],
])("%s is 400", async (_name, bytes) => {
  const answered = await raw(bytes);
  expect(answered).toMatch(/^HTTP\/1\.1 400 /);
  expect(answered).toContain("application/problem+json");
});

test("an unsound request id is replaced", async () => {
  gateway.setUpstreamPort(undefined);
  const response = await fetch(`${url}/orders`, { headers: { "X-Request-Id": "a b<script>" } });
  expect(response.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
});
