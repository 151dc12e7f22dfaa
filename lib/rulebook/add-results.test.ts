import { expect, test } from "vitest";
import { CATALOGUE, compileSource, orderWith, ruleSource } from "../../test/support/decisions.ts";
import { book, laptop } from "../../test/support/orders.ts";
import { addResults } from "./add-results.ts";
import { startSimulation } from "./simulate.ts";

const ACTIVE = compileSource(
  `rules:\n${ruleSource("slip", 'line.type == "book"', "{ packingSlip: { destination: royalties } }")}`,
);
const DRAFT = compileSource(
  `rules:\n${ruleSource("slip", 'line.type == "physical"', "{ packingSlip: { destination: shipping } }, commission, { addFreeItem: { sku: BOOKMARK, reason: r } }")}`,
);

const ORDERS = Array.from({ length: 12 }, (_, index) =>
  orderWith([index % 3 === 0 ? book({ lineId: "1" }) : laptop({ lineId: "1" })], {
    orderId: `O-${index}`,
    agentId: index % 2 === 0 ? "A-1" : "A-2",
    currency: index % 4 === 0 ? "USD" : "BRL",
  }),
);

const rateOf = (agentId: string): number | undefined => (agentId === "A-1" ? 500 : undefined);

const simulate = (orders: typeof ORDERS) => {
  const simulation = startSimulation(DRAFT, ACTIVE);
  for (const order of orders) simulation.add({ order, catalogue: CATALOGUE, lookups: { rateOf } });
  return simulation.report();
};

/** Sums in one order, whichever currency or kind came first. */
const sorted = <T extends object>(entries: readonly T[]) =>
  entries.map((entry) => JSON.stringify(entry)).sort();

test.each([0, 1, 5, 11, 12])("the results of two parts add up to that of all orders, cut after %i", (at) => {
  const whole = simulate(ORDERS);
  const sum = addResults(simulate(ORDERS.slice(0, at)), simulate(ORDERS.slice(at)));
  const { kinds, wouldBeRejected, otherCurrencies, commission, royalties, examples, ...counts } = sum;
  expect(counts).toEqual(
    Object.fromEntries(Object.entries(whole).filter(([name]) => Object.hasOwn(counts, name))),
  );
  const inAll = (result: typeof whole) =>
    [result.commission, ...(result.otherCurrencies ?? [])].map(({ currency, before, after }) => ({
      currency,
      before,
      after,
    }));
  expect(sorted(inAll(sum))).toEqual(sorted(inAll(whole)));
  expect(sorted(wouldBeRejected)).toEqual(sorted(whole.wouldBeRejected));
  const orders = (result: typeof whole) =>
    result.kinds.map(({ kind, change, orders: n }) => ({ kind, change, n }));
  expect(sorted(orders(sum))).toEqual(sorted(orders(whole)));
});
