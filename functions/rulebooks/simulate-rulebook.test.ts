import { readFileSync } from "node:fs";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { clearRulesCache } from "../../lib/runtime/rulebook-cache.ts";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { bookLine, laptopLine, videoLine } from "../../test/support/order-body.ts";
import { postOrder, SLIP_RULES, saveVersion, simulateVersion } from "../../test/support/rulebook-api.ts";

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

  test("reports the differences per rule, per task and in money, with examples", async () => {
    const version = await saveVersion(SLIP_RULES + FIXED_RATE);
    await stack.sql.execute("insert into agents (agent_id, name, created_at) values ('A-1', 'Ana', now())");
    await stack.sql.execute(
      "insert into agent_rates (agent_id, valid_from, rate_bps, created_at) values ('A-1', '-infinity', 500, now())",
    );
    const book = await postOrder({ lines: [bookLine] });
    await postOrder({ lines: [laptopLine] }, { client: "other-shop" });
    const { json } = await simulateVersion(version, {}, { scopes: ["rules:read"] });
    expect(json).toMatchObject({
      rulebookVersion: Number(version),
      against: 1,
      ordersReplayed: 2,
      ordersDiffering: 2,
      tasks: { packing_slip: { added: 0, removed: 2 }, commission: { added: 1, removed: 2 } },
      commission: { before: 300 + 7_500, after: 600, currency: "BRL" },
    });
    expect(json.rules).toContainEqual({ ruleId: "slip", before: 0, after: 1 });
    expect(json.examples.map((example: { orderId: string }) => example.orderId)).toEqual([
      "(another client's)",
      book.json.orderId,
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
      "insert into catalogue (sku, type, title, updated_at) values ($1, 'physical', 'Bookmark', now())",
      [sku],
    );
    const version = await saveVersion(`${DEFAULT.split("\nexamples:")[0]}
  - id: bookmark
    when: line.type == "book"
    then: [{ addFreeItem: { sku: ${sku}, reason: Campaign } }]
`);
    const { json } = await simulateVersion(version);
    expect(json.rules).toContainEqual({ ruleId: "bookmark", before: 0, after: 1 });
    expect(json.tasks.packing_slip).toEqual({ added: 1, removed: 1 });
  });
});
