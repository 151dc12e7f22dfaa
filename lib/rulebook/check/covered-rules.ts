/**
 * The warning that a rule changes nothing because another does the same. It is given only where removing the rule changes
 * no task of any order: neither which tasks there are, nor their order, keys and payloads.
 */
import { epochMillis } from "../../domain/instant.ts";
import type { Action, Example, Rule } from "../rulebook.ts";
import type { CheckedRule } from "./check-rule.ts";
import { type DiagnosticCollector, forRule, reportWarning } from "./diagnostics.ts";
import { splitStates } from "./narrowing.ts";
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
  readonly actions: readonly string[];
  readonly isNamed: boolean;
};

const textOf = (action: Action): string =>
  JSON.stringify(
    Object.fromEntries(Object.entries(action).toSorted(([left], [right]) => (left < right ? -1 : 1))),
  );

const entriesOf = (rules: readonly CheckedRule[], examples: readonly Example[]): readonly Entry[] => {
  const named = new Set(examples.flatMap(({ expect }) => [...(expect.applied ?? []), ...(expect.not ?? [])]));
  return rules.map((checked, position) => ({
    checked,
    position,
    actions: checked.rule.then.map(textOf),
    isNamed: named.has(checked.rule.id),
  }));
};

const addsFreeItems = ({ checked }: Entry): boolean =>
  checked.rule.then.some(({ action }) => action === "addFreeItem");

/** The actions of a kind, in the order in which they are written. */
const actionsOf = ({ checked, actions }: Entry, kind: string): readonly string[] =>
  actions.filter((_, index) => checked.rule.then[index]!.action === kind);

const startsWith = (list: readonly string[], start: readonly string[]): boolean =>
  start.every((item, index) => list[index] === item);

/**
 * Whether an action that happens at the later rule instead of at the earlier one leads to the same: the first of several
 * rules decides the rate, the plan and the order of tasks. So no rule between may have another action of the kind, and the
 * later rule must begin with the same ones.
 */
const mayMoveTo = (later: Entry, earlier: Entry, between: readonly Entry[]): boolean =>
  [...new Set(earlier.checked.rule.then.map(({ action }) => action))].every((kind) => {
    const moved = actionsOf(earlier, kind);
    const others = between.flatMap((entry) => actionsOf(entry, kind));
    if (others.length === 0 && startsWith(actionsOf(later, kind), moved)) return true;
    return new Set([...moved, ...others, ...actionsOf(later, kind)]).size === 1;
  });

const hasSameEffect = (outer: Entry, inner: Entry, entries: readonly Entry[]): boolean => {
  if (addsFreeItems(outer) || addsFreeItems(inner)) return false;
  if (!inner.actions.every((action) => outer.actions.includes(action))) return false;
  // What an earlier rule has done is not done a second time.
  if (outer.position < inner.position) return true;
  return mayMoveTo(outer, inner, entries.slice(inner.position + 1, outer.position));
};

const covers = (outer: Entry, inner: Entry, entries: readonly Entry[]): boolean => {
  const { rule, vocabulary } = outer.checked;
  return (
    rule.except.length === 0 &&
    rule.forEach === inner.checked.rule.forEach &&
    hasSameEffect(outer, inner, entries) &&
    withinDates(inner.checked.rule, rule) &&
    splitStates({ vocabulary }, rule.when, inner.checked.statesWhenTrue).whenFalse.length === 0
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
  let pairs = 0;
  for (const inner of entries) {
    if (inner.isNamed || inner.checked.statesWhenTrue.length === 0) continue;
    const outer = entries.find((other) => {
      if (other === inner || covered.has(other) || pairs > MAX_COMPARED_PAIRS) return false;
      pairs += 1;
      return covers(other, inner, entries);
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
