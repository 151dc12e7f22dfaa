import { describe, expect, test } from "vitest";
import { createClients } from "../../test/support/client-data.ts";
import { type Scope, SCOPES } from "../../lib/domain/scope.ts";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { apiClient } from "../../test/support/api-client.ts";
import { handler } from "./handler.ts";

const stack = await startFunctionStack();
await createClients(stack.sql, "test-shop", "other-shop");
const call = apiClient(handler);
const putAgent = (agentId: string, body: object) =>
  call("PUT /agents/{agentId}", { params: { agentId }, body });
const readAgent = (agentId: string) => call("GET /agents/{agentId}", { params: { agentId } });
const putEntry = (sku: string, body: object | string) =>
  call("PUT /catalog/{sku}", { params: { sku }, body });
const readEntry = (sku: string) => call("GET /catalog/{sku}", { params: { sku } });

describe("PUT and GET /agents/{agentId}", () => {
  test("stores a first rate as valid from the beginning", async () => {
    const reply = await putAgent("A-1", { name: "Ana", commissionRateBps: 500 });
    const expected = {
      agentId: "A-1",
      name: "Ana",
      commissionRateBps: 500,
      rates: [{ validFrom: null, commissionRateBps: 500 }],
      managerId: null,
      managers: [],
    };
    expect([reply.status, reply.json]).toEqual([200, { ...expected, validFrom: null }]);
    expect((await readAgent("A-1")).json).toEqual(expected);
  });

  test("stores a later rate as valid from now on, and none when it is the same", async () => {
    await putAgent("A-2", { name: "Ana", commissionRateBps: 500 });
    const same = await putAgent("A-2", { name: "Ana Souza", commissionRateBps: 500 });
    expect(same.json).toMatchObject({ name: "Ana Souza", rates: [{ commissionRateBps: 500 }] });
    const other = await putAgent("A-2", { name: "Ana Souza", commissionRateBps: 700 });
    expect(other.json).toMatchObject({
      commissionRateBps: 700,
      rates: [{ validFrom: null }, { commissionRateBps: 700 }],
    });
  });

  test("returns dated rates; the current one is the last that has begun", async () => {
    const name = "Ana";
    await putAgent("A-3", { name, commissionRateBps: 300, validFrom: "2026-01-01T00:00:00-03:00" });
    await putAgent("A-3", { name, commissionRateBps: 900, validFrom: "2999-01-01T00:00:00Z" });
    await putAgent("A-3", { name, commissionRateBps: 100, validFrom: "2025-01-01T00:00:00Z" });
    expect((await readAgent("A-3")).json).toEqual({
      agentId: "A-3",
      name,
      commissionRateBps: 300,
      rates: [
        { validFrom: "2025-01-01T00:00:00.000Z", commissionRateBps: 100 },
        { validFrom: "2026-01-01T03:00:00.000Z", commissionRateBps: 300 },
        { validFrom: "2999-01-01T00:00:00.000Z", commissionRateBps: 900 },
      ],
      managerId: null,
      managers: [],
    });
  });

  test.each([
    ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"],
    ["0050-06-15T12:00:00.1234567Z", "0050-06-15T12:00:00.123Z"],
    ["9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.999Z"],
  ])("returns the instant that was put, also when the same is put twice: %s", async (validFrom, stored) => {
    const agentId = `A-${validFrom.slice(0, 4)}`;
    const body = { name: "Ana", commissionRateBps: 300, validFrom };
    const rates = [{ validFrom: stored, commissionRateBps: 300 }];
    for (const reply of [await putAgent(agentId, body), await putAgent(agentId, body)])
      expect([reply.status, reply.json.rates]).toEqual([200, rates]);
    const late = await putAgent(agentId, { ...body, validFrom: "9999-12-31T23:59:59-03:00" });
    expect([late.status, late.json.errors[0].pointer]).toEqual([422, "/validFrom"]);
  });

  test("returns no current rate while the only rate is in the future", async () => {
    await putAgent("A-4", { name: "A", commissionRateBps: 1, validFrom: "2999-01-01T00:00:00Z" });
    expect((await readAgent("A-4")).json.commissionRateBps).toBeNull();
  });

  test.each([
    ["past", "2025-01-01T00:00:00.000Z"],
    ["future", "2999-01-01T00:00:00.000Z"],
  ])("responds with the rate as put, also when its start is in the %s", async (when, validFrom) => {
    const body = { name: "Ana", commissionRateBps: 900, validFrom };
    await putAgent(`A-${when}`, { ...body, commissionRateBps: 300, validFrom: "2026-01-01T00:00:00.000Z" });
    expect((await putAgent(`A-${when}`, body)).json).toMatchObject(body);
    expect((await readAgent(`A-${when}`)).json.commissionRateBps).toBe(300);
  });

  test("responds with the start of the current rate when the same rate is put again without one", async () => {
    const body = { name: "Ana", commissionRateBps: 300 };
    const validFrom = "2026-01-01T00:00:00.000Z";
    await putAgent("A-8", { ...body, validFrom });
    expect((await putAgent("A-8", body)).json).toMatchObject({ ...body, validFrom, rates: [{ validFrom }] });
  });

  test("responds 409 to another rate from the same instant, and changes nothing", async () => {
    const validFrom = "2026-01-01T00:00:00Z";
    await putAgent("A-5", { name: "Ana", commissionRateBps: 300, validFrom });
    expect(
      (await putAgent("A-5", { name: "Ana", commissionRateBps: 300, validFrom: "2025-12-31T21:00:00-03:00" }))
        .json.rates,
    ).toHaveLength(1);
    expect((await putAgent("A-5", { name: "Bia", commissionRateBps: 301, validFrom })).status).toBe(409);
    expect((await readAgent("A-5")).json).toMatchObject({ name: "Ana", commissionRateBps: 300 });
  });

  test("stores one first rate for 20 concurrent requests", async () => {
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => putAgent("A-6", { name: "Ana", commissionRateBps: 300 })),
    );
    expect(new Set(replies.map((reply) => reply.status))).toEqual(new Set([200]));
    expect((await readAgent("A-6")).json.rates).toHaveLength(1);
  });

  test.each([
    ["a rate above 100 %", { name: "A", commissionRateBps: 10_001 }, "/commissionRateBps"],
    ["a rate with a fraction", { name: "A", commissionRateBps: 1.5 }, "/commissionRateBps"],
    ["no name", { commissionRateBps: 1 }, "/name"],
    [
      "a day that does not exist",
      { name: "A", commissionRateBps: 1, validFrom: "2026-02-30T00:00:00Z" },
      "/validFrom",
    ],
    ["the year 0", { name: "A", commissionRateBps: 1, validFrom: "0000-01-01T00:00:00Z" }, "/validFrom"],
    ["an unknown field", { name: "A", commissionRateBps: 1, rate: 1 }, "/rate"],
  ])("rejects %s", async (_, body, pointer) => {
    const reply = await putAgent("A-7", body);
    expect([reply.status, reply.json.errors.map((issue: { pointer: string }) => issue.pointer)]).toEqual([
      422,
      [pointer],
    ]);
  });

  test("responds 404 to an unknown agent, and 422 to storing one with a malformed id", async () => {
    expect((await readAgent("UNKNOWN")).status).toBe(404);
    expect((await readAgent("a\u0000b")).status).toBe(404);
    expect((await putAgent("a b", { name: "A", commissionRateBps: 1 })).status).toBe(422);
  });
});

