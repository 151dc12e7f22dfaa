import { describe, expect, test } from "vitest";
import { decideSource, orderWith, ruleSource } from "../../test/support/decisions.ts";
import { issuesOf } from "../../test/support/rulebook-source.ts";
import { book, laptop } from "../../test/support/orders.ts";

const DESTINATIONS = `destinations:
${["shipping", "wrapping", "express"].map((id) => `  ${id}: { title: { pt-BR: ${id}, en: ${id} }, recipient: department }\n`).join("")}rules:\n`;
const FOR_ORDER = "    forEach: order\n";
const slip = (id: string, when: string, destination: string, insteadOf?: string, more = ""): string => {
  const lost = insteadOf === undefined ? "" : `, insteadOf: ${insteadOf}`;
  return ruleSource(id, when, `{ packingSlip: { destination: ${destination}${lost} } }`, more);
};
const all = slip("all", "true", "shipping");
const isBook = 'line.type == "book"';

const decided = (...rules: readonly string[]) => {
  const order = orderWith([laptop({ lineId: "1" }), book({ lineId: "2" })]);
  const { tasks, whyNot } = decideSource(DESTINATIONS + rules.join(""), order);
  const slips = Object.fromEntries(
    tasks.map(({ key, lineIds, because }) => [
      key.replace("packing_slip:", ""),
      { lineIds, rules: [...new Set(because.map(({ ruleId }) => ruleId))] },
    ]),
  );
  return { slips, whyNot };
};

describe("a slip instead of another", () => {
  const wrap = slip("wrap", isBook, "wrapping", "shipping");
  const expected = {
    slips: { shipping: { lineIds: ["1"], rules: ["all"] }, wrapping: { lineIds: ["2"], rules: ["wrap"] } },
    whyNot: [
      { ruleId: "wrap", lineId: "1", explanation: 'line.type == "book" (was "physical")' },
      { ruleId: "all", lineId: "2", explanation: "the line goes to wrapping instead, by rule wrap" },
    ],
  };

  test("takes the lines of its rule, and the rule that loses a line says so", () => {
    const { slips, whyNot } = decided(wrap, all);
    expect({ slips, whyNot }).toMatchObject(expected);
  });

  test("takes them also from a rule that is written before, or that is for each order", () => {
    expect(decided(all, wrap).slips).toEqual(expected.slips);
    const { slips, whyNot } = decided(slip("all", "true", "shipping", undefined, FOR_ORDER), wrap);
    expect(slips).toEqual(expected.slips);
    expect(whyNot.map(({ ruleId }) => ruleId)).toEqual(["wrap"]);
  });

  test("of which there are two: both have the line", () => {
    expect(decided(all, wrap, slip("fast", isBook, "express", "shipping")).slips).toMatchObject({
      shipping: { lineIds: ["1"] },
      wrapping: { lineIds: ["2"] },
      express: { lineIds: ["2"] },
    });
  });

  test("leaves the line where it was when another rule overrides its rule", () => {
    const over = slip("over", isBook, "express", undefined, "    overrides: [wrap]\n");
    expect(decided(all, wrap, over).slips).toMatchObject({
      shipping: { lineIds: ["1", "2"] },
      express: { lineIds: ["2"] },
    });
  });

  test("by a rule for each order takes all lines of the other slip", () => {
    const { slips, whyNot } = decided(
      slip("books", isBook, "shipping"),
      slip("wrap", 'order.currency == "BRL"', "wrapping", "shipping", FOR_ORDER),
    );
    expect(slips).toEqual({ wrapping: { lineIds: ["1", "2"], rules: ["wrap"] } });
    expect(whyNot).toMatchObject([
      { ruleId: "books", lineId: "1" },
      { ruleId: "books", lineId: "2", explanation: "the line goes to wrapping instead, by rule wrap" },
    ]);
  });

  test("may itself lose the line to a third", () => {
    const { slips, whyNot } = decided(all, wrap, slip("fast", isBook, "express", "wrapping"));
    expect(slips).toMatchObject({ shipping: { lineIds: ["1"] }, express: { lineIds: ["2"] } });
    expect(slips).not.toHaveProperty("wrapping");
    expect(whyNot.map(({ ruleId, lineId }) => `${ruleId} ${lineId}`)).toEqual([
      "all 2",
      "wrap 1",
      "wrap 2",
      "fast 1",
    ]);
  });

  test("takes nothing where its rule does not apply", () => {
    expect(decided(all, slip("wrap", 'line.type == "video"', "wrapping", "shipping")).slips).toEqual({
      shipping: { lineIds: ["1", "2"], rules: ["all"] },
    });
  });

  test.each([
    ["itself", [["shipping", "shipping"]], 1],
    [
      "each other",
      [
        ["wrapping", "shipping"],
        ["shipping", "wrapping"],
      ],
      2,
    ],
    [
      "each other through a third",
      [
        ["wrapping", "shipping"],
        ["express", "wrapping"],
        ["shipping", "express"],
      ],
      3,
    ],
    [
      "no circle",
      [
        ["wrapping", "shipping"],
        ["express", "shipping"],
        ["express", "wrapping"],
      ],
      0,
    ],
  ] as const)("slips that take lines from %s are issues as expected", (_, takings, count) => {
    const rules = takings.map(([to, from], index) => slip(`rule-${index}`, "true", to, from)).join("");
    const issues = issuesOf(DESTINATIONS + rules);
    expect(issues).toHaveLength(count);
    for (const { detail } of issues) expect(detail).toContain("a circle");
  });

  test("instead of an unknown one is an issue", () => {
    expect(issuesOf(DESTINATIONS + slip("a", "true", "wrapping", "shiping"))).toMatchObject([
      { detail: "unknown destination `shiping`; did you mean `shipping`?" },
    ]);
  });
});
