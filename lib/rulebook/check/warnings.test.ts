import { describe, expect, test } from "vitest";
import { ruleSource, warningsOf } from "../../../test/support/rulebook-source.ts";

describe("warnings", () => {
  test.each([
    ["two types at once", 'line.type == "book" && line.type == "video"'],
    ["a quantity that no line has", "line.quantity < 1"],
    ["an empty range", "line.unitPrice > 100 && line.unitPrice < 101"],
    ["a value and its denial", 'line.sku == "A" && line.sku != "A"'],
    ["a list without the value", 'line.sku == "A" && line.sku in ["B", "C"]'],
    ["false", "false"],
    ["a book without an isbn", 'line.type == "book" && !has(line.isbn)'],
  ])("a rule that can never apply: %s", (_name, when) => {
    expect(warningsOf(`rules:\n${ruleSource(when)}`)).toEqual([expect.stringContaining("can never apply")]);
  });

  test("conditions that may hold have no warning", () => {
    const rules = [
      ruleSource('line.sku == "A" || line.sku != "A"', "", "one"),
      ruleSource("line.unitPrice > 100 && line.unitPrice < 102", "", "two"),
      ruleSource('line.title < "A" && line.title > "B"', "", "three"),
      ruleSource('!has(line.agentId) && line.type == "book"', "    from: 2027-01-01T00:00:00Z\n", "four"),
    ];
    expect(warningsOf(`rules:\n${rules[1]}${rules[2]}`)).toEqual([]);
    expect(warningsOf(`rules:\n${rules[3]}`)).toEqual([]);
  });

  test("a rule and an exception that have ended", () => {
    const except =
      "    except:\n      - { id: x, when: line.free, reason: r, owner: o, until: 2026-11-23T12:00:00Z }\n";
    expect(
      warningsOf(`rules:\n${ruleSource("true", `${except}    until: 2026-11-01T00:00:00-03:00\n`)}`),
    ).toEqual([
      expect.stringContaining("a-rule:4 exception `x` ended"),
      expect.stringContaining("a-rule:5 the rule ended"),
    ]);
  });

  test("an exception that always applies, and one that never does", () => {
    const except = (when: string) => `    except:\n      - { id: x, when: '${when}', reason: r, owner: o }\n`;
    expect(
      warningsOf(`rules:\n${ruleSource('line.type == "book"', except('line.type in ["book", "video"]'))}`),
    ).toEqual([expect.stringContaining("exception `x` always holds it back")]);
    expect(
      warningsOf(`rules:\n${ruleSource('line.type == "book"', except('line.type == "video"'))}`),
    ).toEqual([expect.stringContaining("can never hold")]);
  });

  test("a rule that another rule covers fully", () => {
    const wide = ruleSource('line.type in ["book", "video"]', "", "wide");
    const narrow = ruleSource('line.type == "book" && line.quantity > 1', "", "narrow");
    expect(warningsOf(`rules:\n${wide}${narrow}`)).toEqual([
      expect.stringContaining("narrow:8 the rule changes nothing: `wide`"),
    ]);
    expect(warningsOf(`rules:\n${narrow}${ruleSource('line.type == "video"', "", "other")}`)).toEqual([]);
    const dated = ruleSource('line.type == "book"', "    until: 2027-01-01T00:00:00Z\n", "dated");
    expect(warningsOf(`rules:\n${dated}${narrow}`)).toEqual([]);
  });

  test.each([["rules: []"], ["rules: []\nplans: [basic]"]])("a rulebook without rules: %j", (source) => {
    expect(warningsOf(source)).toEqual(["undefined:1 there are no rules: no order will lead to anything"]);
  });
});
