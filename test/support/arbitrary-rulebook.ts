/** Random checked rulebooks and conditions for property tests, over the fields and values of `arbitraryOrder`. */
import fc from "fast-check";
import type { Expression, Operand } from "../../lib/rulebook/expression.ts";
import type { Action, Rulebook } from "../../lib/rulebook/rulebook.ts";
import { NUMBERS, TEXTS, TICKET } from "./arbitrary-order.ts";

const field = (of: "order" | "line" | "each", ...path: string[]): Operand & { op: "field" } => ({
  op: "field",
  of,
  path,
});
const literal = (value: string | number | boolean): Operand => ({ op: "literal", value });
const lineField = (name: string) => fc.constantFrom(field("line", name), field("each", name));

const clause: fc.Arbitrary<Expression> = fc.oneof(
  fc.record({
    op: fc.constant("compare"),
    by: fc.constantFrom("==", "!="),
    left: lineField("type"),
    right: fc.constantFrom("book", "video", "membership", "ticket").map(literal),
  }),
  fc.record({
    op: fc.constant("compare"),
    by: fc.constantFrom("<", ">="),
    left: fc.oneof(lineField("unitPrice"), fc.constant(field("order", "payment", "amount"))),
    right: fc.constantFrom(...NUMBERS).map(literal),
  }),
  fc.record({
    op: fc.constant("in"),
    item: fc.oneof(lineField("sku"), fc.constant(field("order", "customer", "name"))),
    among: fc.array(fc.constantFrom(...TEXTS), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ op: fc.constant("has"), field: fc.oneof(lineField("agentId"), lineField("delivery")) }),
  fc.record({ op: fc.constant("truth"), of: fc.oneof(lineField("free"), fc.boolean().map(literal)) }),
) as fc.Arbitrary<Expression>;

export const arbitraryExpression: fc.Arbitrary<Expression> = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    clause,
    fc.record({
      op: fc.constantFrom("and" as const, "or" as const),
      terms: fc.array(tie("expression"), { minLength: 2, maxLength: 3 }),
    }),
    fc.record({ op: fc.constant("not" as const), term: tie("expression") }),
    fc.record({
      op: fc.constantFrom("exists" as const, "all" as const),
      name: fc.constant("l"),
      each: tie("expression"),
    }),
  ),
})).expression;

const action: fc.Arbitrary<Action> = fc.constantFrom<Action[]>(
  { action: "packingSlip", destination: "shipping" },
  { action: "packingSlip", destination: "royalties" },
  { action: "membership", change: "activate" },
  { action: "membership", change: "upgrade", plan: "plus" },
  { action: "email", template: "membership-changed", after: "membership" },
  { action: "email", template: "streaming-links" },
  { action: "commission" },
  { action: "commission", to: "manager", rateBps: 100 },
  { action: "commission", to: "A-9" },
  { action: "addFreeItem", sku: "VIDEO-SKI", quantity: 1, reason: "r" },
  { action: "addFreeItem", sku: "VIDEO-FIRST-AID", quantity: 1, reason: "r", delivery: "disc" },
  { action: "addFreeItem", sku: "NOT-IN-CATALOGUE", quantity: 1, reason: "r" },
);

/** Before and after the time of payment of every `arbitraryOrder`. */
const instant = fc.constantFrom("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z");
const sometimes = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 4 });
/** Half of all conditions hold, so that exceptions and actions come into play. */
const condition = fc.oneof(
  fc.constant<Expression>({ op: "truth", of: { op: "literal", value: true } }),
  arbitraryExpression,
);

const rule = fc.record({
  forEach: fc.constantFrom("line" as const, "order" as const),
  when: condition,
  from: sometimes(instant),
  until: sometimes(instant),
  except: fc.array(fc.record({ when: arbitraryExpression, until: sometimes(instant) }), { maxLength: 2 }),
  then: fc.uniqueArray(action, { minLength: 1, maxLength: 3 }),
});

export const arbitraryRulebook: fc.Arbitrary<Rulebook> = fc
  .array(rule, { minLength: 1, maxLength: 5 })
  .map((rules) => ({
    plans: ["basic", "plus"],
    productTypes: { ticket: structuredClone(TICKET) } as unknown as Rulebook["productTypes"],
    rules: rules.map((one, index) => ({
      ...one,
      id: `rule-${index}`,
      except: one.except.map((exception, number) => ({
        ...exception,
        id: `exception-${number}`,
        reason: "e",
      })),
    })),
    examples: [],
  }));
