import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { book } from "../../test/support/orders.ts";
import { CATALOGUE, compileSource, orderWith, ruleSource } from "../../test/support/decisions.ts";
import { comparedForm, LIST_KINDS, type ListKind } from "../domain/list.ts";
import { decide } from "./decide.ts";
import { type Lists, withInputs } from "./decision-inputs.ts";
import { decideWithWhyNot } from "./why-not.ts";

const listOf = (kind: ListKind, values: readonly string[], version = 7): Lists =>
  new Map([["vip", { kind, version, values: new Set(values) }]]);

const compileWhen = (when: string) =>
  compileSource(`rules:\n${ruleSource("a", when, "{ packingSlip: { destination: royalties } }")}`);
const line = book({ lineId: "1" });
const order = orderWith([line], { customer: { ...orderWith([]).customer, email: "Ana@Example.com" } });

describe("a condition that looks into a list", () => {
  const compiled = compileWhen(`line.sku in lists["vip"]`);

  test("is explained with the version of the list, when it holds and when not", () => {
    const held = decide(compiled, 1, withInputs(order, { lists: listOf("sku", [line.sku]) }), CATALOGUE);
    expect(held.tasks[0]!.because[0]!.explanation).toBe(`line.sku in list vip v7 (was "${line.sku}")`);
    const failed = decideWithWhyNot(
      compiled,
      1,
      withInputs(order, { lists: listOf("sku", ["OTHER"], 8) }),
      CATALOGUE,
    );
    expect(failed.whyNot[0]!.explanation).toBe(`line.sku in list vip v8 (was "${line.sku}")`);
  });

  test("fails when the list is not there", () => {
    const { decision, whyNot } = decideWithWhyNot(compiled, 1, order, CATALOGUE);
    expect([decision.tasks, whyNot[0]!.explanation]).toEqual([
      [],
      `line.sku in list vip (there is none) (was "${line.sku}")`,
    ]);
  });

  test("sees free lines with the same lists", () => {
    const gift = compileSource(
      `rules:\n${ruleSource("gift", 'line.type == "book"', "{ addFreeItem: { sku: BOOKMARK, reason: r } }")}${ruleSource("a", 'line.sku in lists["vip"]', "{ packingSlip: { destination: shipping } }")}`,
    );
    const lists = listOf("sku", ["BOOKMARK"]);
    const { tasks } = decide(gift, 1, withInputs(order, { lists }), CATALOGUE);
    expect(tasks.map(({ lineIds }) => lineIds)).toEqual([["gift-1"]]);
  });

  test("compares e-mails in lower case, and texts as they are", () => {
    const email = compileWhen(`order.customer.email in lists["vip"]`);
    const tasksWith = (kind: ListKind) =>
      decide(email, 1, withInputs(order, { lists: listOf(kind, ["ana@example.com"]) }), CATALOGUE).tasks
        .length;
    expect([tasksWith("email"), tasksWith("text")]).toEqual([1, 0]);
  });

  test("is true exactly for the values of the list", () => {
    const values = fc.uniqueArray(fc.constantFrom("a", "A", "b", "Ä", "ä", "ab", ""), { minLength: 0 });
    fc.assert(
      fc.property(
        fc.constantFrom(...LIST_KINDS),
        values,
        fc.constantFrom("a", "A", "b", "Ä", "ab"),
        (kind, given, sku) => {
          const form = comparedForm(kind);
          const subject = orderWith([book({ lineId: "1", sku })]);
          const { tasks } = decide(
            compiled,
            1,
            withInputs(subject, { lists: listOf(kind, given.map(form)) }),
            CATALOGUE,
          );
          expect(tasks.length > 0).toBe(given.map(form).some((value) => value === form(sku)));
        },
      ),
    );
  });
});

describe("a condition that reads the history", () => {
  test("sees orders, the total, and the date of the first payment in São Paulo", () => {
    const compiled = compileWhen(
      'has(order.history) && has(order.history.firstPaidAt) && order.history.firstPaidAt == "2025-12-31" && order.history.orders == 2 && order.history.paidTotal > 100',
    );
    const history = { orders: 2, paidTotal: 101, firstPaidAt: "2026-01-01T02:59:00.000Z" };
    const { tasks } = decide(compiled, 1, withInputs(order, { history }), CATALOGUE);
    expect(tasks[0]!.because[0]!.explanation).toContain(
      'order.history.firstPaidAt == "2025-12-31" (was "2025-12-31")',
    );
  });

  test("finds none in an order without it", () => {
    const compiled = compileWhen("has(order.history) && order.history.orders == 0");
    expect(decide(compiled, 1, order, CATALOGUE).tasks).toEqual([]);
    expect(compiled.inputs).toEqual({ lists: [], history: true, managers: false, agents: [] });
  });
});

test("an order without inputs is decided as it is, and a rulebook without lists and history reads none", () => {
  expect(withInputs(order, {})).toBe(order);
  expect(compileWhen("true").inputs).toEqual({ lists: [], history: false, managers: false, agents: [] });
});
