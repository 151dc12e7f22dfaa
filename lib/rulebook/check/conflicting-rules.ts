/**
 * Rules that fix different rates, plans or periods for one line, where neither overrides the other: without an issue,
 * the one that is written first would count. An issue is given only with an order that shows the conflict.
 */
import type { ListKind } from "../../domain/list.ts";
import { epochMillis } from "../../domain/instant.ts";
import { fixedDetails } from "../../tasks/registry.ts";
import { type CompiledRulebook, compile } from "../compile.ts";
import { decide } from "../decide.ts";
import type { OrderWithInputs } from "../decision-inputs.ts";
import { overridersOf } from "../overrides.ts";
import type { Action, Rule, Rulebook } from "../rulebook.ts";
import { tableOf } from "../table.ts";
import type { AbstractState } from "./abstract-state.ts";
import { type CheckedRule, statesLeftBy } from "./check-rule.ts";
import { type DiagnosticCollector, forRule, reportIssue } from "./diagnostics.ts";
import { actionNodes } from "./missing-data.ts";
import { splitStates } from "./narrowing.ts";
import { comparisonBudget, isExhausted, type ProofBudget } from "./proof-budget.ts";
import { sampleInstant } from "./sample-instant.ts";
import { findSample, type Sample } from "./sample-order.ts";
import { partOf } from "./source-value.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** The details that an action fixes, and the actions among which only one can count. */
type Fixing = {
  readonly checked: CheckedRule;
  readonly position: number;
  readonly index: number;
  /** Actions of one group are about the same recipient or change. */
  readonly group: string;
  readonly values: Readonly<Record<string, string | number>>;
};

const fixingOf = (checked: CheckedRule, position: number): readonly Fixing[] =>
  checked.rule.then.flatMap((action: Action, index) => {
    const fixed = fixedDetails(action);
    if (fixed === undefined) return [];
    const details = action as Readonly<Record<string, string | number | undefined>>;
    const written = fixed.keys.filter((key) => details[key] !== undefined);
    if (written.length === 0) return [];
    const agreed = Object.entries(fixed.group).map(([key, otherwise]) => details[key] ?? otherwise);
    const group = [action.action, ...agreed].join(" ");
    const values = Object.fromEntries(written.map((key) => [key, details[key]!]));
    return [{ checked, position, index, group, values }];
  });

/** The first detail that both fix, with different values. */
const differingKey = (one: Fixing, other: Fixing): string | undefined =>
  Object.keys(one.values).find(
    (key) => other.values[key] !== undefined && other.values[key] !== one.values[key],
  );

const areInForceTogether = (one: Rule, other: Rule): boolean => {
  const begin = Math.max(...[one.from, other.from].map((from) => (from ? epochMillis(from) : -Infinity)));
  const end = Math.min(...[one.until, other.until].map((until) => (until ? epochMillis(until) : Infinity)));
  return begin < end;
};

/** The values that a field of the line can have in any of the states; undefined when they are not known. */
const valuesOf = (states: readonly AbstractState[], key: string): ReadonlySet<unknown> | undefined => {
  const values = new Set<unknown>();
  for (const state of states) {
    const only = state.get(key)?.only;
    if (only === undefined) return undefined;
    for (const value of only) values.add(value);
  }
  return values;
};

const DISTINGUISHING_FIELDS = ["type", "sku"];

/** Sets of values that distinguish most rules of a large rulebook, without a proof for each pair. */
const signatures = new WeakMap<CheckedRule, readonly (ReadonlySet<unknown> | undefined)[]>();
const signatureOf = (checked: CheckedRule): readonly (ReadonlySet<unknown> | undefined)[] => {
  const known = signatures.get(checked);
  if (known !== undefined) return known;
  const made = DISTINGUISHING_FIELDS.map((name) => valuesOf(checked.actionStates, `line\n${name}`));
  signatures.set(checked, made);
  return made;
};

const areDisjoint = (one: CheckedRule, other: CheckedRule): boolean => {
  const others = signatureOf(other);
  return signatureOf(one).some((values, index) => {
    const rest = others[index];
    return values !== undefined && rest !== undefined && ![...values].some((value) => rest.has(value));
  });
};

/** Rows of one table of which at most one acts. */
const excludeEachOther = (one: CheckedRule, other: CheckedRule): boolean =>
  one !== other &&
  one.table !== undefined &&
  one.table.node === other.table?.node &&
  one.table.policy !== "collect";

export type ConflictContext = {
  readonly rulebook: Rulebook;
  readonly vocabulary: Vocabulary;
  readonly listKinds: ReadonlyMap<string, ListKind> | undefined;
  readonly overriders: ReadonlyMap<string, readonly Rule[]>;
};

/** What a search for a sample takes, in steps of a proof, and each rule that it is decided with. */
const STEPS_PER_SEARCH = 5_000;
const STEPS_PER_RULE = 500;

/** The two rules, with those that may hold one of them back. */
const rulebookOf = ({ rulebook, overriders }: ConflictContext, pair: readonly Rule[]): Rulebook => {
  const involved = [...pair, ...rulebook.rules.filter(({ suppress }) => suppress !== undefined)];
  const tables = new Set(pair.map(({ id }) => tableOf(id)));
  const rows = rulebook.rules.filter(({ id }) => tableOf(id) !== undefined && tables.has(tableOf(id)));
  const kept = new Set([...involved, ...rows, ...involved.flatMap(({ id }) => overriders.get(id) ?? [])]);
  return { ...rulebook, examples: [], rules: rulebook.rules.filter((rule) => kept.has(rule)) };
};

