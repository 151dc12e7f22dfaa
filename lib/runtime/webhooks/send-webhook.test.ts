/** One webhook against a receiver that fails in every way. */
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { setDefaultCACertificates } from "node:tls";
import { Webhook as Verifier } from "standardwebhooks";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { freePort } from "../../../dev/services/ports.ts";
import { type Respond, startReceiver, withStatus } from "../../../test/support/webhook-receiver.ts";
import { type Resolve, sendWebhook } from "./send-webhook.ts";
import { newSecret } from "./signature.ts";

const pem = (name: string) =>
  readFileSync(new URL(`../../../test/support/tls/${name}.pem`, import.meta.url), "utf8");
const [cert, key] = [pem("localhost-cert"), pem("localhost-key")];
const receiver = await startReceiver();
const tlsReceiver = await startReceiver({ cert, key });
afterAll(() => Promise.all([receiver.stop(), tlsReceiver.stop()]));
beforeEach(() => {
  receiver.respond = withStatus(204);
});

/** For receivers that never respond. */
const SHORT = { timeoutMs: 400 };
const secret = newSecret();
const id = "0198c7a0-0000-7000-8000-000000000000";
const body = JSON.stringify({ type: "order.completed", data: { orderId: "WEB-1", name: "São" } });
const local = { allowsLoopback: true };
const url = `http://127.0.0.1:${receiver.port}/hook?a=1`;
const send = (target = url, options: Partial<Parameters<typeof sendWebhook>[1]> = {}) =>
  sendWebhook({ url: target, id, secrets: [secret], body }, { ...local, ...options });

describe("a webhook that is received", () => {
  test("passes the reference library's verification, and only unchanged", async () => {
    expect(await send()).toMatchObject({ kind: "responded", status: 204 });
    const { headers, body: sent } = receiver.received.at(-1)!;
    expect(new Verifier(secret).verify(sent, headers)).toEqual(JSON.parse(body));
    expect(headers).toMatchObject({ "webhook-id": id, "content-type": "application/json" });
    expect(() => new Verifier(secret).verify(`${sent} `, headers)).toThrow();
    expect(() => new Verifier(newSecret()).verify(sent, headers)).toThrow();
  });

  test("passes the verification with either secret during a rotation", async () => {
    const secrets = [newSecret(), newSecret()];
    await sendWebhook({ url, id, secrets, body }, local);
    const { headers, body: sent } = receiver.received.at(-1)!;
    for (const one of secrets) expect(new Verifier(one).verify(sent, headers)).toEqual(JSON.parse(body));
  });

  test("has a body of the right length whatever characters it has", async () => {
    await send();
    expect(receiver.received.at(-1)!.body).toBe(body);
  });
});

test.each([
  ["a redirect, which is not followed", withStatus(302, { Location: url }), 302],
  ["410", withStatus(410), 410],
  [
    "a body without end",
    ((response) => {
      response.writeHead(200);
      const write = () => {
        while (!response.destroyed && response.write("x".repeat(65_536)));
      };
      response.on("drain", write);
      write();
    }) satisfies Respond,
    200,
  ],
  [
    "a body that never ends and never continues",
    ((response) => {
      response.writeHead(500).write("x");
    }) satisfies Respond,
    500,
  ],
  [
    "a reset in the middle of the body",
    ((response, request) => {
      response.writeHead(200, { "Content-Length": "100" }).write("x", () => request.socket.resetAndDestroy());
    }) satisfies Respond,
    200,
  ],
  [
    "an upgrade to another protocol",
    ((_, request) => {
      request.socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
    }) satisfies Respond,
    101,
  ],
])("a receiver that responds with %s has responded with %o", async (_, respond, status) => {
  receiver.respond = respond;
  const before = receiver.received.length;
  expect(await send(url)).toMatchObject({ kind: "responded", status });
  expect(receiver.received.length).toBe(before + 1);
});

test("the Retry-After of a response is returned", async () => {
  receiver.respond = withStatus(429, { "Retry-After": "7" });
  expect(await send()).toEqual({ kind: "responded", status: 429, retryAfter: "7" });
});

test.each<[string, Respond, string]>([
  ["never responds", () => {}, "no response within 0.4 s"],
  [
    "sends the head of its response byte by byte",
    (_, request) => {
      const timer = setInterval(() => request.socket.write("H"), 20);
      request.socket.on("close", () => clearInterval(timer)).on("error", () => {});
    },
    "no response",
  ],
  [
    "sends interim responses without end",
    (response, request) => {
      const timer = setInterval(() => response.writeProcessing(), 20);
      request.socket.on("close", () => clearInterval(timer));
    },
    "no response within 0.4 s",
  ],
  ["resets the connection", (_, request) => request.socket.resetAndDestroy(), "no response: ECONNRESET"],
  ["closes the connection", (_, request) => request.socket.end(), "no response: ECONNRESET"],
  [
    "does not speak HTTP",
    (_, request) => {
      request.socket.end("220 mail.example ESMTP\r\n");
    },
    "no response: HPE_",
  ],
  [
    "sends a head that is too large",
    (_, request) => {
      request.socket.write(`HTTP/1.1 200 OK\r\nX: ${"x".repeat(40_000)}\r\n\r\n`);
      request.socket.on("error", () => {});
    },
    "no response: HPE_HEADER_OVERFLOW",
  ],
])("a receiver that %s is unreachable, without any part of the URL", async (_, respond, error) => {
  receiver.respond = respond;
  const result = await send(url, SHORT);
  expect(result).toEqual({ kind: "unreachable", error: expect.stringContaining(error) });
  expect(JSON.stringify(result)).not.toContain("127.0.0.1");
});

