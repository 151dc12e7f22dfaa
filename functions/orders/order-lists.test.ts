/** Rules that look into lists: orders keep the versions they were decided with, and simulations decide with them. */
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { clearRulesCache } from "../../lib/runtime/rulebook-cache.ts";
import { apiClient } from "../../test/support/api-client.ts";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { bookLine, orderBody } from "../../test/support/order-body.ts";
import { activateVersion, saveVersion, saveYaml, simulateVersion } from "../../test/support/rulebook-api.ts";
import { waitFor } from "../../test/support/wait-for.ts";
import { handler as decisions } from "../decisions/handler.ts";
import { handler as registry } from "../registry/handler.ts";
import { handler as orders } from "./handler.ts";

const stack = await startFunctionStack();
const call = apiClient(orders);
const callRegistry = apiClient(registry);
const list = { params: { listId: "vip" } };
const putVips = (...values: string[]) =>
  callRegistry("PUT /lists/{listId}", { ...list, body: { kind: "customer", values } });

const RULES = `rules:
  - id: vip-copy
    when: line.type == "book" && order.customer.customerId in lists["vip"]
    then: [{ packingSlip: { destination: royalties } }]
`;

/** Has one task exactly when the customer is in the list. */
const bodyOf = (customerId: string) =>
  orderBody({ lines: [bookLine], customer: { ...(orderBody().customer as object), customerId } });
const post = (customerId: string) => call("POST /orders", { body: bodyOf(customerId) });
const read = async (orderId: string) => (await call("GET /orders/{orderId}", { params: { orderId } })).json;
const versionsOf = (orderId: string) =>
  stack.sql.one("select list_versions, history from orders where order_id = $1", [orderId]);

let version: string;
beforeAll(async () => {
  await stack.sql.execute("insert into clients (client_id, created_at) values ('test-shop', now())");
  await putVips("C-VIP");
  version = await saveVersion(RULES);
  expect((await activateVersion(version)).status).toBe(200);
});
beforeEach(clearRulesCache);

test("an order is decided with the list, stores its version, and is explained with it after the list has changed", async () => {
  await putVips("C-VIP");
  const vip = await post("C-VIP");
  const other = await post("C-OTHER");
  const explanation = expect.stringMatching(/customerId in list vip v\d+ \(was "C-VIP"\)/);
  expect(vip.json.tasks).toMatchObject([{ because: [{ ruleId: "vip-copy", explanation }] }]);
  expect(other.json.tasks).toEqual([]);
  const stored = await versionsOf(other.json.orderId);
  const changed = (await putVips("C-OTHER")).json.version;
  expect(stored).toEqual({ listVersions: { vip: changed - 1 }, history: null });
  const { whyNot } = await read(other.json.orderId);
  expect(whyNot[0].explanation).toBe(`order.customer.customerId in list vip v${changed - 1} (was "C-OTHER")`);
});

test("a change of a list by another container takes effect while the rules are cached", async () => {
  await putVips("C-VIP");
  await post("C-NEW");
  const { version: last } = (await callRegistry("GET /lists/{listId}", list)).json;
  await stack.sql.execute(
    `insert into list_versions (list_id, version, kind, items, size, content_hash, created_at, created_by)
     values ('vip', $1, 'customer', '["C-NEW"]', 1, sha256('x'), now(), 'another')`,
    [last + 1],
  );
  await waitFor(
    "an order to be decided with the change",
    async () => (await post("C-NEW")).json.tasks.length === 1,
  );
});

test("a dry run is decided with the lists as they are, also under a draft", async () => {
  await putVips("C-VIP");
  const dryRun = async (query: Record<string, string>) =>
    (await apiClient(decisions)("POST /decisions", { body: bodyOf("C-VIP"), query })).json.tasks.length;
  expect([await dryRun({}), await dryRun({ rulebook: version })]).toEqual([1, 1]);
  await putVips("C-OTHER");
  expect([await dryRun({}), await dryRun({ rulebook: version })]).toEqual([0, 0]);
});

