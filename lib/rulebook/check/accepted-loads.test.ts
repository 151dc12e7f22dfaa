import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { orderWith } from "../../../test/support/decisions.ts";
import { book } from "../../../test/support/orders.ts";
import { compile } from "../compile.ts";
import { decideWithWhyNot } from "../why-not.ts";
import { rulebookSchema } from "../rulebook.ts";
import { checkRulebook } from "./check-rulebook.ts";

const OPTIONS = { skus: new Set<string>(), now: "2026-01-01T00:00:00Z" };
const check = (source: string) => checkRulebook(source, "yaml", OPTIONS);

const ORDER = orderWith([book({ lineId: "1" })]);

/** Whether a source is accepted. An accepted one must load from what is stored, and decide. */
const acceptsAndLoads = (source: string): boolean => {
  const checked = check(source);
  if (!checked.ok) return false;
  const loaded = compile(rulebookSchema.parse(JSON.parse(JSON.stringify(checked.rulebook))));
  decideWithWhyNot(loaded, 1, ORDER, {});
  return true;
};

const rule = (id: string, when: string, more = ""): string =>
  `rules:\n  - id: ${id}\n    when: ${JSON.stringify(when)}\n${more}    then: [commission]\n`;
const exception = (id: string): string =>
  `    except:\n      - { id: ${id}, when: "line.free", reason: r, owner: o@example.com }\n`;

describe("a name that loading refuses is an issue when the rulebook is saved", () => {
  test.each([
    ["a rule id", rule("constructor", "line.free")],
    ["a rule id", rule("prototype", "line.free")],
    ["an exception id", rule("a", "line.free", exception("constructor"))],
    ["an exception id", rule("a", "line.free", exception("prototype"))],
    ["a line name", rule("a", "order.lines.exists(constructor, constructor.free)")],
    ["a line name", rule("a", "order.lines.all(prototype, prototype.free)")],
    ["a metadata key", rule("a", `has(order.metadata.${"k".repeat(101)})`)],
  ])("%s", (_, source) => {
    const checked = check(source);
    expect(checked).toMatchObject({ ok: false, issues: [{ line: expect.any(Number) }] });
  });
});

const names = fc.constantFrom(
  ...["a", "constructor", "prototype", "__proto__", "toString", "hasOwnProperty", "valueOf", "then", "l"],
  ...["k".repeat(64), "k".repeat(65), "k".repeat(100), "k".repeat(101)],
);

const conditions = fc
  .tuple(names, names)
  .chain(([name, key]) =>
    fc.constantFrom(
      "line.free",
      `order.lines.exists(${name}, ${name}.sku == "x")`,
      `order.lines.all(${name}, ${name}.quantity > 1 && line.free)`,
      `has(order.metadata.${key})`,
      `has(order.metadata.${key}) && order.metadata.${key} == "x"`,
      `has(order.metadata["${key}"]) && order.metadata["${key}"] != "x"`,
      `line.sku in ["${name}", "${key}"]`,
    ),
  );

test("every rulebook that is accepted loads from its stored form and decides", () => {
  const source = fc
    .tuple(
      fc.oneof({ weight: 3, arbitrary: fc.constant("a-rule") }, { weight: 1, arbitrary: names }),
      conditions,
      fc.option(names),
    )
    .map(([id, when, held]) => rule(id, when, held === null ? "" : exception(held)));
  let accepted = 0;
  fc.assert(
    fc.property(source, (text) => {
      if (acceptsAndLoads(text)) accepted += 1;
    }),
    { numRuns: 1_000 },
  );
  expect(accepted).toBeGreaterThan(100);
});
