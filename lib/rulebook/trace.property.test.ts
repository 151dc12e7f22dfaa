import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CATALOGUE } from "../../test/support/decisions.ts";
import { arbitraryOrder } from "../../test/support/arbitrary-order.ts";
import { arbitraryExpression, arbitraryRulebook } from "../../test/support/arbitrary-rulebook.ts";
import { agentsOf, type Order } from "../domain/order.ts";
import { compile } from "./compile.ts";
import { compileCondition, whyNotText } from "./condition.ts";
import { decide } from "./decide.ts";
import { withInputs } from "./decision-inputs.ts";
import type { Decision, WhyNot } from "./decision.ts";
import { compilePredicate } from "./evaluate.ts";
import type { Expression } from "./expression.ts";
import type { Action, Rule } from "./rulebook.ts";
import { decideWithWhyNot } from "./why-not.ts";
import type { CommissionPayload } from "../tasks/commission.ts";
import { TASKS } from "../tasks/registry.ts";

/** Orders as accepted: line ids are unique, and no line is free. */
const acceptedOrder: fc.Arbitrary<Order> = arbitraryOrder.map((order) => {
  const lines = order.lines.map((line, index) => ({ ...line, lineId: `${index + 1}`, free: false }));
  const accepted = { ...order, lines };
  const managers = Object.fromEntries(
    agentsOf(accepted)
      .slice(1)
      .map((agentId) => [agentId, "M-1"]),
  );
  return withInputs(accepted, { managers });
});

type Subject = string | undefined;

const payloadMatches = (action: Action, payload: object): boolean =>
  Object.entries(payload).every(
    ([name, value]) =>
      !["destination", "change", "template"].includes(name) || Object.values(action).includes(value),
  );

/** An agent may earn in several roles in one task. */
const hasEntry = (action: Action, payload: object, lineId: Subject): boolean => {
  if (action.action !== "commission" || !("entries" in payload)) return true;
  const { to = "agent" } = action;
  const role = ["agent", "manager"].includes(to) ? to : "named";
  return (payload as CommissionPayload).entries.some(
    (entry) => (entry.role ?? "agent") === role && (lineId === undefined || entry.lineId === lineId),
  );
};

const TASK_TYPE_OF = new Map<string, string>(TASKS.map(({ action, type }) => [action.name, type]));

const hasEffect = ({ lines, tasks }: Decision, rule: Rule, lineId: Subject, action: Action): boolean => {
  if (action.action === "addFreeItem")
    return lines.some(
      ({ sku, gift }) =>
        sku === action.sku && gift?.ruleId === rule.id && (lineId === undefined || gift.causedBy === lineId),
    );
  return tasks.some(
    ({ type, payload, because }) =>
      type === TASK_TYPE_OF.get(action.action) &&
      payloadMatches(action, payload) &&
      hasEntry(action, payload, lineId) &&
      because.some((one) => one.ruleId === rule.id && one.lineId === lineId),
  );
};

const entriesOf = (whyNot: readonly WhyNot[], rule: Rule, lineId: Subject): readonly WhyNot[] =>
  whyNot.filter((entry) => entry.ruleId === rule.id && entry.lineId === lineId);

const isInForce = ({ from, until }: Rule, { payment }: Order): boolean => {
  const paidAt = Date.parse(payment.paidAt);
  return (!from || Date.parse(from) <= paidAt) && (!until || paidAt < Date.parse(until));
};

describe("for random rulebooks and orders", () => {
  test("a decision is the same under a compiled rulebook that decided another order before", () => {
    fc.assert(
      fc.property(arbitraryRulebook, acceptedOrder, acceptedOrder, (rulebook, order, other) => {
        const compiled = compile(rulebook);
        decide(compiled, 1, other, CATALOGUE);
        const decision = decide(compiled, 1, order, CATALOGUE);
        expect(decision).toEqual(decide(compile(rulebook), 1, order, CATALOGUE));
      }),
      { numRuns: 1_000, seed: 12 },
    );
  });

  test("every action of every rule, for every line or for the order, has either an effect or an explanation", () => {
    const seen = { effects: 0, explanations: 0 };
    fc.assert(
      fc.property(arbitraryRulebook, acceptedOrder, (rulebook, order) => {
        const { decision, whyNot } = decideWithWhyNot(compile(rulebook), 1, order, CATALOGUE);
        for (const rule of rulebook.rules) {
          const perLine = rule.forEach === "line" && isInForce(rule, order);
          const subjects = perLine ? decision.lines.map(({ lineId }) => lineId) : [undefined];
          for (const lineId of subjects) {
            const idle = rule.then.filter((action) => !hasEffect(decision, rule, lineId, action));
            const entries = entriesOf(whyNot, rule, lineId);
            expect(entries.length > 0, `${rule.id} ${lineId}`).toBe(idle.length > 0);
            expect(entries.length).toBeLessThanOrEqual(idle.length);
            seen.effects += rule.then.length - idle.length;
            seen.explanations += entries.length;
          }
        }
      }),
      { numRuns: 2_000, seed: 11 },
    );
    expect(seen.effects).toBeGreaterThan(1_000);
    expect(seen.explanations).toBeGreaterThan(1_000);
  });

  test("explanations refer to rules and lines of the decision, rule by rule and line by line", () => {
    fc.assert(
      fc.property(arbitraryRulebook, acceptedOrder, (rulebook, order) => {
        const { decision, whyNot } = decideWithWhyNot(compile(rulebook), 1, order, CATALOGUE);
        const ruleIds = rulebook.rules.map(({ id }) => id);
        const lineIds = [undefined, ...decision.lines.map(({ lineId }) => lineId)];
        const positions = whyNot.map(
          ({ ruleId, lineId }) => ruleIds.indexOf(ruleId) * 1_000 + lineIds.indexOf(lineId),
        );
        expect(positions).toEqual(positions.toSorted((left, right) => left - right));
        for (const { ruleId, lineId } of whyNot) {
          expect(ruleIds).toContain(ruleId);
          expect(lineIds).toContain(lineId);
        }
      }),
      { numRuns: 500, seed: 12 },
    );
  });

  test("a decision is the same with and without a trace", () => {
    fc.assert(
      fc.property(arbitraryRulebook, acceptedOrder, (rulebook, order) => {
        const compiled = compile(rulebook);
        expect(decideWithWhyNot(compiled, 1, order, CATALOGUE).decision).toEqual(
          decide(compiled, 1, order, CATALOGUE),
        );
      }),
      { numRuns: 1_000, seed: 13 },
    );
  });
});

const clausesOf = (expression: Expression): readonly Expression[] =>
  expression.op === "and" || expression.op === "or" ? expression.terms.flatMap(clausesOf) : [expression];

test("the explanation of a condition that failed names a clause that failed", () => {
  let failed = 0;
  fc.assert(
    fc.property(arbitraryExpression, acceptedOrder, (expression, order) => {
      const [line] = order.lines;
      const condition = compileCondition(expression);
      if (condition.test(order, line, undefined)) return;
      failed += 1;
      const failing = clausesOf(expression).filter(
        (clause) => !compilePredicate(clause)(order, line, undefined),
      );
      const texts = failing.map((clause) => whyNotText(compileCondition(clause), order, line));
      expect(texts).toContain(whyNotText(condition, order, line));
    }),
    { numRuns: 2_000, seed: 14 },
  );
  expect(failed).toBeGreaterThan(500);
});
