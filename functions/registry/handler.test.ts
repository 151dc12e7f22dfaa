import { describe, expect, test } from "vitest";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { apiClient } from "../../test/support/api-client.ts";
import { handler } from "./handler.ts";

const stack = await startFunctionStack();
const call = apiClient(handler);
const putAgent = (agentId: string, body: object) =>
  call("PUT /agents/{agentId}", { params: { agentId }, body });
const readAgent = (agentId: string) => call("GET /agents/{agentId}", { params: { agentId } });
const putEntry = (sku: string, body: object | string) =>
  call("PUT /catalog/{sku}", { params: { sku }, body });
const readEntry = (sku: string) => call("GET /catalog/{sku}", { params: { sku } });

describe("an agent", () => {
  test("has a first rate that is valid from the beginning", async () => {
    const reply = await putAgent("A-1", { name: "Ana", commissionRateBps: 500 });
    const expected = {
      agentId: "A-1",
      name: "Ana",
      commissionRateBps: 500,
      rates: [{ validFrom: null, commissionRateBps: 500 }],
    };
    expect([reply.status, reply.json]).toEqual([200, expected]);
    expect((await readAgent("A-1")).json).toEqual(expected);
  });

  test("gets a later rate from now on, and none when it is the same", async () => {
    await putAgent("A-2", { name: "Ana", commissionRateBps: 500 });
    const same = await putAgent("A-2", { name: "Ana Souza", commissionRateBps: 500 });
    expect(same.json).toMatchObject({ name: "Ana Souza", rates: [{ commissionRateBps: 500 }] });
    const other = await putAgent("A-2", { name: "Ana Souza", commissionRateBps: 700 });
    expect(other.json).toMatchObject({
      commissionRateBps: 700,
      rates: [{ validFrom: null }, { commissionRateBps: 700 }],
    });
  });

  test("has dated rates, the current one being the last that has begun", async () => {
    const name = "Ana";
    await putAgent("A-3", { name, commissionRateBps: 300, validFrom: "2026-01-01T00:00:00-03:00" });
    await putAgent("A-3", { name, commissionRateBps: 900, validFrom: "2999-01-01T00:00:00Z" });
    const reply = await putAgent("A-3", { name, commissionRateBps: 100, validFrom: "2025-01-01T00:00:00Z" });
    expect(reply.json).toEqual({
      agentId: "A-3",
      name,
      commissionRateBps: 300,
      rates: [
        { validFrom: "2025-01-01T00:00:00.000Z", commissionRateBps: 100 },
        { validFrom: "2026-01-01T03:00:00.000Z", commissionRateBps: 300 },
        { validFrom: "2999-01-01T00:00:00.000Z", commissionRateBps: 900 },
      ],
    });
  });

  test("whose only rate lies ahead has none now", async () => {
    const reply = await putAgent("A-4", {
      name: "A",
      commissionRateBps: 1,
      validFrom: "2999-01-01T00:00:00Z",
    });
    expect(reply.json.commissionRateBps).toBeNull();
  });

  test("keeps its rate of an instant: the same again is fine, another is 409 and changes nothing", async () => {
    const validFrom = "2026-01-01T00:00:00Z";
    await putAgent("A-5", { name: "Ana", commissionRateBps: 300, validFrom });
    expect(
      (await putAgent("A-5", { name: "Ana", commissionRateBps: 300, validFrom: "2025-12-31T21:00:00-03:00" }))
        .json.rates,
    ).toHaveLength(1);
    expect((await putAgent("A-5", { name: "Bia", commissionRateBps: 301, validFrom })).status).toBe(409);
    expect((await readAgent("A-5")).json).toMatchObject({ name: "Ana", commissionRateBps: 300 });
  });

  test("named by twenty calls at once has one first rate", async () => {
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => putAgent("A-6", { name: "Ana", commissionRateBps: 300 })),
    );
    expect(new Set(replies.map((reply) => reply.status))).toEqual(new Set([200]));
    expect((await readAgent("A-6")).json.rates).toHaveLength(1);
  });

  test.each([
    ["a rate above the whole", { name: "A", commissionRateBps: 10_001 }, "/commissionRateBps"],
    ["a rate with a fraction", { name: "A", commissionRateBps: 1.5 }, "/commissionRateBps"],
    ["no name", { commissionRateBps: 1 }, "/name"],
    [
      "a day that does not exist",
      { name: "A", commissionRateBps: 1, validFrom: "2026-02-30T00:00:00Z" },
      "/validFrom",
    ],
    ["the year 0", { name: "A", commissionRateBps: 1, validFrom: "0000-01-01T00:00:00Z" }, "/validFrom"],
    ["an unknown field", { name: "A", commissionRateBps: 1, rate: 1 }, "/rate"],
  ])("is refused with %s", async (_, body, pointer) => {
    const reply = await putAgent("A-7", body);
    expect([reply.status, reply.json.errors.map((fault: { pointer: string }) => fault.pointer)]).toEqual([
      422,
      [pointer],
    ]);
  });

  test("that nobody named is not there, nor one that nobody could name", async () => {
    expect((await readAgent("NOBODY")).status).toBe(404);
    expect((await readAgent("a\u0000b")).status).toBe(404);
    expect((await putAgent("a b", { name: "A", commissionRateBps: 1 })).status).toBe(422);
  });
});

