import fc from "fast-check";
import { expect, test } from "vitest";
import { arbitraryOrder } from "../../test/support/arbitrary-order.ts";
import { CATALOGUE, compileSource, orderWith, ruleSource, upgrade } from "../../test/support/decisions.ts";
import { compile } from "./compile.ts";
import { decide } from "./decide.ts";
import { decideWithTrace } from "./why-not.ts";

const CONDITIONS = [
  'line.sku == "A"',
  '"B" == line.sku',
  'line.sku in ["A", "B"] && line.quantity > 1',
  'line.type == "book" && line.sku == "SP"',
  'line.type in ["book", "video"] && (line.sku == "A" || line.sku == "B")',
  '!(line.sku == "A")',
  'line.sku == "A" && line.sku == "B"',
  'line.sku != "A" && line.type == "physical"',
  "line.sku == line.title",
  'order.lines.exists(l, l.sku == "A") && line.sku == "B"',
  "line.quantity > 1",
];
const ACTIONS = [
  "commission: { rateBps: 300 }",
  "packingSlip: { destination: royalties }",
  "packingSlip: { destination: shipping, insteadOf: royalties }",
  "addFreeItem: { sku: BOOKMARK, reason: r }",
];

const rules = fc.array(
  fc.record({
    when: fc.constantFrom(...CONDITIONS),
    action: fc.constantFrom(...ACTIONS),
    more: fc.constantFrom("", "", "    until: 2026-06-01T00:00:00Z\n", "    from: 2026-06-01T00:00:00Z\n"),
  }),
  { minLength: 60, maxLength: 80 },
);

// A rule that is overridden by another of the index, and one that holds an indexed one back.
const OVERRIDES = ["    overrides: [rule-0]\n", "    overrides: [rule-1, rule-2]\n"];

const sourceOf = (drafts: readonly { when: string; action: string; more: string }[]): string =>
  `rules:\n${drafts
    .map(({ when, action, more }, index) =>
      ruleSource(`rule-${index}`, when, action, more + (OVERRIDES[index - 5] ?? "")),
    )
    .join("")}`;

test("an order is decided alike by the rules of its SKUs, and with a trace, which tests every rule for every line", () => {
  fc.assert(
    fc.property(rules, fc.array(arbitraryOrder, { minLength: 5, maxLength: 5 }), (drafts, orders) => {
      const compiled = compileSource(sourceOf(drafts));
      for (const order of orders) {
        const lines = order.lines.map((line, index) => ({ ...line, lineId: `${index + 1}`, free: false }));
        const accepted = { ...order, lines };
        const { decision } = decideWithTrace(compiled, 1, accepted, CATALOGUE);
        expect(decide(compiled, 1, accepted, CATALOGUE)).toEqual(decision);
      }
    }),
    { numRuns: 60, seed: 31 },
  );
}, 60_000);

test("more SKUs than are kept are decided as well", () => {
  const rulebook = compileSource(
    `rules:\n${Array.from({ length: 20 }, (_, index) => ruleSource(`rule-${index}`, `line.sku == "S${index}"`, "commission")).join("")}`,
  ).rulebook;
  const values = Array.from({ length: 6_000 }, (_, index) => `T${index}`);
  const [first, ...others] = rulebook.rules;
  const item = { op: "field", of: "line", path: ["sku"] } as const;
  const wide = { ...first!, when: { op: "in", item, among: values } as const };
  const compiled = compile({ ...rulebook, rules: [wide, ...others] });
  for (const sku of [...values, ...values.slice(0, 5), "S3", "S0", "X"]) {
    const { tasks } = decide(
      compiled,
      1,
      orderWith([upgrade({ lineId: "1", sku })], { agentId: "A" }),
      CATALOGUE,
    );
    expect(tasks.length, sku).toBe(sku === "S0" || sku === "X" ? 0 : 1);
  }
});
