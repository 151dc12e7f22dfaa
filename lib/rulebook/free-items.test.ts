import { describe, expect, test } from "vitest";
import { decideSource, orderWith, ruleSource, taskKeys } from "../../test/support/decisions.ts";
import { book, laptop, video } from "../../test/support/orders.ts";
import { deliveryOf, type OrderLine } from "../domain/order-line.ts";

describe("free items", () => {
  const freeLines = (lines: readonly OrderLine[]) =>
    decideSource(undefined, orderWith(lines)).lines.filter((line) => line.free);

  test("two ski videos on disc add one First Aid on disc", () => {
    const lines = [video({ lineId: "1", delivery: "disc" }), video({ lineId: "2", delivery: "disc" })];
    expect(freeLines(lines)).toEqual([
      {
        lineId: "gift-1",
        type: "video",
        sku: "VIDEO-FIRST-AID",
        title: "First Aid",
        quantity: 1,
        unitPrice: 0,
        discount: 0,
        delivery: "disc",
        free: true,
        gift: {
          ruleId: "ski-first-aid",
          reason: "Decisão judicial de 1997",
          reasonTexts: { "pt-BR": "Decisão judicial de 1997", en: "Court decision, 1997" },
          causedBy: "1",
        },
      },
    ]);
  });

  test("one ski video on disc and one streaming add one free video of each delivery", () => {
    const lines = [video({ lineId: "1", delivery: "disc" }), video({ lineId: "2", delivery: "streaming" })];
    expect(freeLines(lines).map((line) => [line.lineId, deliveryOf(line), line.gift?.causedBy])).toEqual([
      ["gift-1", "disc", "1"],
      ["gift-2", "streaming", "2"],
    ]);
  });

  test("the id of a free line skips one that the order already uses", () => {
    expect(freeLines([video({ lineId: "gift-1" })])[0]?.lineId).toBe("gift-2");
  });

  test("a free line does not cause another free item", () => {
    const source = `rules:\n${ruleSource("more", 'line.sku in ["VIDEO-SKI", "VIDEO-FIRST-AID"]', "{ addFreeItem: { sku: VIDEO-FIRST-AID, reason: r } }")}`;
    const decided = decideSource(source, orderWith([video({ lineId: "1" })]));
    expect(decided.lines).toHaveLength(2);
    expect(decided.whyNot).toContainEqual({
      ruleId: "more",
      lineId: "gift-1",
      explanation: "a free item never brings another",
    });
  });

  test("lines that are not videos count as one delivery", () => {
    const source = `rules:\n${ruleSource("mark", 'line.type == "book"', "{ addFreeItem: { sku: BOOKMARK, quantity: 2, reason: r } }")}`;
    const decided = decideSource(source, orderWith([book({ lineId: "1" }), book({ lineId: "2" })]));
    expect(decided.lines.filter((line) => line.free)).toMatchObject([
      { sku: "BOOKMARK", quantity: 2, weightGrams: 5, gift: { causedBy: "1" } },
    ]);
    expect(decided.whyNot).toContainEqual({
      ruleId: "mark",
      lineId: "2",
      explanation: "line 1 already brought it: one free item per rule, order and delivery",
    });
  });

  test("a rule for each order adds one free line, caused by the first line", () => {
    const source = `rules:\n${ruleSource("big", "size(order.lines) >= 2", "{ addFreeItem: { sku: BOOKMARK, reason: r } }", "    forEach: order\n")}`;
    const decided = decideSource(source, orderWith([laptop({ lineId: "1" }), book({ lineId: "2" })]));
    expect(decided.lines.filter((line) => line.free)).toMatchObject([{ gift: { causedBy: "1" } }]);
  });

  test("a free line of a declared type has the attributes of its catalogue entry", () => {
    const source = `productTypes: { ticket: { ships: false, attributes: { venue: string } } }
rules:
${ruleSource("tour", 'line.type == "book"', "{ addFreeItem: { sku: GUIDE, reason: r } }")}`;
    expect(decideSource(source, orderWith([book({ lineId: "1" })])).lines[1]).toMatchObject({
      type: "ticket",
      attributes: { venue: "Museum" },
    });
  });

  test("a free line earns no commission under a rule that applies to it", () => {
    const source = `rules:
${ruleSource("bookmark", 'line.type == "book"', "{ addFreeItem: { sku: BOOKMARK, reason: r } }")}
${ruleSource("pay", 'line.type in ["book", "physical"]', "commission")}`;
    const decided = decideSource(
      source,
      orderWith([book({ lineId: "1", agentId: "A-1" })], { agentId: "A-2" }),
    );
    expect(taskKeys(decided)).toEqual(["commission:A-1"]);
    expect(decided.whyNot).toContainEqual({
      ruleId: "pay",
      lineId: "gift-1",
      explanation: "free items earn no commission",
    });
  });
});
