/**
 * Our evaluator against cel-js's own, over random well-typed expressions and random orders. Where cel-js throws because
 * a field is absent, ours must answer without throwing; where it answers, ours must answer the same.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Order } from "../../domain/order.ts";
import type { OrderLine } from "../../domain/order-line.ts";
import { arbitraryCondition } from "../../../test/support/arbitrary-condition.ts";
import { arbitraryOrder, celContext, TICKET } from "../../../test/support/arbitrary-order.ts";
import { compilePredicate } from "../evaluate.ts";
import { compileCondition } from "../condition.ts";
import type { Expression } from "../expression.ts";
import { printExpression } from "../print-expression.ts";
import { celEnvironmentOf, parseCel } from "./cel.ts";
import { UNCONSTRAINED, splitStates } from "./narrowing.ts";
import { lowerCondition } from "./lower-condition.ts";
import { vocabularyOf } from "./vocabulary.ts";

/** How many pairs of expression and order are compared; more with RULEBOOK_CASES, e.g. overnight. */
const CASES = Number(process.env.RULEBOOK_CASES ?? 100_000);
const LINES_PER_EXPRESSION = 10;

const vocabulary = vocabularyOf({ ticket: TICKET }, ["basic", "plus"]);
const env = celEnvironmentOf(vocabulary);

type Scene = { readonly order: Order; readonly line: OrderLine; readonly context: Record<string, unknown> };

const scenes: readonly Scene[] = fc
  .sample(arbitraryOrder, { numRuns: 400, seed: 7 })
  .flatMap((order) => order.lines.map((line) => ({ order, line, context: celContext(order, line) })));

const lower = (
  text: string,
): { expression: Expression; oracle: (context: Record<string, unknown>) => unknown } => {
  const parsed = parseCel(env, text);
  if (!parsed.ok) throw new Error(`${parsed.error.detail}: ${text}`);
  const tell = (_at: unknown, detail: string): undefined => {
    throw new Error(`${detail}: ${text}`);
  };
  const to = { vocabulary, hasLine: true, fieldRanges: new WeakMap(), report: tell, depth: 0 };
  const expression = lowerCondition(to, parsed.value.ast);
  if (!expression) throw new Error(text);
  return { expression, oracle: env.parse(text) };
};

const ANSWERED_NOT = Symbol("absent");
const ask = (
  oracle: (context: Record<string, unknown>) => unknown,
  context: Record<string, unknown>,
): unknown => {
  try {
    return oracle(context);
  } catch {
    return ANSWERED_NOT;
  }
};

const anyScenes = fc.array(fc.integer({ min: 0, max: scenes.length - 1 }), {
  minLength: LINES_PER_EXPRESSION,
  maxLength: LINES_PER_EXPRESSION,
});

const isGuarded = (expression: Expression): boolean => {
  let guarded = true;
  splitStates({ vocabulary, onUnguardedRead: () => (guarded = false) }, expression, UNCONSTRAINED);
  return guarded;
};

test("conditions mean what cel-js says they mean", { timeout: 600_000 }, () => {
  let answered = 0;
  let absent = 0;
  let held = 0;
  fc.assert(
    fc.property(arbitraryCondition, anyScenes, (text, picks) => {
      const { expression, oracle } = lower(text);
      const { test: ours } = compileCondition(expression);
      const guarded = isGuarded(expression);
      for (const pick of picks) {
        const { order, line, context } = scenes[pick]!;
        const answer = ours(order, line, undefined);
        const theirs = ask(oracle, context);
        if (theirs === ANSWERED_NOT) {
          absent += 1;
          // What the checker lets pass never meets an absent field.
          if (guarded && surelyAccepted(order)) throw new Error(`unguarded after all: ${text}`);
        } else {
          answered += 1;
          held += answer ? 1 : 0;
          if (theirs !== answer) throw new Error(`cel-js says ${theirs}, we say ${answer}: ${text}`);
        }
      }
    }),
    { numRuns: Math.ceil(CASES / LINES_PER_EXPRESSION), seed: 20_261_123 },
  );
  expect(answered + absent).toBeGreaterThanOrEqual(CASES);
  expect(held).toBeGreaterThan(answered / 20);
  expect(absent).toBeGreaterThan(0);
});

/** The random orders may lack an address although something ships; accepted ones may not. */
const surelyAccepted = (order: Order): boolean => order.shippingAddress !== undefined;

test("what is printed for people parses to the same condition", () => {
  fc.assert(
    fc.property(arbitraryCondition, (text) => {
      const { expression } = lower(text);
      expect(lower(printExpression(expression)).expression).toEqual(expression);
    }),
    { numRuns: 1000, seed: 3 },
  );
});

test("every answer can be explained, and the explanation agrees with it", () => {
  fc.assert(
    fc.property(arbitraryCondition, fc.integer({ min: 0, max: scenes.length - 1 }), (text, pick) => {
      const { order, line } = scenes[pick]!;
      const { expression } = lower(text);
      const { test: holds, why, whyNot } = compileCondition(expression);
      const answer = holds(order, line, undefined);
      expect(answer).toBe(compilePredicate(expression)(order, line, undefined));
      const told = answer ? why(order, line, undefined) : whyNot(order, line, undefined).text;
      expect(told.length).toBeGreaterThan(0);
    }),
    { numRuns: 3000, seed: 5 },
  );
});
