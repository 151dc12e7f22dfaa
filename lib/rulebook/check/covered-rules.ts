/**
 * The warning that a rule changes nothing because another does the same. It is given only where removing the rule changes
 * no task of any order: neither which tasks there are, nor their order, keys and payloads.
 */
import { epochMillis } from "../../domain/instant.ts";
import type { Action, Example, Rule } from "../rulebook.ts";
import { overridersOf } from "../overrides.ts";
import type { CheckedRule } from "./check-rule.ts";
import { type DiagnosticCollector, forRule, reportWarning } from "./diagnostics.ts";
import { splitStates } from "./narrowing.ts";
import { comparisonBudget, isExhausted, type ProofBudget } from "./proof-budget.ts";
import { conditionRange } from "./source-value.ts";

const withinDates = (inner: Rule, outer: Rule): boolean =>
  (outer.from === undefined ||
    (inner.from !== undefined && epochMillis(outer.from) <= epochMillis(inner.from))) &&
  (outer.until === undefined ||
    (inner.until !== undefined && epochMillis(inner.until) <= epochMillis(outer.until)));

/** A rule of the rulebook, with its actions as texts that can be compared. */
type Entry = {
  readonly checked: CheckedRule;
  readonly position: number;
  readonly actions: ReadonlySet<string>;
  /** By their names, each list in the order in which they are written. */
  readonly byName: ReadonlyMap<Action["action"], readonly string[]>;
  /** Whether another rule overrides it. */
  readonly isOverridden: boolean;
  /** Whether an example names the rule. */
  readonly isNamed: boolean;
};

const byKey = ([left]: [string, unknown], [right]: [string, unknown]): number => (left < right ? -1 : 1);
const textOf = (action: Action): string =>
  JSON.stringify(Object.fromEntries(Object.entries(action).toSorted(byKey)));

const entriesOf = (rules: readonly CheckedRule[], examples: readonly Example[]): readonly Entry[] => {
  const named = new Set(examples.flatMap(({ expect }) => [...(expect.applied ?? []), ...(expect.not ?? [])]));
  const overridden = overridersOf(rules.map(({ rule }) => rule));
  return rules.map((checked, position) => {
    const { id, then } = checked.rule;
    const byName = Map.groupBy(then, ({ action }) => action);
    return {
      checked,
      position,
      actions: new Set(then.map(textOf)),
      byName: new Map([...byName].map(([name, actions]) => [name, actions.map(textOf)])),
      isOverridden: overridden.has(id),
      isNamed: named.has(id),
    };
  });
};

const startsWith = (list: readonly string[], start: readonly string[]): boolean =>
  start.every((item, index) => list[index] === item);

/**
 * Whether the actions of a name may happen at the later rule instead of at the earlier one. The first of several rules
 * decides the rate, the plan and the order of tasks. So either all rules from the one to the other have the same single
 * action of the name, or those between have none and the later rule begins with the same ones.
 */
const mayMove = (
  name: Action["action"],
  earlier: Entry,
  later: Entry,
  entries: readonly Entry[],
): boolean => {
  const moved = earlier.byName.get(name) ?? [];
  const isSingle = (actions: readonly string[]): boolean => actions.every((action) => action === moved[0]);
  let areSingle = isSingle(moved) && isSingle(later.byName.get(name) ?? []);
  let areNone = startsWith(later.byName.get(name) ?? [], moved);
  for (let position = earlier.position + 1; position < later.position; position += 1) {
    const between = entries[position]!.byName.get(name);
    if (between === undefined) continue;
    areNone = false;
    areSingle &&= isSingle(between);
    if (!areSingle) return false;
  }
  return areSingle || areNone;
};

const hasSameEffect = (outer: Entry, inner: Entry, entries: readonly Entry[]): boolean => {
  if (outer.byName.has("addFreeItem") || inner.byName.has("addFreeItem")) return false;
  if (![...inner.actions].every((action) => outer.actions.has(action))) return false;
  // What an earlier rule has done is not done a second time.
  if (outer.position < inner.position) return true;
  return [...inner.byName.keys()].every((name) => mayMove(name, inner, outer, entries));
};

const covers = (outer: Entry, inner: Entry, entries: readonly Entry[], budget: ProofBudget): boolean => {
  const { rule, vocabulary } = outer.checked;
  return (
    outer.checked.table === undefined &&
    rule.except.length === 0 &&
    !outer.isOverridden &&
    rule.paused === undefined &&
    rule.forEach === inner.checked.rule.forEach &&
    hasSameEffect(outer, inner, entries) &&
    withinDates(inner.checked.rule, rule) &&
    splitStates({ vocabulary, budget }, rule.when, inner.checked.statesWhenTrue).whenFalse.length === 0
  );
};

/** Comparing every pair of 500 rules would take longer than a request may. */
const MAX_COMPARED_PAIRS = 20_000;

/**
 * Reports the rules that change nothing. All of them may be removed: none is covered by a rule that is reported before.
 * A rule that an example names is not reported, because the example needs it.
 */
export const warnOfCoveredRules = (
  collector: DiagnosticCollector,
  rules: readonly CheckedRule[],
  examples: readonly Example[],
): void => {
  const entries = entriesOf(rules, examples);
  const covered = new Set<Entry>();
  const budget = comparisonBudget();
  let pairs = 0;
  for (const inner of entries) {
    if (
      inner.isNamed ||
      inner.checked.rule.overrides !== undefined ||
      inner.checked.rule.suppress !== undefined ||
      inner.checked.table !== undefined ||
      inner.checked.statesWhenTrue.length === 0
    )
      continue;
    const outer = entries.find((other) => {
      if (other === inner || covered.has(other)) return false;
      if (pairs > MAX_COMPARED_PAIRS || isExhausted(budget)) return false;
      pairs += 1;
      return covers(other, inner, entries, budget);
    });
    if (!outer) continue;
    covered.add(inner);
    reportWarning(
      forRule(collector, inner.checked.rule.id),
      conditionRange(inner.checked.node),
      `the rule changes nothing: \`${outer.checked.rule.id}\` does the same for all its lines`,
    );
  }
};
