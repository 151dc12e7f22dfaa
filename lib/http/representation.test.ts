import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { apiEvent } from "../../test/support/api-client.ts";
import { representation } from "./representation.ts";
import { jsonResponse, problem } from "./response.ts";

const small = jsonResponse(200, { orders: [] });
const large = jsonResponse(200, { text: "ã".repeat(2_000) });
const get = (headers: Record<string, string> = {}) => apiEvent("GET /orders", { headers });

describe("a JSON response to GET", () => {
  test("has a weak ETag that depends on the body only, and must be revalidated", async () => {
    const { headers } = await representation(get(), small);
    expect(headers).toMatchObject({ "Cache-Control": "no-cache", Vary: "Accept-Encoding" });
    expect(headers?.ETag).toMatch(/^W\/"[\w-]{27}"$/);
    expect((await representation(get({ "Accept-Encoding": "gzip" }), small)).headers?.ETag).toBe(
      headers?.ETag,
    );
    expect((await representation(get(), large)).headers?.ETag).not.toBe(headers?.ETag);
  });

  test.each([
    ["the same tag", (tag: string) => tag, 304],
    ["the tag as a strong one", (tag: string) => tag.slice(2), 304],
    ["a list with the tag", (tag: string) => `"other", ${tag}`, 304],
    ["any tag", () => "*", 304],
    ["another tag", () => 'W/"other"', 200],
  ])("with If-None-Match of %s has the status %3$i", async (_what, headerOf, status) => {
    const tag = String((await representation(get(), large)).headers?.ETag);
    const result = await representation(get({ "if-none-match": headerOf(tag) }), large);
    expect([result.statusCode, result.headers?.ETag]).toEqual([status, tag]);
    if (status === 304) expect([result.body, result.headers?.["Content-Type"]]).toEqual(["", undefined]);
  });

  test("is compressed for a caller that takes gzip, unless it is small", async () => {
    const result = await representation(get({ "accept-encoding": "br, gzip;q=0.5" }), large);
    expect([result.headers?.["Content-Encoding"], result.isBase64Encoded]).toEqual(["gzip", true]);
    expect(JSON.parse(gunzipSync(Buffer.from(result.body, "base64")).toString())).toEqual(large.json);
    expect((await representation(get({ "accept-encoding": "gzip" }), small)).headers).not.toHaveProperty(
      "Content-Encoding",
    );
  });

  test.each([
    {},
    { "accept-encoding": "identity" },
    { "accept-encoding": "gzip;q=0" },
    { "accept-encoding": "br" },
  ])("is not compressed with %j", async (headers: Record<string, string>) => {
    const result = await representation(get(headers), large);
    expect([result.headers?.["Content-Encoding"], JSON.parse(result.body)]).toEqual([undefined, large.json]);
  });

  test("keeps the headers of the handler", async () => {
    const headers = { Vary: "Accept", "Cache-Control": "public, max-age=300" };
    expect((await representation(get(), jsonResponse(200, {}, headers))).headers).toMatchObject({
      Vary: "Accept, Accept-Encoding",
      "Cache-Control": "public, max-age=300",
    });
  });
});

test("a problem, and a response to POST, have no ETag", async () => {
  const gzip = { headers: { "accept-encoding": "gzip" } };
  for (const result of [
    await representation(apiEvent("GET /orders", gzip), problem(404, "x".repeat(2_000))),
    await representation(apiEvent("POST /orders", gzip), large),
  ])
    expect([result.headers?.ETag, result.headers?.["Content-Encoding"]]).toEqual([undefined, undefined]);
});
