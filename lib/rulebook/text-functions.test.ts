import { describe, expect, test } from "vitest";
import {
  CATALOGUE,
  compileSource,
  decideSource,
  orderWith,
  ruleSource,
  taskKeys,
  upgrade,
} from "../../test/support/decisions.ts";
import { decideWithWhyNot } from "./why-not.ts";

const rulebookOf = (when: string) => `rules:\n${ruleSource("a-rule", when, "commission")}`;
const orderOf = (sku: string, metadata = {}) =>
  orderWith([upgrade({ lineId: "1", sku, title: "Um Ano" })], { agentId: "A-1", metadata });

const applies = (when: string, sku: string, metadata = {}): boolean =>
  taskKeys(decideSource(rulebookOf(when), orderOf(sku, metadata))).length > 0;

/** Why the rule applies, or why it does not. */
const explain = (when: string, sku: string): string => {
  const compiled = compileSource(rulebookOf(when));
  const { decision, whyNot } = decideWithWhyNot(compiled, 1, orderOf(sku), CATALOGUE);
  return (decision.tasks[0]?.because[0] ?? whyNot[0])!.explanation;
};

describe("a condition on a text", () => {
  test.each([
    ['line.sku.startsWith("BOOK-")', "BOOK-8", true],
    ['line.sku.startsWith("BOOK-")', "book-8", false],
    ['line.sku.startsWith("BOOK-")', "A-BOOK-8", false],
    ['line.sku.endsWith("-XL")', "SHIRT-XL", true],
    ['line.sku.endsWith("-XL")', "SHIRT-XL-2", false],
    ['line.sku.contains("RT-")', "SHIRT-XL", true],
    ['line.sku.contains("rt-")', "SHIRT-XL", false],
    ['!line.sku.contains("X")', "SHIRT", true],
    ['lower(line.sku) == "book-8"', "Book-8", true],
    ['lower(line.sku) == lower("BOOK-8")', "Book-8", true],
    ['lower(line.sku) != "book-8"', "Book-8", false],
    ['lower(line.sku) in ["a", "book-8"]', "BOOK-8", true],
    ['lower(line.sku).startsWith("book")', "BOOK-8", true],
    ["lower(line.sku) == lower(line.title)", "um ANO", true],
    ['lower(line.sku) == "são paulo"', "SÃO PAULO", true],
    // Of the Turkish İ, a language-specific reading would make an i.
    ['lower(line.sku) == "i"', "I", true],
    ["size(lower(line.sku)) == 3", "ABC", true],
    ['lower(line.sku) < "b"', "ABC", true],
    ['order.lines.exists(l, l.sku.startsWith("A"))', "ABC", true],
    ['order.lines.all(l, lower(l.sku).endsWith("c"))', "ABC", true],
    ['order.lines.sum(l, l.sku.contains("B"), l.quantity) == 1', "ABC", true],
    ['order.lines.count(l, l.sku.startsWith("Z")) == 0', "ABC", true],
    ["order.lines.exists(l, lower(l.sku) == lower(line.sku))", "ABC", true],
    ["line.title.contains(line.sku)", "Ano", true],
    ['"BOOK-8-SPECIAL".startsWith(line.sku)', "BOOK-8", true],
    ['order.customer.name.contains(" ")', "ABC", true],
    ['lower(order.customer.name) == "carlos silva"', "ABC", true],
  ])("%s on %s is %s", (when, sku, expected) => {
    expect(applies(when, sku)).toBe(expected);
  });

  test.each([
    ['has(order.metadata.channel) && order.metadata.channel == "school"', { channel: "school" }, true],
    ['has(order.metadata.channel) && order.metadata.channel == "school"', { channel: "web" }, false],
    ['has(order.metadata.channel) && order.metadata.channel == "school"', {}, false],
    [
      'has(order.metadata.channel) && order.metadata["channel"].startsWith("sch")',
      { channel: "school" },
      true,
    ],
    [
      '"sales-channel" in order.metadata && order.metadata["sales-channel"] == "a"',
      { "sales-channel": "a" },
      true,
    ],
    [
      '"sales-channel" in order.metadata && lower(order.metadata["sales-channel"]).contains("x")',
      { "sales-channel": "AXB" },
      true,
    ],
    ['!("sales-channel" in order.metadata)', {}, true],
  ])("%s of the order's metadata", (when, metadata, expected) => {
    expect(applies(when, "A", metadata)).toBe(expected);
  });

  test.each([
    ['line.sku.startsWith("BOOK-")', "BOOK-8", 'line.sku.startsWith("BOOK-") (was "BOOK-8")'],
    ['line.sku.startsWith("BOOK-")', "DVD", 'line.sku.startsWith("BOOK-") (was "DVD")'],
    ['lower(line.sku) == "book-8"', "Book-8", 'lower(line.sku) == "book-8" (was "Book-8")'],
    ['lower(line.sku).contains("x")', "Book-8", 'lower(line.sku).contains("x") (was "Book-8")'],
    ["line.title.contains(line.sku)", "X", 'line.title.contains(line.sku) (was "Um Ano", "X")'],
    ['!line.sku.endsWith("8")', "BOOK-8", '!(line.sku.endsWith("8") (was "BOOK-8"))'],
    [
      'order.lines.exists(l, l.sku.startsWith("B"))',
      "BOOK-8",
      'order.lines.exists(l, l.sku.startsWith("B")) (line 1: l.sku.startsWith("B") (was "BOOK-8"))',
    ],
  ])("%s on %s is explained with the text as the order has it", (when, sku, expected) => {
    expect(explain(when, sku)).toBe(expected);
  });
});