describe("the catalogue", () => {
  const book = { type: "book", title: "B", isbn: "1", authors: ["A"], royaltyRateBps: 600 };

  test.each<[string, Record<string, unknown>]>([
    ["a video with its link", { type: "video", title: "First Aid", link: "https://videos.example.com/x" }],
    ["a video without", { type: "video", title: "First Aid" }],
    ["a book", book],
    ["something physical", { type: "physical", title: "Bookmark", weightGrams: 5 }],
    ["a membership", { type: "membership", title: "Basic", plan: "basic", period: "P1M" }],
    ["an upgrade", { type: "membership_upgrade", title: "Plus", toPlan: "plus" }],
  ])("keeps %s", async (_, body) => {
    const reply = await putEntry("SKU/1 é", body);
    expect([reply.status, reply.json]).toMatchObject([200, { sku: "SKU/1 é", ...body }]);
    expect((await readEntry("SKU/1 é")).json).toEqual(reply.json);
  });

  test("keeps what was put last, and nothing of what was there before", async () => {
    await putEntry("SKU-2", { type: "video", title: "V", link: "https://example.com" });
    await putEntry("SKU-2", { type: "physical", title: "P" });
    expect((await readEntry("SKU-2")).json).not.toHaveProperty("link");
  });

  test.each<[string, object | string, string[]]>([
    ["a link that is not https", { type: "video", title: "V", link: "http://example.com" }, ["/link"]],
    ["a link that is script", { type: "video", title: "V", link: "javascript:alert(1)" }, ["/link"]],
    ["an unknown type", { type: "bok", title: "B" }, ["/type"]],
    ["no type", { title: "B" }, ["/type"]],
    ["a book without its fields", { type: "book", title: "B" }, ["/isbn", "/authors", "/royaltyRateBps"]],
    ["a link on a book", { ...book, link: "https://example.com" }, ["/link"]],
    ["a field named __proto__", '{"type":"video","title":"V","__proto__":{}}', ["/__proto__"]],
  ])("refuses %s", async (_, body, pointers) => {
    const reply = await putEntry("SKU-3", body);
    expect(reply.status).toBe(422);
    expect(reply.json.errors.map((fault: { pointer: string }) => fault.pointer)).toEqual(pointers);
  });

  test("has nothing else", async () => {
    expect((await readEntry("NOTHING")).status).toBe(404);
    expect((await readEntry("\u0000")).status).toBe(404);
    expect((await putEntry("x".repeat(65), book)).status).toBe(422);
  });
});

test("agents and the catalogue are for admins", async () => {
  for (const route of [
    "GET /agents/{agentId}",
    "GET /catalog/{sku}",
    "PUT /agents/{agentId}",
    "PUT /catalog/{sku}",
  ])
    expect((await call(route, { scopes: ["orders:write", "rules:write", "reports:read"] })).status).toBe(403);
  expect(await stack.sql.many("select 1 from agents where agent_id = ''")).toEqual([]);
});