describe("a simulation", () => {
  test("decides with the list versions of each order, and varies the draft's by `lists`", async () => {
    const old = (await putVips("C-SIM")).json.version;
    await post("C-SIM");
    const current = (await putVips("C-NONE")).json.version;
    await post("C-SIM");
    const simulate = async (lists?: Record<string, number>) => {
      const { json } = await simulateVersion(version, {
        limit: 2,
        ...(lists === undefined ? {} : { lists }),
      });
      return [json.ordersReplayed, json.ordersDiffering, json.rules[0].before, json.rules[0].after];
    };
    expect(await simulate()).toEqual([2, 0, 1, 1]);
    expect(await simulate({ vip: old })).toEqual([2, 1, 1, 2]);
    expect(await simulate({ vip: current })).toEqual([2, 1, 1, 0]);
  });

  test("uses today's list for an order that was decided without it", async () => {
    await putVips("C-OLD");
    await activateVersion("1");
    await post("C-OLD");
    await activateVersion(version);
    const { json } = await simulateVersion(version, { limit: 1 });
    expect(json.rules[0]).toMatchObject({ ruleId: "vip-copy", before: 1, after: 1 });
  });

  test.each([
    [{ nothing: 1 }, "/lists/nothing"],
    [{ vip: 999_999 }, "/lists/vip"],
    [{ vip: "1" }, "/lists/vip"],
  ])("rejects the lists %j", async (lists, pointer) => {
    const reply = await simulateVersion(version, { lists });
    expect([reply.status, reply.json.errors[0].pointer]).toEqual([422, pointer]);
  });
});

test("a list in use cannot be deleted; a rulebook whose list is gone cannot be activated or put into the shadow", async () => {
  expect((await callRegistry("DELETE /lists/{listId}", list)).status).toBe(409);
  const gone = { params: { listId: "gone" } };
  await callRegistry("PUT /lists/{listId}", { ...gone, body: { kind: "sku", values: [] } });
  const draft = await saveVersion(
    RULES.replace('order.customer.customerId in lists["vip"]', 'line.sku in lists["gone"]'),
  );
  expect((await callRegistry("DELETE /lists/{listId}", gone)).status).toBe(204);
  expect((await activateVersion(draft)).status).toBe(409);
  expect((await activateVersion(draft, { shadow: true })).status).toBe(409);
  await callRegistry("PUT /lists/{listId}", { ...gone, body: { kind: "sku", values: [] } });
  expect((await activateVersion(draft, { shadow: true })).status).toBe(200);
  expect((await callRegistry("DELETE /lists/{listId}", gone)).status).toBe(409);
  expect((await activateVersion(draft, { shadow: false })).status).toBe(200);
});

test("saving a rulebook with an unknown list, or one of another kind, is 422 with the place", async () => {
  for (const [condition, detail] of [
    ['order.customer.customerId in lists["vips"]', "no list `vips`; did you mean `vip`?"],
    ['line.sku in lists["vip"]', "has values of the kind customer"],
  ]) {
    const reply = await saveYaml(RULES.replace('order.customer.customerId in lists["vip"]', condition!));
    expect([reply.status, reply.json.errors[0]]).toMatchObject([
      422,
      { ruleId: "vip-copy", line: 3, detail: expect.stringContaining(detail!) },
    ]);
  }
});

test("examples are decided with the lists as they are when the rulebook is saved", async () => {
  await putVips("C-EXAMPLE");
  const example = `examples:
  - name: A VIP's book
    order: { customer: { customerId: C-EXAMPLE }, lines: [{ type: book }] }
    expect: { applied: [vip-copy] }
`;
  expect((await saveYaml(RULES + example)).json.failedExamples).toBeUndefined();
  await putVips("C-OTHER");
  expect((await saveYaml(RULES + example)).json.failedExamples).toHaveLength(1);
});
