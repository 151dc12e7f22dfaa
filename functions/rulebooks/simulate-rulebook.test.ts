import { readFileSync } from "node:fs";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Scope, SCOPES } from "../../lib/domain/scope.ts";
import { clearRulesCache } from "../../lib/runtime/rulebook-cache.ts";
import { addRate, createAgent } from "../../test/support/client-data.ts";
import { apiClient } from "../../test/support/api-client.ts";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { putLink } from "../../test/support/orders.ts";
import { bookLine, laptopLine, videoLine } from "../../test/support/order-body.ts";
import { handler as orders } from "../orders/handler.ts";
import {
  activateVersion,
  callRulebooks,
  postOrder,
  SLIP_RULES,
  saveVersion,
  simulateVersion,
} from "../../test/support/rulebook-api.ts";

const stack = await startFunctionStack();

beforeAll(() =>
  stack.sql.execute(
    "insert into clients (client_id, created_at) values ('test-shop', now()), ('other-shop', now())",
  ),
);
beforeEach(clearRulesCache);

const DEFAULT = readFileSync(new URL("../../rules/default.yaml", import.meta.url), "utf8");
const FIXED_RATE = `  - id: fixed
    when: line.type == "book"
    then: [{ commission: { rateBps: 1000 } }]
`;

describe("POST /rulebooks/{version}/simulation", () => {
  test("adds a note when there are no recorded orders", async () => {
    const reply = await simulateVersion("1");
    expect(reply.json).toMatchObject({
      rulebookVersion: 1,
      against: 1,
      ordersReplayed: 0,
      note: expect.any(String),
    });
  });

  test("reports the differences of the client's own orders per rule, per task and in money", async () => {
    const version = await saveVersion(SLIP_RULES + FIXED_RATE);
    for (const client of ["test-shop", "other-shop"]) {
      await createAgent(stack.sql, "A-1", client);
      await addRate(stack.sql, "A-1", "-infinity", 500, client);
    }
    const book = await postOrder({ lines: [bookLine] });
    const foreign = await postOrder({ lines: [laptopLine] }, { client: "other-shop" });
    const own = await simulateVersion(version, {}, { scopes: ["admin"] });
    expect(own.json).toMatchObject({
      rulebookVersion: Number(version),
      against: 1,
      ordersReplayed: 1,
      ordersDiffering: 1,
      tasks: {
        packing_slip: { added: 0, removed: 2, changed: 0 },
        commission: { added: 0, removed: 0, changed: 1 },
      },
      commission: { before: 300, after: 600, currency: "BRL" },
      royalties: { before: 360, after: 0, currency: "BRL" },
    });
    expect(own.json.rules).toContainEqual({ ruleId: "slip", before: 0, after: 0 });
    expect(own.json.examples).toMatchObject([{ orderId: book.json.orderId }]);
    expect(own.text).not.toContain("other-shop");

    const all = await simulateVersion(version, {}, { scopes: ["rules:read", "clients:all"] });
    expect(all.json).toMatchObject({ ordersReplayed: 2, commission: { before: 300 + 7_500, after: 600 } });
    expect(all.json.examples).toMatchObject([
      { orderId: foreign.json.orderId, clientId: "other-shop" },
      { orderId: book.json.orderId, clientId: "test-shop" },
    ]);
  });

  test("is narrowed to another client's orders by a key with clients:all only", async () => {
    const simulateFor = (client: string, scopes: readonly Scope[]) =>
      simulateVersion("1", {}, { query: { client }, scopes });
    expect((await simulateFor("other-shop", ["rules:read", "clients:all"])).json.ordersReplayed).toBe(1);
    expect((await simulateFor("test-shop", ["rules:read"])).json.ordersReplayed).toBe(1);
    expect((await simulateFor("other-shop", ["admin"])).status).toBe(403);
  });

  test("selects orders by the time of payment on request", async () => {
    const paidAt = "2020-02-03T12:00:00Z";
    await postOrder({
      lines: [laptopLine],
      payment: { method: "pix", paidAt, amount: laptopLine.unitPrice },
    });
    const period = { since: "2020-02-03T12:00:00Z", until: "2020-02-03T12:00:01Z" };
    expect((await simulateVersion("1", period)).json.ordersReplayed).toBe(0);
    expect((await simulateVersion("1", { ...period, by: "paid" })).json.ordersReplayed).toBe(1);
    const before = { until: paidAt, by: "paid" };
    expect((await simulateVersion("1", before)).json.ordersReplayed).toBe(0);
    expect((await simulateVersion("1", { by: "placed" })).status).toBe(422);
  });

  test("counts the tasks that would be rejected, as handlers would find links and rates now", async () => {
    const sku = "VIDEO-WITHOUT-LINK";
    await postOrder({
      lines: [
        { ...videoLine, sku },
        { ...laptopLine, lineId: "2", agentId: "NO-RATE" },
      ],
    });
    const selection = { limit: 1 };
    const counted = async (version: string) =>
      (await simulateVersion(version, selection, { scopes: ["rules:read"] })).json.wouldBeRejected;
    expect(await counted(await saveVersion(SLIP_RULES))).toEqual([
      { type: "email", code: "streaming-link-missing", before: 1, after: 0 },
      { type: "commission", code: "agent-without-rate", before: 1, after: 0 },
    ]);
    await putLink(stack.sql, sku);
    expect(await counted("1")).toEqual([
      { type: "commission", code: "agent-without-rate", before: 1, after: 1 },
    ]);
  });

  test("replays only the orders that match limit, since and until", async () => {
    for (let n = 0; n < 3; n++) await postOrder({ lines: [videoLine] });
    expect((await simulateVersion("1", { limit: 2 })).json.ordersReplayed).toBe(2);
    expect((await simulateVersion("1", { since: "2999-01-01T00:00:00Z" })).json.ordersReplayed).toBe(0);
    expect((await simulateVersion("1", { until: "2020-01-01T00:00:00Z" })).json.ordersReplayed).toBe(0);
    expect((await simulateVersion("1", { limit: 0 })).status).toBe(422);
    expect(
      (await simulateVersion("1", { since: "2026-01-02T00:00:00Z", until: "2026-01-01T00:00:00Z" })).status,
    ).toBe(422);
  });

  test("simulates a free item that was not in the catalogue when the orders were accepted", async () => {
    const sku = "BOOKMARK";
    await stack.sql.execute(
      `insert into catalogue (client_id, sku, type, title, updated_at)
       values ('test-shop', $1, 'physical', 'Bookmark', now())`,
      [sku],
    );
    const version = await saveVersion(`${DEFAULT.split("\nexamples:")[0]}
  - id: bookmark
    when: line.type == "book"
    then: [{ addFreeItem: { sku: ${sku}, reason: Campaign } }]
`);
    const { json } = await simulateVersion(version);
    expect(json.rules).toContainEqual({ ruleId: "bookmark", before: 0, after: 1 });
    expect(json.tasks.packing_slip).toEqual({ added: 0, removed: 0, changed: 1 });
    expect(json.freeItems).toEqual({ added: 1, removed: 0, changed: 0 });
    expect(json.kinds).toContainEqual(
      expect.objectContaining({ kind: "free_item:BOOKMARK", change: "added", orders: 1 }),
    );
  });
});

