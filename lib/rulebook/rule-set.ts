/** The rules of a rulebook by the step of a decision that uses them, and by the type and SKU of the line that they can apply to. */
import type { OrderLine } from "../domain/order-line.ts";
import type { CompiledRule } from "./compiled-rule.ts";
import type { Predicate } from "./evaluate.ts";
import { rulesBySku } from "./rules-by-sku.ts";

/** A rule for the lines of an order, or for those of one type. */
export type LineRule = {
  readonly rule: CompiledRule;
  /** What is left to test of its condition; undefined when the type decides that it holds. */
  readonly test: Predicate | undefined;
};

/** Each list is in the order of the rulebook. */
export type RuleSet = {
  /** Evaluated first, over the customer's lines only. */
  readonly freeItemRules: readonly CompiledRule[];
  /**
   * Evaluated once, after free lines have been added: rules for each order, and those that take lines from tasks. Rules
   * that also add free items are not among them.
   */
  readonly orderRules: readonly CompiledRule[];
  /** Rules of which an action takes lines from the task of another. */
  readonly takingRules: readonly CompiledRule[];
  /** Rules with actions that lead to tasks, with their whole conditions. */
  readonly taskRules: readonly LineRule[];
  /** Of `taskRules`, those that may apply to a line by its type and SKU. */
  readonly taskRulesFor: (line: OrderLine) => readonly LineRule[];
};

/** Replayed orders may have types that the rulebook does not know; rules by type are kept for this many. */
export const MAX_TYPES = 200;

type RulesOfType = {
  readonly rules: readonly LineRule[];
  /** Of `rules`, those that may apply to a SKU; undefined when that would save little. */
  readonly bySku: ((sku: string) => readonly LineRule[]) | undefined;
};

const rulesOfType = (rules: readonly CompiledRule[], lineType: string): RulesOfType => {
  const found = rules.flatMap((rule): LineRule[] => {
    const test = rule.testFor(lineType);
    return test === false ? [] : [{ rule, test: test === true ? undefined : test }];
  });
  return { rules: found, bySku: rulesBySku(found, ({ rule: { rule } }) => rule.when) };
};

/** Finds the rules that may apply to a line by its type and SKU. The rules must not be evaluated before. */
export const rulesByLine = (rules: readonly CompiledRule[]): RuleSet["taskRulesFor"] => {
  const byType = new Map<string, RulesOfType>();
  return (line) => {
    const { type } = line;
    let found = byType.get(type);
    if (found === undefined) {
      found = rulesOfType(rules, type);
      if (byType.size < MAX_TYPES) byType.set(type, found);
    }
    return found.bySku === undefined ? found.rules : found.bySku(line.sku);
  };
};

export const ruleSetOf = (rules: readonly CompiledRule[]): RuleSet => {
  const taskRules = rules.filter((rule) => rule.actions.length > 0);
  return {
    freeItemRules: rules.filter((rule) => rule.addsFreeItems),
    orderRules: rules.filter((rule) => (rule.forOrder || rule.takesLines) && !rule.addsFreeItems),
    takingRules: rules.filter((rule) => rule.takesLines),
    taskRules: taskRules.map((rule) => ({ rule, test: rule.condition.test })),
    taskRulesFor: rulesByLine(taskRules),
  };
};

/** The instants at which rules come into force or go out of it, in ascending order. */
const changesOf = (rules: readonly CompiledRule[]): readonly number[] => {
  const instants = rules.flatMap(({ from, until, pauses }) => [
    from,
    until,
    ...pauses.flatMap((pause) => [pause.from, pause.until]),
  ]);
  return [...new Set(instants.filter(Number.isFinite))].toSorted((left, right) => left - right);
};

/** How many of the instants have come. */
const countUpTo = (instants: readonly number[], instant: number): number => {
  let low = 0;
  let high = instants.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (instants[middle]! <= instant) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** A simulation meets few periods at a time; each set of 500 rules takes memory. */
const MAX_SETS = 16;

/**
 * Finds the rules that are in force at an instant. They are the same between two changes, so they are selected once for
 * each such time.
 * @returns a function of epoch milliseconds
 */
export const ruleSetsByTime = (
  rules: readonly CompiledRule[],
  isInForce: (rule: CompiledRule, instant: number) => boolean,
): ((instant: number) => RuleSet) => {
  const changes = changesOf(rules);
  const sets = new Map<number, RuleSet>();
  return (instant) => {
    const period = countUpTo(changes, instant);
    const existing = sets.get(period);
    if (existing !== undefined) return existing;
    const set = ruleSetOf(rules.filter((rule) => isInForce(rule, instant)));
    if (sets.size === MAX_SETS) sets.clear();
    sets.set(period, set);
    return set;
  };
};
