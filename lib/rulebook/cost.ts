/**
 * An upper bound of what deciding one order takes, from the rulebook alone. A step is one comparison, about ten
 * nanoseconds. The largest order is assumed: all lines that a request may have, and every free line that rules may add.
 */
import { MAX_LINES } from "../domain/parse-order.ts";
import { isKeptPerOrder } from "./evaluate.ts";
import { isComputed } from "./computed-fields.ts";
import {
  type Aggregate,
  type Expression,
  type FieldRoot,
  isAggregate,
  type LineQuantifier,
  type Operand,
  type TextTest,
} from "./expression.ts";
import { reads, searchOf } from "./fields-read.ts";
import { overridersOf } from "./overrides.ts";
import { suppressorsOf } from "./suppressors.ts";
import type { Rule, Rulebook } from "./rulebook.ts";
import { tableOf } from "./table.ts";

/** More than this would take longer than 200 ms on a small server. */
export const MAX_STEPS = 10_000_000;

/** Of testing a list or the length of a text, or of computing a value, instead of comparing one. */
const STEPS_PER_TEXT = 10;
/** Of `lower()` for the longest texts, and of looking for a text anywhere in them. */
const STEPS_PER_LOWER = 50;
const STEPS_PER_CONTAINS = 100;
/** Of a rule that applies to a line, and of adding the line to a task by one of its actions. */
const STEPS_PER_MATCH = 10;
const STEPS_PER_ACTION = 10;
/** Of testing one term for two lines: explanations search once more. */
const STEPS_PER_PAIR = 2;
/** A rule that holds others back is evaluated before free lines are added, after that, and for its own actions. */
const EVALUATIONS_OF_HOLDER = 3;
/** A free line is delivered as the line that causes it: on disc, streaming, or neither. */
const DELIVERIES = 3;

/** Steps that are taken once per order, and those taken for every line or order that is tested. */
type Steps = { readonly once: number; readonly each: number };

const NO_STEPS: Steps = { once: 0, each: 0 };

const sum = (terms: readonly Steps[]): Steps => ({
  once: terms.reduce((steps, { once }) => steps + once, 0),
  each: terms.reduce((steps, { each }) => steps + each, 0),
});

const aggregateSteps = ({ each }: Aggregate, lines: number): Steps => {
  const ofEach = stepsOf(each, lines);
  const ofLines = lines * (STEPS_PER_TEXT + ofEach.each);
  return reads(each, "line")
    ? { once: ofEach.once, each: ofLines }
    : { once: ofEach.once + ofLines, each: 1 };
};

/** Of what is computed once per order when it reads the order alone. */
const stepsPer = (of: FieldRoot, steps: number): Steps =>
  of === "order" ? { once: steps, each: 1 } : { once: 0, each: steps };

/** What reading an operand takes besides the comparison. */
const operandSteps = (operand: Operand, lines: number): Steps => {
  if (isAggregate(operand)) return aggregateSteps(operand, lines);
  if (operand.op === "size") return sum([{ once: 0, each: STEPS_PER_TEXT }, operandSteps(operand.of, lines)]);
  if (operand.op === "lower")
    return sum([stepsPer(operand.of.of, STEPS_PER_LOWER), operandSteps(operand.of, lines)]);
  if (operand.op !== "field" || !isComputed(operand)) return NO_STEPS;
  return operand.of === "order"
    ? { once: lines * STEPS_PER_TEXT, each: 1 }
    : { once: 0, each: STEPS_PER_TEXT };
};

const leafSteps = (expression: Expression, lines: number): Steps => {
  const own = { once: 0, each: expression.op === "in" && "op" in expression.among ? STEPS_PER_TEXT : 1 };
  switch (expression.op) {
    case "compare":
      return sum([own, operandSteps(expression.left, lines), operandSteps(expression.right, lines)]);
    case "in":
      return sum([own, operandSteps(expression.item, lines)]);
    case "has":
      return sum([own, operandSteps(expression.field, lines)]);
    default:
      return own;
  }
};