test("a receiver that refuses connections is unreachable", async () => {
  const closed = await freePort();
  expect(await send(`http://127.0.0.1:${closed}/`)).toEqual({
    kind: "unreachable",
    error: "no response: ECONNREFUSED",
  });
});

test("a receiver that accepts connections and reads nothing is unreachable after the time limit", async () => {
  const silent = createServer((socket) => socket.pause());
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const { port } = silent.address() as { port: number };
  expect(await send(`https://localhost:${port}/`, SHORT)).toMatchObject({
    error: "no response within 0.4 s",
  });
  silent.close();
});

describe("TLS", () => {
  const secure = (host: string) => send(`https://${host}:${tlsReceiver.port}/`);

  test("a certificate that no authority vouches for is refused", async () => {
    expect(await secure("localhost")).toEqual({
      kind: "unreachable",
      error: "no response: DEPTH_ZERO_SELF_SIGNED_CERT",
    });
    expect(tlsReceiver.received).toHaveLength(0);
  });

  test("a certificate of another name is refused although the address is the same", async () => {
    setDefaultCACertificates([cert]);
    expect(await secure("127.0.0.1")).toEqual({
      kind: "unreachable",
      error: "no response: ERR_TLS_CERT_ALTNAME_INVALID",
    });
    expect(await secure("localhost")).toMatchObject({ status: 204 });
  });

  test("a receiver that speaks no TLS is unreachable", async () => {
    expect(await send(`https://127.0.0.1:${receiver.port}/`)).toMatchObject({ kind: "unreachable" });
  });
});

describe("addresses", () => {
  const NOT_PUBLIC = "the name resolves to an address that is not public";
  const resolvesTo =
    (...addresses: string[]): Resolve =>
    async () =>
      addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));

  test.each([
    "https://10.0.0.1/",
    "https://169.254.169.254/",
    "https://[::ffff:10.0.0.1]/",
    "https://[fd00:ec2::254]/",
    "https://0.0.0.0/",
    "https://[::]/",
  ])("%s is not called, on the local stage either", async (target) => {
    for (const allowsLoopback of [true, false])
      expect(await send(target, { allowsLoopback })).toEqual({ kind: "unreachable", error: NOT_PUBLIC });
  });

  test.each([
    `https://127.0.0.1:${tlsReceiver.port}/`,
    `https://localhost:${tlsReceiver.port}/`,
    `https://[::1]/`,
  ])("%s is called on the local stage only", async (target) => {
    expect(await send(target, { allowsLoopback: false })).toEqual({ kind: "unreachable", error: NOT_PUBLIC });
  });

  test.each([
    [["10.0.0.1"]],
    [["8.8.8.8", "10.0.0.1"]],
    [["127.0.0.1", "8.8.8.8"]],
    [["2606:4700::1", "::ffff:127.0.0.1"]],
    [[]],
  ])("a name that resolves to %j is not called", async (addresses) => {
    const resolve = resolvesTo(...addresses);
    for (const allowsLoopback of [true, false]) {
      const result = await send("https://shop.example/", { resolve, allowsLoopback });
      expect(result.kind === "unreachable" && result.error).toMatch(/not public|not https/);
    }
  });

  test("http is refused for every address but loopback", async () => {
    expect(await send("http://shop.example/", { resolve: resolvesTo("8.8.8.8") })).toEqual({
      kind: "unreachable",
      error: "the URL is not https",
    });
  });

  test("a name is resolved once, and the connection is made to that address", async () => {
    const resolved = ["127.0.0.1", "10.0.0.1"];
    const before = receiver.received.length;
    const resolve: Resolve = async () => [{ address: resolved.shift()!, family: 4 }];
    const target = `http://changing.example:${receiver.port}/`;
    expect(await send(target, { resolve })).toMatchObject({ status: 204 });
    expect([resolved.length, receiver.received.length]).toEqual([1, before + 1]);
    expect(receiver.received.at(-1)!.headers.host).toBe(`changing.example:${receiver.port}`);
  });

  test("a name that does not resolve, or not in time, is unreachable", async () => {
    const failing: Resolve = () => Promise.reject(Object.assign(new Error("x"), { code: "ENOTFOUND" }));
    expect(await send("https://shop.example/", { resolve: failing })).toMatchObject({
      error: "no response: ENOTFOUND",
    });
    const hanging: Resolve = () => new Promise(() => {});
    expect(await send("https://shop.example/", { ...SHORT, resolve: hanging })).toMatchObject({
      error: "no response within 0.4 s",
    });
  });
});
