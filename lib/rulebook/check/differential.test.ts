/**
 * Compares the evaluator with cel-js's own, over random well-typed expressions and random orders. Where cel-js returns
 * a result, both must agree; where it throws because a field is absent, the evaluator must still return.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Order } from "../../domain/order.ts";
import type { OrderLine } from "../../domain/order-line.ts";
import { arbitraryCondition } from "../../../test/support/arbitrary-condition.ts";
import {
  arbitraryFullOrder,
  FULL_TYPES,
  fullCelContext,
} from "../../../test/support/arbitrary-full-order.ts";
import { compilePredicate } from "../evaluate.ts";
import { compileCondition, whyNotText, whyText } from "../condition.ts";
import type { Expression } from "../expression.ts";
import { printExpression } from "../print-expression.ts";
import { celEnvironmentOf, parseCel } from "./cel.ts";
import { UNCONSTRAINED, splitStates } from "./narrowing.ts";
import { lowerCondition } from "./lower-condition.ts";
import { vocabularyOf } from "./vocabulary.ts";

/** How many pairs of expression and order are compared; more with RULEBOOK_CASES, e.g. overnight. */
const CASES = Number(process.env.RULEBOOK_CASES ?? 100_000);
const LINES_PER_EXPRESSION = 10;

const vocabulary = vocabularyOf(FULL_TYPES, { plans: ["basic", "plus"] }, true);
const env = celEnvironmentOf(vocabulary);

type Sample = { readonly order: Order; readonly line: OrderLine; readonly context: Record<string, unknown> };

const samples: readonly Sample[] = fc
  .sample(arbitraryFullOrder, { numRuns: 400, seed: 7 })
  .flatMap((order) => order.lines.map((line) => ({ order, line, context: fullCelContext(order, line) })));

const lower = (
  text: string,
): { expression: Expression; oracle: (context: Record<string, unknown>) => unknown } => {
  const parsed = parseCel(env, text);
  if (!parsed.ok) throw new Error(`${parsed.error.detail}: ${text}`);
  const report = (_at: unknown, detail: string): undefined => {
    throw new Error(`${detail}: ${text}`);
  };
  const to = {
    vocabulary,
    hasLine: true,
    hasCancellation: false,
    fieldRanges: new WeakMap(),
    report,
    depth: 0,
  };
  const expression = lowerCondition(to, parsed.value.ast);
  if (!expression) throw new Error(text);
  return { expression, oracle: env.parse(text) };
};

const ABSENT_FIELD = Symbol("absent");
const evaluateOracle = (
  oracle: (context: Record<string, unknown>) => unknown,
  context: Record<string, unknown>,
): unknown => {
  try {
    return oracle(context);
  } catch {
    return ABSENT_FIELD;
  }
};

const samplePicks = fc.array(fc.integer({ min: 0, max: samples.length - 1 }), {
  minLength: LINES_PER_EXPRESSION,
  maxLength: LINES_PER_EXPRESSION,
});

const isGuarded = (expression: Expression): boolean => {
  let guarded = true;
  const budget = { stepsLeft: Number.POSITIVE_INFINITY };
  splitStates({ vocabulary, budget, onUnguardedRead: () => (guarded = false) }, expression, UNCONSTRAINED);
  return guarded;
};

test("a lowered condition evaluates as in cel-js", { timeout: 600_000 }, () => {
  let compared = 0;
  let absent = 0;
  let held = 0;
  fc.assert(
    fc.property(arbitraryCondition, samplePicks, (text, picks) => {
      const { expression, oracle } = lower(text);
      const { test: ours } = compileCondition(expression);
      const guarded = isGuarded(expression);
      for (const pick of picks) {
        const { order, line, context } = samples[pick]!;
        const result = ours(order, line, undefined);
        const theirs = evaluateOracle(oracle, context);
        if (theirs === ABSENT_FIELD) {
          absent += 1;
          // A condition that the checker accepts never reads an absent field of an accepted order.
          if (guarded && isAccepted(order)) throw new Error(`read an absent field although guarded: ${text}`);
        } else {
          compared += 1;
          held += result ? 1 : 0;
          if (theirs !== result) throw new Error(`cel-js says ${theirs}, we say ${result}: ${text}`);
        }
      }
    }),
    { numRuns: Math.ceil(CASES / LINES_PER_EXPRESSION), seed: 20_261_123 },
  );
  expect(compared + absent).toBeGreaterThanOrEqual(CASES);
  expect(held).toBeGreaterThan(compared / 20);
  expect(absent).toBeGreaterThan(0);
});

/** Random orders may lack an address although a line ships; accepted orders never do. */
const isAccepted = (order: Order): boolean => order.shippingAddress !== undefined;

test("a printed condition parses to the same condition", () => {
  fc.assert(
    fc.property(arbitraryCondition, (text) => {
      const { expression } = lower(text);
      expect(lower(printExpression(expression)).expression).toEqual(expression);
    }),
    { numRuns: 1000, seed: 3 },
  );
});

test("every result of a condition has an explanation that agrees with it", () => {
  fc.assert(
    fc.property(arbitraryCondition, fc.integer({ min: 0, max: samples.length - 1 }), (text, pick) => {
      const { order, line } = samples[pick]!;
      const { expression } = lower(text);
      const condition = compileCondition(expression);
      const result = condition.test(order, line, undefined);
      expect(result).toBe(compilePredicate(expression)(order, line, undefined));
      const explanation = result ? whyText(condition, order, line) : whyNotText(condition, order, line);
      expect(explanation.length).toBeGreaterThan(0);
    }),
    { numRuns: 3000, seed: 5 },
  );
});
