import { beforeAll, describe, expect, test } from "vitest";
import { gunzipSync, brotliDecompressSync } from "node:zlib";
import type { APIGatewayProxyEvent, Context } from "aws-lambda";
import { buildConsole } from "../../console/build/build-console.ts";
import { apiEvent, type TestRequest } from "../../test/support/api-client.ts";
import { handler } from "./handler.ts";
import { readManifest } from "./files.ts";

beforeAll(async () => {
  await buildConsole();
});

type Call = TestRequest & { readonly path?: string };

const call = async (route: string, { path, ...request }: Call = {}) => {
  const event = apiEvent(route, { client: null, ...request });
  const requestContext = { ...event.requestContext, path: path ?? event.path };
  const result = await handler({ ...event, requestContext } as APIGatewayProxyEvent, {} as Context);
  const headers = Object.fromEntries(
    Object.entries(result.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
  return { ...result, headers };
};

const page = (path: string, headers: Record<string, string> = {}) =>
  call("GET /console/{proxy+}", { path, params: { proxy: "orders/x" }, headers });

const script = () => Object.keys(readManifest()!.assets).find((name) => /^main-.*\.js$/.test(name))!;
const asset = (name: string, accept?: string) =>
  call("GET /console/{proxy+}", {
    path: `/console/assets/${name}`,
    params: { proxy: `assets/${name}` },
    headers: accept === undefined ? {} : { "Accept-Encoding": accept },
  });

describe("the console's page", () => {
  test.each([
    ["/console", "/console/"],
    ["/console/", "/console/"],
    ["/console/orders/WEB-1", "/console/"],
    ["/prod/console/orders/console", "/prod/console/"],
    ["/prod/console", "/prod/console/"],
  ])("at %s has the base %s", async (path, base) => {
    const { body, statusCode, headers } = await page(path);
    expect([statusCode, headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
    expect(body).toContain(`<base href="${base}">`);
  });

  test("writes no markup of the path into itself", async () => {
    const { body } = await page('/"><script>/console/x');
    expect(body).not.toContain("<script>/");
  });

  test("has no inline script, no inline style, and a policy that forbids both and other hosts", async () => {
    const { body, headers } = await page("/console/");
    expect(body).not.toMatch(/<script(?![^>]*\bsrc=)/);
    expect(body).not.toMatch(/<style|style="|\bon\w+="/);
    expect(body).not.toMatch(/(?:src|href)="https?:/);
    const policy = headers["content-security-policy"];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe|https?:/);
  });

  test("is asked for again each time, and 304 while it is the same", async () => {
    const first = await page("/console/");
    expect(first.headers["cache-control"]).toBe("no-cache");
    const again = await page("/console/", { "If-None-Match": `"x", ${first.headers.etag}` });
    expect([again.statusCode, again.body]).toEqual([304, ""]);
  });

  test("is not changed by other methods", async () => {
    const { statusCode, headers } = await call("POST /console/{proxy+}", { path: "/console/" });
    expect([statusCode, headers.allow]).toEqual([405, "GET, HEAD, OPTIONS"]);
  });
});

describe("a file of the console", () => {
  test.each([
    ["br", "br", brotliDecompressSync],
    ["gzip, deflate", "gzip", gunzipSync],
    ["br;q=0.1, gzip", "gzip", gunzipSync],
    ["identity", undefined, (bytes: Buffer) => bytes],
    [undefined, undefined, (bytes: Buffer) => bytes],
  ])("for Accept-Encoding %s is sent as %s and is cached for good", async (accept, encoding, decode) => {
    const plain = await asset(script());
    const { statusCode, headers, body } = await asset(script(), accept);
    expect([statusCode, headers["content-encoding"]]).toEqual([200, encoding]);
    expect(headers["cache-control"]).toContain("immutable");
    expect(decode(Buffer.from(body, "base64")).equals(Buffer.from(plain.body, "base64"))).toBe(true);
  });

  test.each(["../manifest.json", "main.js", "constructor", "../../package.json"])(
    "that is not listed is 404: %s",
    async (name) => {
      expect((await asset(name)).statusCode).not.toBe(500);
      expect((await asset(name)).headers["content-type"]).not.toBe("application/json");
    },
  );
});

describe("the root of the API", () => {
  const root = (accept: string | undefined, path = "/") =>
    call("GET /", { path, headers: accept === undefined ? {} : { Accept: accept } });

  test("leads a browser to the console, below the stage", async () => {
    const browser = "text/html,application/xhtml+xml,*/*;q=0.8";
    expect((await root(browser)).statusCode).toBe(303);
    expect((await root(browser)).headers.location).toBe("/console/");
    expect((await root(browser, "/prod/")).headers.location).toBe("/prod/console/");
  });

  test.each([undefined, "*/*", "application/json", "application/json, text/html;q=0.5"])(
    "is 404 for a program that accepts %s",
    async (accept) => {
      const { statusCode, headers } = await root(accept);
      expect([statusCode, headers["content-type"]]).toEqual([404, "application/problem+json"]);
    },
  );
});
