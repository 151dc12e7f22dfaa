import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CATALOGUE } from "../../../test/support/decisions.ts";
import { arbitraryOrder } from "../../../test/support/arbitrary-order.ts";
import { agentsOf, type Order, ships } from "../../domain/order.ts";
import type { OrderLine } from "../../domain/order-line.ts";
import { compile } from "../compile.ts";
import { decide } from "../decide.ts";
import { withInputs } from "../decision-inputs.ts";
import type { Rulebook } from "../rulebook.ts";
import { wouldBeRejected } from "../would-be-rejected.ts";
import { checkRulebook } from "./check-rulebook.ts";

const NOW = "2026-11-20T00:00:00Z";
const ENDED = "2026-06-01T00:00:00Z";
const LATER = "2027-06-01T00:00:00Z";
const OPTIONS = { skus: new Set(Object.keys(CATALOGUE)), now: NOW, catalogue: CATALOGUE };

const LINE_CLAUSES = [
  'line.type == "book"',
  'line.type == "membership"',
  'line.type in ["book", "physical"]',
  'line.type == "video" && line.delivery == "streaming"',
  'line.type == "video" && line.delivery == "disc"',
  "line.quantity >= 2",
  "line.unitPrice > 2",
  'line.sku == "A"',
  "line.free",
  "line.total > 2",
  "order.lines.count(l, l.sku == line.sku) > 1",
  'line.type == "book" && order.shippingAddress.state == "SP"',
];
const ORDER_CLAUSES = [
  "true",
  "has(order.shippingAddress)",
  "has(order.agentId)",
  "order.payment.amount > 2",
  'order.lines.exists(l, l.type == "book")',
  'order.allLines.exists(l, l.type == "book")',
  "order.allLines.exists(l, l.free)",
  'order.lines.count(l, l.type == "book") >= 2',
  "order.lines.sum(l, !l.free, l.quantity) > 2",
  'order.lines.exists(l, l.type == "book") && order.lines.max(l, l.type == "book", l.unitPrice) > 2',
  "order.goodsTotal > 2",
  "has(order.weightGrams) && order.weightGrams > 2",
  'order.lines.all(l, l.type in ["book", "membership"])',
];

const conditionOf = (clauses: readonly string[]): fc.Arbitrary<string> => {
  const clause = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...clauses) },
    { weight: 1, arbitrary: fc.constantFrom(...clauses).map((one) => `!(${one})`) },
  );
  return fc.oneof(
    { weight: 2, arbitrary: clause },
    { weight: 1, arbitrary: fc.tuple(clause, clause).map(([one, other]) => `(${one}) && (${other})`) },
    { weight: 1, arbitrary: fc.tuple(clause, clause).map(([one, other]) => `(${one}) || (${other})`) },
  );
};

const SHARED_ACTIONS = [
  { packingSlip: { destination: "shipping" } },
  { packingSlip: { destination: "royalties" } },
  { email: { template: "streaming-links" } },
  { email: { template: "membership-changed", after: "membership" } },
  { commission: {} },
  { commission: { rateBps: 600 } },
  { commission: { rateBps: 300 } },
  { commission: { to: "manager", rateBps: 100 } },
  { commission: { to: "A-9" } },
  { addFreeItem: { sku: "BOOKMARK", reason: "r" } },
  { addFreeItem: { sku: "VIDEO-FIRST-AID", reason: "r", delivery: "disc" } },
  { addFreeItem: { sku: "VIDEO-FIRST-AID", reason: "r" } },
  { addFreeItem: { sku: "MONTH", reason: "r" } },
];
const LINE_ACTIONS = [
  ...SHARED_ACTIONS,
  { membership: { change: "activate" } },
  { membership: { change: "upgrade", plan: "plus" } },
  { membership: { change: "upgrade", plan: "basic" } },
  { membership: { change: "deactivate" } },
];

const rarely = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 5 });