describe("POST /rulebooks/simulation", () => {
  const simulateText = (body: string, query: Record<string, string> = {}, more = {}) =>
    callRulebooks("POST /rulebooks/simulation", {
      body,
      query,
      headers: { "Content-Type": "application/yaml" },
      ...more,
    });

  test("simulates a text that is not saved, and stores nothing", async () => {
    const saved = await simulateVersion(await saveVersion(SLIP_RULES));
    const versions = (await callRulebooks("GET /rulebooks")).json.rulebooks;
    const unsaved = await simulateText(SLIP_RULES);
    expect(unsaved.json).toEqual({ ...saved.json, rulebookVersion: null });
    expect((await callRulebooks("GET /rulebooks")).json.rulebooks).toEqual(versions);
    const query = { by: "paid", since: "2020-02-03T00:00:00Z", until: "2020-02-04T00:00:00Z", limit: "5" };
    expect((await simulateText(SLIP_RULES, query)).json.ordersReplayed).toBe(1);
  });

  test("covers the client's own orders, unless the key has clients:all", async () => {
    const scopes = ["rules:read"] as const;
    const own = (await simulateText(SLIP_RULES, {}, { scopes })).json.ordersReplayed;
    expect((await simulateText(SLIP_RULES, {}, { scopes: SCOPES })).json.ordersReplayed).toBe(own + 1);
    expect((await simulateText(SLIP_RULES, { client: "other-shop" }, { scopes })).status).toBe(403);
    expect((await simulateText(SLIP_RULES, {}, { scopes: ["orders:read"] })).status).toBe(403);
  });

  test("responds 422 with the position of every issue of the text, and to malformed parameters", async () => {
    const reply = await simulateText(SLIP_RULES.replace("physical", "physcal"));
    expect([reply.status, reply.json.errors[0]]).toMatchObject([422, { pointer: "/rules/0/when", line: 3 }]);
    for (const query of [
      { since: "yesterday" },
      { limit: "0" },
      { limit: "1000001" },
      { by: "placed" },
      { since: "2026-01-02T00:00:00Z", until: "2026-01-01T00:00:00Z" },
    ])
      expect((await simulateText(SLIP_RULES, query as unknown as Record<string, string>)).status).toBe(422);
  });
});

test("a simulation counts what the rules for each cancellation would do for recorded cancellations", async () => {
  const reacting = (more: string) => `destinations:
  shipping: { title: { pt-BR: Expedição, en: Shipping }, recipient: customer }
  returns: { title: { pt-BR: Devoluções, en: Returns }, recipient: department }
${SLIP_RULES}  - id: back
    forEach: cancellation
    when: ${more}cancellation.lines.exists(l, l.type == "physical")
    then: [{ packingSlip: { destination: returns } }]
`;
  const active = await saveVersion(reacting("cancellation.complete && "));
  await activateVersion(active);
  const draft = await saveVersion(reacting(""));
  clearRulesCache();
  const since = new Date().toISOString();
  const lines = [{ ...laptopLine, quantity: 2 }];
  const cancelled = await postOrder({ lines });
  await postOrder({ lines });
  const at = new Date().toISOString();
  for (const cancellationId of ["X-1", "X-2"]) {
    const body = { cancellationId, reason: "damaged", at, lines: [{ lineId: "1", quantity: 1 }] };
    const params = { orderId: cancelled.json.orderId };
    expect((await apiClient(orders)("POST /orders/{orderId}/cancellations", { params, body })).status).toBe(
      202,
    );
  }
  const { json } = await simulateVersion(draft, { since }, { scopes: ["admin"] });
  expect(json).toMatchObject({
    ordersReplayed: 2,
    ordersDiffering: 1,
    tasks: { packing_slip: { added: 1, removed: 0, changed: 0 } },
    examples: [{ orderId: cancelled.json.orderId }],
  });
  expect(json.rules).toContainEqual({ ruleId: "back", before: 1, after: 1 });
});
