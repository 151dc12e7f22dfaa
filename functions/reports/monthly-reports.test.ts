/** A month over all agents and all books, memberships and the catalogue, of two clients, over HTTP. */
import { beforeAll, describe, expect, test } from "vitest";
import { SCOPES } from "../../lib/domain/scope.ts";
import { apiClient } from "../../test/support/api-client.ts";
import { addRate, createAgent, createClients } from "../../test/support/client-data.ts";
import { eventFor, startFunctionStack } from "../../test/support/function-stack.ts";
import {
  acceptOrder,
  book,
  commissionTask,
  laptop,
  membership,
  membershipTask,
  slipTask,
} from "../../test/support/orders.ts";
import { readPdf, textOf } from "../../test/support/pdf-reader.ts";
import { handler as bookCommissions } from "../commissions/handler.ts";
import { handler as changeMemberships } from "../memberships/handler.ts";
import { handler as issueSlips } from "../packing-slips/handler.ts";
import { handler as registry } from "../registry/handler.ts";
import { handler } from "./handler.ts";

const stack = await startFunctionStack();
const call = apiClient(handler);
const operator = { client: "operator", scopes: SCOPES };
const get = (path: string, month: string, more = {}) =>
  call(`GET /${path}/{month}`, { params: { month }, ...more });

const lines = [laptop({ lineId: "1", unitPrice: 10_000 }), book({ lineId: "2", quantity: 2 })];
const accept = async (clientId: string, agentId: string) => {
  const { taskIds } = await acceptOrder(stack.sql, {
    clientId,
    lines: [...lines, membership({ lineId: "3" })],
    tasks: [
      commissionTask(agentId, [
        { lineId: "1", base: 10_000 },
        { lineId: "2", base: 6_000 },
      ]),
      slipTask("shipping", ["1", "2"]),
      slipTask("royalties", ["2"]),
      membershipTask("activate", "3", { plan: clientId === "test-shop" ? "basic" : "plus", period: "P900Y" }),
    ],
  });
  await bookCommissions(eventFor([taskIds[0]!]));
  await issueSlips(eventFor([taskIds[1]!, taskIds[2]!]));
  await changeMemberships(eventFor([taskIds[3]!]));
};

beforeAll(async () => {
  await createClients(stack.sql, "test-shop", "other-shop");
  for (const [clientId, agentId] of [
    ["test-shop", "A-1"],
    ["test-shop", "A-2"],
    ["other-shop", "A-1"],
  ] as const) {
    await createAgent(stack.sql, agentId, clientId);
    await addRate(stack.sql, agentId, "-infinity", 1_000, clientId);
  }
  for (const [client, agent] of [
    ["test-shop", "A-1"],
    ["test-shop", "A-2"],
    ["test-shop", "A-1"],
    ["other-shop", "A-1"],
  ] as const)
    await accept(client, agent);
});

describe("the statements of a month", () => {
  /** Commission that nothing was booked beside. */
  const earned = (commission: number) => ({
    openingBalance: 0,
    commission,
    reversals: 0,
    adjustments: 0,
    payments: 0,
    carriedForward: commission,
  });
  const one = { name: "Ana", currency: "BRL", orders: 1, units: 3, sales: 16_000, ...earned(1_600) };

  test("have every agent with totals, of the key's client only", async () => {
    expect((await get("statements", "2026-11")).json).toEqual({
      month: "2026-11",
      closedAt: null,
      totals: [{ currency: "BRL", agents: 2, orders: 3, units: 9, sales: 48_000, ...earned(4_800) }],
      agents: [
        { ...one, agentId: "A-1", orders: 2, units: 6, sales: 32_000, ...earned(3_200) },
        { ...one, agentId: "A-2" },
      ],
      nextCursor: null,
    });
    expect((await get("statements", "2026-10")).json).toMatchObject({ totals: [], agents: [] });
    expect((await get("statements", "2026-12")).json).toMatchObject({
      totals: [{ agents: 2, orders: 0, commission: 0, openingBalance: 4_800, carriedForward: 4_800 }],
      agents: [{ agentId: "A-1", openingBalance: 3_200 }, { agentId: "A-2" }],
    });
  });

  test("have every client's agents for a key with clients:all, page by page", async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: Record<string, string> = { limit: "1", ...(cursor === null ? {} : { cursor }) };
      const { json } = await get("statements", "2026-11", { ...operator, query });
      seen.push(
        ...json.agents.map((row: { clientId: string; agentId: string }) => `${row.clientId} ${row.agentId}`),
      );
      cursor = json.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(["other-shop A-1", "test-shop A-1", "test-shop A-2"]);
  });

  test("come as CSV and as PDF", async () => {
    const csv = await get("statements", "2026-11.csv");
    expect(csv.text.split("\r\n").slice(1)).toEqual([
      "test-shop;A-1;Ana;2;6;320,00;32,00;BRL;0,00;0,00;0,00;0,00;32,00",
      "test-shop;A-2;Ana;1;3;160,00;16,00;BRL;0,00;0,00;0,00;0,00;16,00",
      "Total;;;3;9;480,00;48,00;BRL;0,00;0,00;0,00;0,00;48,00",
      "",
    ]);
    const pdf = await get("statements", "2026-11", { headers: { Accept: "application/pdf" } });
    expect(pdf.headers["content-type"]).toBe("application/pdf");
    const text = textOf(await readPdf(new Uint8Array(Buffer.from(pdf.text, "latin1"))));
    for (const part of ["Comissões", "novembro de 2026", "A-2", "480,00"]) expect(text).toContain(part);
  });
});