const ruleOf = (forEach: "line" | "order") => {
  const when = conditionOf(forEach === "line" ? [...LINE_CLAUSES, ...ORDER_CLAUSES] : ORDER_CLAUSES);
  const end = rarely(fc.constantFrom(ENDED, LATER));
  return fc.record({
    forEach: fc.constant(forEach),
    when,
    from: rarely(fc.constantFrom("2026-03-01T00:00:00Z", "2026-12-01T00:00:00Z")),
    until: end,
    except: fc.array(fc.record({ when, until: end }), { maxLength: 1 }),
    actions: fc.array(fc.constantFrom(...(forEach === "line" ? LINE_ACTIONS : SHARED_ACTIONS)), {
      minLength: 1,
      maxLength: 2,
    }),
  });
};

/** JSON leaves out the keys that a random record has left undefined. */
const sourceOf = (
  rules: readonly { readonly actions: readonly unknown[]; readonly except?: readonly object[] }[],
): string =>
  JSON.stringify({
    productTypes: { ticket: { ships: false, attributes: {} } },
    rules: rules.map(({ actions, except = [], ...rule }, position) => ({
      ...rule,
      id: `rule-${position}`,
      then: actions,
      except: except.map((one, index) => ({
        ...one,
        id: `exception-${index}`,
        reason: "r",
        owner: "o",
      })),
    })),
  });
const anyRule = fc.oneof({ weight: 4, arbitrary: ruleOf("line") }, { weight: 1, arbitrary: ruleOf("order") });
const arbitrarySource = fc.array(anyRule, { minLength: 2, maxLength: 4 }).map(sourceOf);

const RIVALS: readonly (readonly object[])[] = [
  [{ commission: {} }, { commission: { rateBps: 600 } }, { packingSlip: { destination: "royalties" } }],
  [{ commission: {} }, { commission: { to: "manager" } }, { commission: { to: "manager", rateBps: 300 } }],
  [
    { membership: { change: "upgrade", plan: "plus" } },
    { membership: { change: "activate", plan: "basic", period: "P1M" } },
    { membership: { change: "deactivate" } },
  ],
];

/** Rulebooks in which one rule does at most what another does, before or after it, and at times a third does otherwise. */
const sourceWithCoveredRule = fc
  .record({
    clause: fc.constantFrom("true", 'line.type == "book"', "line.quantity >= 2", "has(order.agentId)"),
    wideWhen: fc.constantFrom("true", "line.unitPrice >= 0", 'line.type in ["book", "physical"]'),
    actions: fc
      .constantFrom(...RIVALS)
      .chain((kind) => fc.shuffledSubarray([...kind], { minLength: 2, maxLength: 3 })),
    count: fc.constantFrom(1, 2),
    others: fc.array(anyRule, { maxLength: 1 }),
    order: fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
  })
  .map(({ clause, wideWhen, actions: [rival, ...own], count, others, order }) => {
    const wide = { when: wideWhen, actions: own };
    const narrow = { when: `(${wideWhen}) && (${clause})`, actions: own.slice(0, count) };
    const rules = [wide, narrow, { when: "true", actions: [rival] }];
    return sourceOf([...order.map((position) => rules[position]!), ...others]);
  });

const ADDRESS = { line1: "Rua A", city: "São Paulo", state: "SP", country: "BR" };
const isAddressed = (lines: readonly OrderLine[]): boolean => lines.some((line) => ships(line, {}));

/** Orders as accepted, paid now or later: what ships has an address, and every line its own id. */
const acceptedOrder: fc.Arbitrary<Order> = fc
  .tuple(arbitraryOrder, fc.constantFrom(NOW, "2026-12-24T00:00:00Z", "2028-01-01T00:00:00Z"))
  .map(([{ shippingAddress, ...order }, paidAt]) => {
    const lines = order.lines.map((line, index) => ({
      ...line,
      ...("period" in line ? { period: "P1M" } : {}),
      lineId: `${index + 1}`,
      free: false,
    }));
    const address = shippingAddress ?? (isAddressed(lines) ? ADDRESS : undefined);
    const accepted = {
      ...order,
      ...(address === undefined ? {} : { shippingAddress: address }),
      payment: { ...order.payment, paidAt },
      lines,
    };
    // Some agents manage another one who earns on the same order.
    const [first, ...others] = agentsOf(accepted);
    return withInputs(accepted, { managers: first === undefined ? {} : { [first]: others.at(-1) ?? "M-1" } });
  });

