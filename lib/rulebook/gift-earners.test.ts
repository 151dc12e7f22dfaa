import { expect, test } from "vitest";
import {
  CATALOGUE,
  compileSource,
  orderWith,
  ruleSource,
  STARTING_RULEBOOK,
} from "../../test/support/decisions.ts";
import { book, laptop, video } from "../../test/support/orders.ts";
import type { OrderLine } from "../domain/order-line.ts";
import { type CompiledRulebook, compile } from "./compile.ts";
import { decide } from "./decide.ts";
import { causesOf, giftEarners } from "./gift-earners.ts";

/** The lines that earn each free line, as plain values. */
const earnersOf = (compiled: CompiledRulebook, lines: readonly OrderLine[]) => {
  const order = orderWith(lines);
  const freeLines = decide(compiled, 1, order, CATALOGUE).lines.filter(({ free }) => free);
  const earners = giftEarners({ compiled, version: 1, order, catalogue: CATALOGUE }, freeLines);
  return Object.fromEntries([...earners].map(([lineId, ids]) => [lineId, [...ids]]));
};

test("every line that would have brought the free line earns it", () => {
  const lines = [
    video({ lineId: "1", delivery: "disc" }),
    video({ lineId: "2", delivery: "streaming" }),
    video({ lineId: "3", delivery: "disc" }),
    laptop({ lineId: "4" }),
  ];
  expect(earnersOf(compile(STARTING_RULEBOOK), lines)).toEqual({ "gift-1": ["1", "3"], "gift-2": ["2"] });
});

test("an exception's line earns nothing", () => {
  const rule = `  - id: mark
    description: A bookmark with books
    owner: a@example.com
    when: line.type == "book"
    except: [{ id: dear, when: "line.unitPrice > 9000", reason: r }]
    then: [{ addFreeItem: { sku: BOOKMARK, reason: r } }]
`;
  const lines = [book({ lineId: "1" }), book({ lineId: "2", unitPrice: 9_001 }), book({ lineId: "3" })];
  expect(earnersOf(compileSource(`rules:\n${rule}`), lines)).toEqual({ "gift-1": ["1", "3"] });
});

test("every line earns what a rule for each order has added", () => {
  const source = `rules:\n${ruleSource("mark", "order.lines.size() > 1", "{ addFreeItem: { sku: BOOKMARK, reason: r } }", "    forEach: order\n")}`;
  const lines = [book({ lineId: "1" }), laptop({ lineId: "2" })];
  expect(earnersOf(compileSource(source), lines)).toEqual({ "gift-1": ["1", "2"] });
});

test("without the rulebook, only the line that is recorded as the cause earns it", () => {
  const lines = [video({ lineId: "1", delivery: "disc" }), video({ lineId: "2", delivery: "disc" })];
  const decided = decide(compile(STARTING_RULEBOOK), 1, orderWith(lines), CATALOGUE).lines;
  expect([...causesOf(decided.filter(({ free }) => free))]).toEqual([["gift-1", new Set(["1"])]]);
});
