import { describe, expect, test } from "vitest";
import { CATALOGUE, compileSource, orderWith, ruleSource } from "../../test/support/decisions.ts";
import { book, firstAid, laptop, video } from "../../test/support/orders.ts";
import type { Order } from "../domain/order.ts";
import type { OrderLine } from "../domain/order-line.ts";
import { startSimulation } from "./simulate.ts";

const shipping = ruleSource(
  "shipping",
  'line.type in ["physical", "book"]',
  "{ packingSlip: { destination: shipping } }",
);
const royalties = ruleSource(
  "royalties",
  'line.type == "book"',
  "{ packingSlip: { destination: royalties } }",
);
const ownRate = ruleSource("own-rate", 'line.type in ["physical", "book"]', "commission");
const fixedRate = ruleSource("fixed", 'line.type == "book"', "{ commission: { rateBps: 1000 } }");

const simulate = (before: string, after: string, orders: readonly Order[], rate?: number) => {
  const [active, draft] = [before, after].map((rules) =>
    compileSource(`rules:${rules === "" ? " []" : `\n${rules}`}`),
  );
  const simulation = startSimulation(draft!, active!);
  for (const order of orders)
    simulation.add({ order, catalogue: CATALOGUE, lookups: { rateOf: () => rate } });
  return simulation.report();
};

let orders = 0;
const orderOf = (lines: readonly OrderLine[], fields: Partial<Order> = {}): Order => {
  orders += 1;
  return orderWith(lines, { orderId: `WEB-${orders}`, agentId: "A-1", ...fields });
};

describe("a simulation", () => {
  test("counts new, gone and changed tasks and free items apart", () => {
    const draft = shipping.replace('["physical", "book"]', '["physical", "video"]');
    const report = simulate(shipping, draft, [
      orderOf([laptop({ lineId: "1" }), book({ lineId: "2" })]),
      orderOf([book({ lineId: "1" })]),
      orderOf([video({ lineId: "1", delivery: "disc" })]),
      orderOf([laptop({ lineId: "1" })]),
    ]);
    expect(report).toMatchObject({ ordersReplayed: 4, ordersDiffering: 3 });
    expect(report.tasks.packing_slip).toEqual({ added: 1, removed: 1, changed: 1 });
    expect(report.freeItems).toEqual({ added: 0, removed: 0, changed: 0 });
  });

  test("sums royalties and commission as they are booked: per line, half-even, free lines at nothing", () => {
    const lines = [
      book({ lineId: "1", unitPrice: 25, royaltyRateBps: 1_000 }),
      book({ lineId: "2", quantity: 3, unitPrice: 1_000, discount: 500, royaltyRateBps: 600 }),
    ];
    const report = simulate("", royalties + fixedRate, [orderOf(lines)]);
    // 2.5 rounds to the even 2, and 150 is 6 % of 25.00.
    expect(report.royalties).toEqual({ before: 0, after: 2 + 150, currency: "BRL" });
    expect(report.commission).toEqual({ before: 0, after: 2 + 250, currency: "BRL" });
  });

  test("promises no commission that would be rejected for want of a rate, and counts it", () => {
    const orders = [
      orderOf([laptop({ lineId: "1" }), book({ lineId: "2" })]),
      orderOf([book({ lineId: "1" })]),
    ];
    const report = simulate(ownRate, ownRate + fixedRate, orders);
    // The fixed rate of the book does not help an order whose laptop has none: it is booked as a whole or not at all.
    expect(report.commission).toEqual({ before: 0, after: 300, currency: "BRL" });
    expect(report.wouldBeRejected).toEqual([
      { type: "commission", code: "agent-without-rate", before: 2, after: 1 },
    ]);
    expect(simulate(ownRate, ownRate + fixedRate, orders, 500).wouldBeRejected).toEqual([]);
  });

  test("counts slips that would be rejected for want of an address", () => {
    const order = orderOf([laptop({ lineId: "1" })], { shippingAddress: undefined });
    expect(simulate("", shipping, [order]).wouldBeRejected).toEqual([
      { type: "packing_slip", code: "no-shipping-address", before: 0, after: 1 },
    ]);
  });

  test("keeps currencies apart, the most frequent one first", () => {
    const lines = [book({ lineId: "1" })];
    const report = simulate("", royalties, [
      orderOf(lines, { currency: "USD" }),
      orderOf(lines),
      orderOf(lines, { currency: "USD" }),
    ]);
    expect(report.royalties).toMatchObject({ after: 360, currency: "USD" });
    expect(report.otherCurrencies).toMatchObject([{ currency: "BRL", royalties: { after: 180 } }]);
  });

  test("decides the customer's lines: recorded free lines are left out", () => {
    const recorded = orderOf([video({ lineId: "1" }), firstAid({ lineId: "gift-1" })]);
    expect(simulate(shipping, shipping, [recorded]).ordersDiffering).toBe(0);
  });

  test("has up to three examples for every kind of difference, also when kinds come late", () => {
    const many = Array.from({ length: 100 }, () => orderOf([laptop({ lineId: "1" })]));
    const late = orderOf([book({ lineId: "1" })]);
    const report = simulate("", shipping + royalties, [...many, late]);
    expect(report.kinds).toMatchObject([
      { kind: "packing_slip:shipping", change: "added", orders: 101, examples: [{}, {}, {}] },
      { kind: "packing_slip:royalties", change: "added", orders: 1, examples: [{ orderId: late.orderId }] },
    ]);
    expect(report.examples.map(({ orderId }) => orderId)).toEqual([
      ...many.slice(0, 3).map(({ orderId }) => orderId),
      late.orderId,
    ]);
  });

  test.each([
    ["one agent", (index: number) => `A-${index % 1}`],
    ["many agents", (index: number) => `A-${index}`],
  ])("examples stay small for large orders with %s", (_, agentId) => {
    const lines = Array.from({ length: 500 }, (_, index) =>
      book({ lineId: `${"x".repeat(60)}${index}`, agentId: agentId(index) }),
    );
    const many = Array.from({ length: 40 }, () => orderOf(lines));
    const report = simulate("", royalties + fixedRate, many);
    expect(report.tasks.commission.added).toBe(40 * new Set(lines.map(({ agentId }) => agentId)).size);
    expect(JSON.stringify(report).length).toBeLessThan(100_000);
  });
});