/** What an order leads to, apart from reasons. */
const effectsOf = (rulebook: Rulebook, orders: readonly Order[]) => {
  const compiled = compile(rulebook);
  return orders.map((order) => {
    const { lines, tasks } = decide(compiled, 1, order, CATALOGUE);
    return { lines, tasks: tasks.map(({ because: _, ...task }) => task) };
  });
};

type Removal = { readonly ruleId: string; readonly exception?: string | undefined };

const removalOf = (ruleId: string, detail: string): Removal | undefined => {
  const [, exception] = /^exception `(.*)` (?:ended|ends|can never hold)/.exec(detail) ?? [];
  if (exception !== undefined) return { ruleId, exception };
  return /^the rule (?:ended|can never apply|changes nothing)/.test(detail) ? { ruleId } : undefined;
};

const without = (rulebook: Rulebook, removals: readonly Removal[]): Rulebook => ({
  ...rulebook,
  rules: rulebook.rules
    .filter(({ id }) => !removals.some(({ ruleId, exception }) => ruleId === id && exception === undefined))
    .map((rule) => ({
      ...rule,
      except: rule.except.filter(
        ({ id }) => !removals.some(({ ruleId, exception }) => ruleId === rule.id && exception === id),
      ),
    })),
});

describe("for random rulebooks and orders", () => {
  test("following a warning, or all of them, changes no free line and no task but for its reasons", () => {
    const followed = new Map<string, number>();
    fc.assert(
      fc.property(
        fc.oneof(arbitrarySource, sourceWithCoveredRule),
        fc.array(acceptedOrder, { minLength: 8, maxLength: 8 }),
        (source, orders) => {
          const checked = checkRulebook(source, "json", OPTIONS);
          if (!checked.ok) return;
          const removals = checked.warnings.flatMap(({ ruleId, detail }) => {
            const removal = removalOf(ruleId!, detail);
            if (removal === undefined) return [];
            const kind = detail.replace(/`.*?`/g, "").slice(0, 24);
            followed.set(kind, (followed.get(kind) ?? 0) + 1);
            return removal;
          });
          if (removals.length === 0) return;
          const before = effectsOf(checked.rulebook, orders);
          for (const followedOnes of [...removals.map((one) => [one]), removals])
            expect(effectsOf(without(checked.rulebook, followedOnes), orders)).toEqual(before);
        },
      ),
      { numRuns: 1_200, seed: 21 },
    );
    const counts = Object.fromEntries(followed);
    expect(Object.keys(counts).length, JSON.stringify(counts)).toBeGreaterThanOrEqual(5);

    for (const [kind, count] of followed) expect(count, kind).toBeGreaterThan(20);
  }, 60_000);

  test("without a warning no task lacks an address, a plan or a period, and no e-mail the link of a line that does not stream", () => {
    let unwarned = 0;
    fc.assert(
      fc.property(
        arbitrarySource,
        fc.array(acceptedOrder, { minLength: 8, maxLength: 8 }),
        (source, orders) => {
          const checked = checkRulebook(source, "json", OPTIONS);
          if (!checked.ok) return;
          const warns = (text: string) => checked.warnings.some(({ detail }) => detail.includes(text));
          const compiled = compile(checked.rulebook);
          for (const order of orders) {
            const decision = decide(compiled, 1, order, CATALOGUE);
            const streaming = new Set(
              decision.lines.flatMap((line) =>
                "delivery" in line && line.delivery === "streaming" ? [line.sku] : [],
              ),
            );
            const linkOf = (sku: string) =>
              CATALOGUE[sku]?.link ?? (streaming.has(sku) ? "https://x.example" : undefined);
            const codes = [...wouldBeRejected(order, decision, { linkOf }).values()].map(({ code }) => code);
            expect(codes).not.toContain("no-plan");
            expect(codes).not.toContain("no-period");
            if (!warns("shipping address")) expect(codes).not.toContain("no-shipping-address");
            if (!warns("link")) expect(codes).not.toContain("streaming-link-missing");
          }
          if (!warns("shipping address") && !warns("link")) unwarned += 1;
        },
      ),
      { numRuns: 1_200, seed: 22 },
    );
    expect(unwarned).toBeGreaterThan(150);
  }, 60_000);
});
