import { beforeAll, expect, test } from "vitest";
import { clearRulesCache } from "../../lib/runtime/rulebook-cache.ts";
import { cancelOrder, placeOrder } from "../../test/support/cancellations.ts";
import { createClients } from "../../test/support/client-data.ts";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { bookLine, laptopLine, videoLine } from "../../test/support/order-body.ts";
import { activateVersion, callRulebooks, postOrder, saveVersion } from "../../test/support/rulebook-api.ts";

const stack = await startFunctionStack();

type RuleUsage = {
  ruleId: string;
  orders: number;
  tasks: number;
  freeItems: number;
  lastAppliedAt: string | null;
};

const read = (query: Record<string, string> = {}, more = {}) =>
  callRulebooks("GET /rulebooks/{version}/usage", { params: { version: "1" }, query, ...more });

const usageOf = async (ruleId: string, query: Record<string, string> = {}, more = {}) => {
  const { json } = await read(query, more);
  return (json.rules as RuleUsage[]).find((rule) => rule.ruleId === ruleId)!;
};

/** Counts every order by the hour, as the relay does some minutes after they were received. */
const countAll = () => stack.sql.one<{ taken: number }>("select count_rule_usage('infinity', 1000) as taken");

const receivedAt = (orderId: string, at: string) =>
  stack.sql.execute("update orders set received_at = $2 where order_id = $1", [orderId, at]);

/** Three orders of test-shop, on two days, and one of another client. */
beforeAll(async () => {
  await createClients(stack.sql, "test-shop", "other-shop");
  const lines = [laptopLine, bookLine, { ...videoLine, delivery: "disc" }];
  await postOrder({ orderId: "A", lines });
  await postOrder({ orderId: "B", lines: [bookLine] });
  await postOrder({ orderId: "C", lines: [laptopLine] });
  await postOrder({ orderId: "D", lines: [bookLine] }, { client: "other-shop" });
  await receivedAt("A", "2026-03-01T10:15:00Z");
  await receivedAt("B", "2026-03-01T10:45:00Z");
  await receivedAt("C", "2026-03-02T11:00:00Z");
  await receivedAt("D", "2026-03-02T11:30:00Z");
});

const EVERYTHING = { scopes: ["rules:read", "clients:all"] as const };

const expectUsage = async () => {
  expect(await usageOf("royalty-copy")).toEqual({
    ruleId: "royalty-copy",
    orders: 2,
    tasks: 2,
    freeItems: 0,
    lastAppliedAt: "2026-03-01T10:45:00.000Z",
  });
  // The free disc of A goes on its slip, and is no task of the rule that added it.
  expect(await usageOf("ski-first-aid")).toMatchObject({ orders: 1, tasks: 0, freeItems: 1 });
  expect(await usageOf("packing-slip")).toMatchObject({ orders: 3, tasks: 3 });
  const { json } = await read();
  expect(json.neverApplied).toEqual(expect.arrayContaining(["membership-activation", "streaming-links"]));
  expect(json.neverApplied).not.toContain("packing-slip");

  expect(await usageOf("packing-slip", {}, EVERYTHING)).toMatchObject({ orders: 4 });
  expect(await usageOf("packing-slip", { client: "other-shop" }, EVERYTHING)).toMatchObject({ orders: 1 });

  const since = async (instant: string) => (await usageOf("packing-slip", { since: instant })).orders;
  expect(await since("2026-03-01T10:15:00Z")).toBe(3);
  expect(await since("2026-03-01T10:15:00.001Z")).toBe(2);
  expect(await since("2026-03-01T11:00:00Z")).toBe(1);
  expect(await since("2026-03-02T11:00:00Z")).toBe(1);
  expect(await since("2026-03-02T11:00:00.001Z")).toBe(0);
};

test("GET /rulebooks/{version}/usage counts orders, tasks and free items per rule, before and after they are counted by the hour", async () => {
  await expectUsage();
  await countAll();
  await expectUsage();
  expect((await countAll()).taken).toBe(0);
  await expectUsage();
});

test("orders that are received while others are counted by the hour are counted once", async () => {
  await countAll();
  const before = (await usageOf("royalty-copy")).orders;
  await Promise.all(
    Array.from({ length: 12 }, async (_, index) => {
      await postOrder({ orderId: `N-${index}`, lines: [bookLine] });
      await usageOf("royalty-copy");
    }),
  );
  expect((await usageOf("royalty-copy")).orders).toBe(before + 12);
  await countAll();
  expect((await usageOf("royalty-copy")).orders).toBe(before + 12);
});