test("the royalties of a month are by author, title and rate, once per line, as JSON, CSV and PDF", async () => {
  const { json } = await get("royalties", "2026-11");
  expect(json).toMatchObject({
    totals: [{ currency: "BRL", orders: 3, units: 6, sales: 18_000, royalty: 1_080 }],
    royalties: [
      { title: "The Two Towers", rateBps: 600, orders: 3, units: 6, sales: 18_000, royalty: 1_080 },
    ],
    nextCursor: null,
  });
  expect((await get("royalties", "2026-11", { client: "other-shop" })).json.totals[0].orders).toBe(1);
  expect((await get("royalties", "2026-11", operator)).json.totals[0].orders).toBe(4);
  expect((await get("royalties", "2026-11.csv")).text).toContain("The Two Towers");
  expect((await get("royalties", "2026-11.pdf")).text.slice(0, 5)).toBe("%PDF-");
});

test.each(["statements", "royalties"])("GET /%s rejects what it does not know", async (path) => {
  expect((await get(path, "2026-13")).status).toBe(422);
  expect((await get(path, "2026-11", { headers: { Accept: "image/png" } })).status).toBe(406);
  expect((await get(path, "2026-11", { query: { cursor: "x" } })).status).toBe(422);
  expect((await get(path, "2026-11", { query: { client: "other-shop" } })).status).toBe(403);
  expect((await get(path, "2026-11", { scopes: ["orders:read"] })).status).toBe(403);
  expect((await get(path, "2026-11", { client: null })).status).toBe(401);
});

describe("GET /memberships", () => {
  const list = async (query: Record<string, string>, more = {}) => {
    const { status, json } = await call("GET /memberships", { query, ...more });
    expect([status, json.errors]).toEqual([200, undefined]);
    return json;
  };

  test("lists by customer with totals, filtered by status, plan and end", async () => {
    expect((await list({})).totals).toEqual([{ status: "active", plan: "basic", count: 3 }]);
    expect((await list({ limit: "2" })).memberships).toHaveLength(2);
    expect((await list({ plan: "plus" })).memberships).toEqual([]);
    expect((await list({ status: "inactive" })).memberships).toEqual([]);
    expect(
      (await list({ expiresBefore: "2999-01-01T00:00:00Z", status: "active" })).memberships,
    ).toHaveLength(3);
    expect((await list({ expiresBefore: "2026-01-01T00:00:00Z" })).memberships).toEqual([]);
  });

  test("shows two clients each its own, and both to a key with clients:all, page by page", async () => {
    expect((await list({}, { client: "other-shop" })).totals).toEqual([
      { status: "active", plan: "plus", count: 1 },
    ]);
    const first = await list({ limit: "1" }, operator);
    expect(first.memberships).toMatchObject([{ clientId: "other-shop", plan: "plus", status: "active" }]);
    expect((await list({ cursor: first.nextCursor }, operator)).memberships).toHaveLength(3);
    expect((await call("GET /memberships", { query: { plan: "X" } })).status).toBe(422);
    expect((await call("GET /memberships", { scopes: ["reports:read"] })).status).toBe(403);
  });
});

test("GET /catalog lists entries by SKU, or the videos without a link", async () => {
  const catalog = async (query: Record<string, string>, more = {}) =>
    (await apiClient(registry)("GET /catalog", { query, ...more })).json;
  const all = await catalog({});
  expect(all.entries.map(({ sku }: { sku: string }) => sku)).toEqual(["VIDEO-FIRST-AID", "VIDEO-SKI"]);
  await stack.sql.execute(
    "update catalogue set link = null where client_id = 'test-shop' and sku = 'VIDEO-SKI'",
  );
  expect((await catalog({ missing: "link" })).entries).toMatchObject([{ sku: "VIDEO-SKI", type: "video" }]);
  const missing = (await catalog({ missing: "link" }, operator)).entries;
  expect(missing).toMatchObject([{ clientId: "test-shop", sku: "VIDEO-SKI" }]);
  const first = await catalog({ limit: "1" });
  expect((await catalog({ cursor: first.nextCursor })).entries).toMatchObject([{ sku: "VIDEO-SKI" }]);
  expect((await apiClient(registry)("GET /catalog", { query: { missing: "title" } })).status).toBe(422);
});