describe("PUT and GET /catalog/{sku}", () => {
  const book = { type: "book", title: "B", isbn: "1", authors: ["A"], royaltyRateBps: 600 };

  test.each<[string, Record<string, unknown>]>([
    ["a video with its link", { type: "video", title: "First Aid", link: "https://videos.example.com/x" }],
    ["a video without a link", { type: "video", title: "First Aid" }],
    ["a book", book],
    ["a physical item", { type: "physical", title: "Bookmark", weightGrams: 5 }],
    ["a membership", { type: "membership", title: "Basic", plan: "basic", period: "P1M" }],
    ["an upgrade", { type: "membership_upgrade", title: "Plus", toPlan: "plus" }],
  ])("stores %s", async (_, body) => {
    const reply = await putEntry("SKU/1 é", body);
    expect([reply.status, reply.json]).toMatchObject([200, { sku: "SKU/1 é", ...body }]);
    expect((await readEntry("SKU/1 é")).json).toEqual(reply.json);
  });

  test("replaces the whole entry", async () => {
    await putEntry("SKU-2", { type: "video", title: "V", link: "https://example.com" });
    await putEntry("SKU-2", { type: "physical", title: "P" });
    expect((await readEntry("SKU-2")).json).not.toHaveProperty("link");
  });

  test.each<[string, object | string, string[]]>([
    ["a link that is not https", { type: "video", title: "V", link: "http://example.com" }, ["/link"]],
    ["a javascript: link", { type: "video", title: "V", link: "javascript:alert(1)" }, ["/link"]],
    ["an unknown type", { type: "bok", title: "B" }, ["/type"]],
    ["no type", { title: "B" }, ["/type"]],
    ["a book without its fields", { type: "book", title: "B" }, ["/isbn", "/authors", "/royaltyRateBps"]],
    ["a link on a book", { ...book, link: "https://example.com" }, ["/link"]],
    ["a field named __proto__", '{"type":"video","title":"V","__proto__":{}}', ["/__proto__"]],
  ])("rejects %s", async (_, body, pointers) => {
    const reply = await putEntry("SKU-3", body);
    expect(reply.status).toBe(422);
    expect(reply.json.errors.map((issue: { pointer: string }) => issue.pointer)).toEqual(pointers);
  });

  test("responds 404 to an unknown SKU, and 422 to storing one that is too long", async () => {
    expect((await readEntry("NOTHING")).status).toBe(404);
    expect((await readEntry("\u0000")).status).toBe(404);
    expect((await putEntry("x".repeat(65), book)).status).toBe(422);
  });
});

test.each([
  ["PUT /agents/{agentId}", "agents:write"],
  ["PUT /catalog/{sku}", "catalog:write"],
  ["GET /agents/{agentId}", "reports:read"],
  ["GET /catalog/{sku}", "rules:read"],
] as const)("%s needs the scope %s, which admin includes", async (route, scope) => {
  const others = SCOPES.filter((name) => name !== scope && name !== "admin");
  const statusWith = async (scopes: readonly Scope[]) => (await call(route, { scopes })).status;
  expect(await statusWith(others)).toBe(403);
  expect(await statusWith([scope])).not.toBe(403);
  expect(await statusWith(["admin"])).not.toBe(403);
});