test("an order that was received a moment ago is not yet counted by the hour", async () => {
  await countAll();
  await postOrder({ orderId: "RECENT", lines: [bookLine] });
  const { taken } = await stack.sql.one<{ taken: number }>(
    "select count_rule_usage(now() - interval '5 minutes', 1000) as taken",
  );
  expect(taken).toBe(0);
});

test("GET /rulebooks/{version}/usage needs rules:read, and clients:all for another client", async () => {
  expect((await read({}, { scopes: ["orders:read"] })).status).toBe(403);
  expect((await read({ client: "other-shop" })).status).toBe(403);
  expect((await read({ since: "yesterday" })).status).toBe(422);
  const unknown = await callRulebooks("GET /rulebooks/{version}/usage", { params: { version: "99" } });
  expect(unknown.status).toBe(404);
});

test("counts the orders of rules that only write a note", async () => {
  const version = await saveVersion(
    'rules:\n  - id: careful\n    when: line.type == "book"\n    then: [{ note: { text: Careful } }]\n',
  );
  await activateVersion(version);
  clearRulesCache();
  await postOrder({ orderId: "E", lines: [bookLine] });
  const rules = async () =>
    (await callRulebooks("GET /rulebooks/{version}/usage", { params: { version } })).json.rules;
  expect(await rules()).toMatchObject([{ ruleId: "careful", orders: 1, tasks: 0, freeItems: 0 }]);
  await countAll();
  expect(await rules()).toMatchObject([{ ruleId: "careful", orders: 1, tasks: 0, freeItems: 0 }]);
});

test("rules for cancellations count cancellations, and what takes tasks back counts for no rule", async () => {
  const rule = (id: string, forEach: string, then: string) =>
    `  - id: ${id}\n    forEach: ${forEach}\n    when: "true"\n    then: [${then}]\n`;
  const note = "{ note: { text: Check } }";
  const slip = "{ packingSlip: { destination: shipping } }";
  const version = await saveVersion(
    `rules:\n${rule("order-slip", "order", slip)}${rule("note-it", "cancellation", note)}${rule("slip-again", "cancellation", slip)}`,
  );
  await activateVersion(version);
  clearRulesCache();
  const orderId = await placeOrder({ lines: [{ ...bookLine, quantity: 3 }] });
  for (const cancellationId of ["X-1", "X-2"])
    await cancelOrder(orderId, { cancellationId, lines: [{ lineId: "1", quantity: 1 }] });
  const { json } = await read({}, { params: { version: String(version) } });
  expect(json).toMatchObject({
    rules: [
      { ruleId: "order-slip", orders: 1, tasks: 1 },
      { ruleId: "note-it", orders: 2, tasks: 0 },
      { ruleId: "slip-again", orders: 2, tasks: 2 },
    ],
    neverApplied: [],
  });
});

test("a rule that suppresses effects counts the orders and cancellations of which it suppressed one", async () => {
  const suppressing = (id: string, forEach: string, kind: string) =>
    `  - { id: ${id}, forEach: ${forEach}, when: "order.locale == 'en'", suppress: [${kind}], reason: r, owner: o@example.com }\n`;
  const version = await saveVersion(
    `rules:\n  - { id: slip, when: 'line.type == "book"', then: [{ packingSlip: { destination: shipping } }] }\n` +
      `  - { id: note-it, forEach: cancellation, when: "true", then: [{ note: { text: Check } }] }\n${suppressing("no-slip", "line", "packingSlip")}${suppressing("no-note", "cancellation", "note")}${suppressing("no-mail", "order", "email")}`,
  );
  await activateVersion(version);
  clearRulesCache();
  const orderId = await placeOrder({ locale: "en", lines: [{ ...bookLine, quantity: 3 }] });
  await placeOrder({ locale: "pt-BR", lines: [bookLine] });
  await cancelOrder(orderId, { cancellationId: "X-1", lines: [{ lineId: "1", quantity: 1 }] });
  const expectCounts = async () => {
    const { json } = await read({}, { params: { version: String(version) } });
    expect(json).toMatchObject({
      rules: [
        { ruleId: "slip", orders: 1, tasks: 1 },
        { ruleId: "note-it", orders: 0 },
        { ruleId: "no-slip", orders: 1, tasks: 0, freeItems: 0 },
        { ruleId: "no-note", orders: 1, tasks: 0 },
        { ruleId: "no-mail", orders: 0 },
      ],
      neverApplied: ["note-it", "no-mail"],
    });
  };
  await expectCounts();
  await countAll();
  await expectCounts();
});