/** Whether both actions add to one task because of the order's first line, and nothing is held back of their rules. */
const showsConflict = (
  compiled: CompiledRulebook,
  one: Fixing,
  other: Fixing,
  order: OrderWithInputs,
): boolean => {
  const actions = [one, other].map(({ checked, index }) => checked.rule.then[index]);
  const rules = [one.checked.rule, other.checked.rule];
  const [line] = order.lines;
  const results = new Map<unknown, unknown>();
  let isHeldBack = false;
  decide(compiled, 1, order, {}, ({ rule }, subject, outcome) => {
    if (!rules.includes(rule) || (subject !== undefined && subject !== line)) return;
    isHeldBack ||= ["overridden", "suppressed", "heldBack"].includes(outcome.kind);
    if (outcome.kind === "action" && !results.has(outcome.action.action))
      results.set(outcome.action.action, outcome.result);
  });
  const [first, second] = actions.map((action) => results.get(action));
  return !isHeldBack && typeof first === "object" && first === second;
};

const sampleOf = (
  context: ConflictContext,
  one: Fixing,
  other: Fixing,
  budget: ProofBudget,
): Sample | undefined => {
  const { vocabulary, rulebook } = context;
  const { rule, actionStates } = other.checked;
  const both = splitStates({ vocabulary, budget }, one.checked.rule.when, actionStates).whenTrue;
  if (both.length === 0 || isExhausted(budget)) return undefined;
  const states = statesLeftBy(vocabulary, one.checked.rule.except, both);
  const pair = [one.checked.rule, rule];
  const own = rulebookOf(context, pair);
  budget.stepsLeft -= STEPS_PER_SEARCH + STEPS_PER_RULE * own.rules.length;
  const compiled = compile(own);
  return findSample(
    { ...rulebook, vocabulary, listKinds: context.listKinds },
    { states, conditions: pair.map(({ when }) => when), paidAt: (state) => sampleInstant(pair, state) },
    (order) => showsConflict(compiled, one, other, order),
  );
};

const MAX_SAMPLE_LENGTH = 400;

const NOUNS: Readonly<Record<string, string>> = { rateBps: "rate", plan: "plan", period: "period" };

const reportConflict = (
  document: DiagnosticCollector,
  one: Fixing,
  other: Fixing,
  key: string,
  { written }: Sample,
): void => {
  const { rule } = other.checked;
  const node = partOf(actionNodes(other.checked)[other.index]!, key);
  const { id } = one.checked.rule;
  const sample = JSON.stringify(written).slice(0, MAX_SAMPLE_LENGTH);
  const [noun, first, second] = [NOUNS[key], one.values[key], other.values[key]];
  const detail =
    id === rule.id
      ? `the rule fixes the ${noun} ${first} and the ${noun} ${second} for one line: leave one out`
      : `for one line \`${id}\` fixes the ${noun} ${first} and \`${rule.id}\` the ${noun} ${second}: write \`overrides\` on the one that counts, or restrict \`when\``;
  reportIssue(forRule(document, rule.id), node, `${detail}. An order that shows it: ${sample}`);
};

/** Of pairs that are compared by a proof, and of conflicts that are reported. */
const MAX_PROVEN_PAIRS = 4_000;
const MAX_CONFLICTS = 20;

/** Reports the first conflict of each rule with one that is written before it. */
export const checkConflicts = (
  document: DiagnosticCollector,
  rules: readonly CheckedRule[],
  about: Omit<ConflictContext, "overriders">,
): void => {
  const fixings = rules.flatMap((checked, position) =>
    checked.rule.enabled === false || checked.statesWhenTrue.length === 0 ? [] : fixingOf(checked, position),
  );
  const overriders = overridersOf(rules.map(({ rule }) => rule));
  const context = { ...about, overriders };
  const overrides = (by: Rule, rule: Rule): boolean => overriders.get(rule.id)?.includes(by) ?? false;
  const budget = comparisonBudget();
  let pairs = 0;
  let conflicts = 0;
  const conflictOf = (one: Fixing, other: Fixing): boolean => {
    const [first, second] = [one.checked.rule, other.checked.rule];
    const key = differingKey(one, other);
    if (
      key === undefined ||
      excludeEachOther(one.checked, other.checked) ||
      overrides(first, second) ||
      overrides(second, first)
    )
      return false;
    if (!areInForceTogether(first, second) || areDisjoint(one.checked, other.checked)) return false;
    if (pairs >= MAX_PROVEN_PAIRS || isExhausted(budget)) return false;
    pairs += 1;
    const sample = sampleOf(context, one, other, budget);
    if (sample !== undefined) reportConflict(document, one, other, key, sample);
    return sample !== undefined;
  };
  for (const group of Map.groupBy(fixings, ({ group }) => group).values())
    for (const [index, other] of group.entries()) {
      if (conflicts >= MAX_CONFLICTS) return;
      if (group.slice(0, index).some((one) => conflictOf(one, other))) conflicts += 1;
    }
};