const textTestSteps = (test: TextTest, lines: number): Steps => {
  const own = { once: 0, each: test.op === "contains" ? STEPS_PER_CONTAINS : STEPS_PER_TEXT };
  const { once, each } = sum([own, operandSteps(test.text, lines), operandSteps(test.part, lines)]);
  return isKeptPerOrder(test) ? { once: once + each, each: 1 } : { once, each };
};

const searchSteps = (expression: LineQuantifier, lines: number): Steps => {
  const { eachTerms, lineTerms, equality, pairTerms } = searchOf(expression);
  const ofEach = sum(eachTerms.map((term) => stepsOf(term, lines)));
  const ofLine = sum(lineTerms.map((term) => stepsOf(term, lines)));
  const ofPair = sum(pairTerms.map((term) => stepsOf(term, lines)));
  return {
    once: ofEach.once + ofLine.once + ofPair.once + lines * (1 + ofEach.each),
    each: ofLine.each + (equality === undefined ? 1 : 2) + lines * ofPair.each * STEPS_PER_PAIR,
  };
};

const stepsOf = (expression: Expression, lines: number): Steps => {
  switch (expression.op) {
    case "and":
    case "or": {
      const terms = sum(expression.terms.map((term) => stepsOf(term, lines)));
      return isKeptPerOrder(expression) ? { once: terms.once + terms.each, each: 1 } : terms;
    }
    case "not":
      return stepsOf(expression.term, lines);
    case "startsWith":
    case "endsWith":
    case "contains":
      return textTestSteps(expression, lines);
    case "exists":
    case "all": {
      const steps = searchSteps(expression, lines);
      return reads(expression, "line") ? steps : { once: steps.once + steps.each, each: 1 };
    }
    default:
      return leafSteps(expression, lines);
  }
};

/**
 * @param holders how many rules may hold the rule or its actions back
 * @param isTested whether the rule is a row that other rows of its table depend on
 */
const ruleSteps = (rule: Rule, lines: number, holders: number, isTested: boolean): number => {
  const conditions = sum(
    [rule.when, ...rule.except.map(({ when }) => when)].map((when) => stepsOf(when, lines)),
  );
  const tested = rule.forEach === "line" ? lines : 1;
  const actions = STEPS_PER_MATCH + rule.then.length * STEPS_PER_ACTION;
  const own = rule.overrides === undefined && rule.suppress === undefined ? 1 : EVALUATIONS_OF_HOLDER;
  const evaluations = own + (isTested ? 1 : 0);
  const evaluated = evaluations * (conditions.once + tested * conditions.each);
  return evaluated + lines * (holders + actions);
};

const freeItemActions = (rule: Rule): number =>
  rule.then.filter(({ action }) => action === "addFreeItem").length;

/** The free lines that the rules add to one order at most. */
const maxFreeLines = (rules: readonly Rule[]): number =>
  rules.reduce((count, rule) => {
    const perAction = rule.forEach === "line" ? DELIVERIES : 1;
    return count + perAction * freeItemActions(rule);
  }, 0);

export type RuleCost = { readonly ruleId: string; readonly steps: number };

/** The steps of every rule for the largest order; together they are a bound for deciding it. */
export const costOf = ({ rules, tables = [] }: Pick<Rulebook, "rules" | "tables">): readonly RuleCost[] => {
  const dependent = new Set(
    tables.filter(({ policy, hasElse }) => policy === "first" || hasElse).map(({ id }) => id),
  );
  const lines = MAX_LINES + maxFreeLines(rules);
  const overriders = overridersOf(rules);
  const suppressors = suppressorsOf(rules, (rule) => rule);
  const holdersOf = ({ id, then }: Rule): number =>
    then.reduce(
      (count, action) => count + (suppressors?.get(action)?.length ?? 0),
      overriders.get(id)?.length ?? 0,
    );
  return rules.map((rule) => ({
    ruleId: rule.id,
    steps: ruleSteps(
      rule,
      freeItemActions(rule) > 0 ? MAX_LINES : lines,
      holdersOf(rule),
      dependent.has(tableOf(rule.id) ?? ""),
    ),
  }));
};
