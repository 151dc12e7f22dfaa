/** Checks a rule beyond its schema, and lowers it to its stored form. */
import { epochMillis } from "../../domain/instant.ts";
import type { Declarations } from "../../tasks/definition.ts";
import type { Action, Rule, RuleException } from "../rulebook.ts";
import type { Table } from "../table.ts";
import type { AbstractState } from "./abstract-state.ts";
import { checkAction } from "./check-action.ts";
import { checkSuppress } from "./check-suppress.ts";
import { checkCondition, type ConditionContext } from "./check-condition.ts";
import { type DiagnosticCollector, forRule, reportIssue } from "./diagnostics.ts";
import { type Roots, rootsOf } from "./lower-field.ts";
import { splitStates } from "./narrowing.ts";
import type { Node } from "./nodes.ts";
import type { ValidParts } from "./parse-source.ts";
import type { ExceptionSource, RuleSource } from "./source-schema.ts";
import type { Vocabulary } from "./vocabulary.ts";
import { childOf, firstKeyRange, itemsOf, partOf, textOf } from "./source-value.ts";

export type RuleContext = {
  readonly conditionContext: Omit<ConditionContext, keyof Roots>;
  readonly declarations: Declarations;
  readonly skus: ReadonlySet<string>;
  readonly connections: ReadonlySet<string> | undefined;
  readonly agents: ReadonlySet<string> | undefined;
  /** The ids of the rules that an id names: of a table, all its rows. */
  readonly rulesNamed: (id: string) => readonly string[];
};

export type CheckedException = {
  readonly exception: RuleException;
  readonly node: Node;
  /** Whether it holds nowhere, or everywhere, where the rule's condition holds. Its states are many, and not kept. */
  readonly holds: "never" | "sometimes" | "always";
};

/** A rule without issues, with what the warnings need: its node, and the states in which its conditions hold. */
export type CheckedRule = {
  readonly rule: Rule;
  readonly node: Node;
  /** Of the rulebook, as this rule sees it. */
  readonly vocabulary: Vocabulary;
  readonly statesWhenTrue: readonly AbstractState[];
  /** The states in which no exception without dates holds the rule back: those that its actions see. */
  readonly actionStates: readonly AbstractState[];
  readonly exceptions: readonly CheckedException[];
  /** Of a row of a table. */
  readonly table?: { readonly policy: Table["policy"]; readonly node: Node; readonly isFirst: boolean };
};

/** The keys that have a value, so that no key is stored as undefined. */
export const withoutUndefined = <T extends Record<string, unknown>>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };

type Dates = { readonly from?: string | undefined; readonly until?: string | undefined };

export const checkDates = (
  collector: DiagnosticCollector,
  node: Node,
  { from, until }: Dates,
  consequence: string,
): void => {
  if (from && until && epochMillis(until) <= epochMillis(from))
    reportIssue(
      collector,
      partOf(node, "until"),
      `\`until\` is not after \`from\` (${from}): ${consequence}`,
    );
};

type ExceptionContext = {
  readonly condition: ConditionContext;
  /** An exception may read what the rule's own condition guards. */
  readonly statesWhenTrue: readonly AbstractState[] | undefined;
  readonly ruleHasOwner: boolean;
};

const checkException = (
  collector: DiagnosticCollector,
  node: Node,
  source: ValidParts<ExceptionSource>,
  context: ExceptionContext,
): CheckedException | undefined => {
  const { id, when, reason, owner, from, until } = source;
  checkDates(collector, node, source, "it would never hold");
  const condition =
    when === undefined
      ? undefined
      : checkCondition(collector, partOf(node, "when"), context.condition, context.statesWhenTrue);
  if (!childOf(node, "owner") && !context.ruleHasOwner)
    reportIssue(collector, firstKeyRange(node), "an exception needs an `owner`: who to ask about it");
  if (!id || !condition || !reason) return undefined;
  const exception = { id, when: condition.expression, reason, ...withoutUndefined({ owner, from, until }) };
  const { statesWhenTrue, alwaysHolds } = condition;
  const holds = statesWhenTrue.length === 0 ? "never" : alwaysHolds ? "always" : "sometimes";
  return { exception, node, holds };
};

export const checkExceptions = (
  collector: DiagnosticCollector,
  node: Node,
  exceptions: ValidParts<RuleSource>["except"] = [],
  context: ExceptionContext,
): readonly CheckedException[] => {
  const ids = new Set<string>();
  return exceptions.flatMap((source, index) => {
    const item = itemsOf(node)[index]!;
    const checked = source && checkException(collector, item, source, context);
    if (source?.id === undefined) return checked ?? [];
    if (ids.has(source.id))
      reportIssue(collector, partOf(item, "id"), `exception \`${source.id}\` is a duplicate`);
    ids.add(source.id);
    return checked ?? [];
  });
};

/** The states that exceptions without dates leave. */
export const statesLeftBy = (
  vocabulary: Vocabulary,
  exceptions: readonly RuleException[],
  states: readonly AbstractState[],
): readonly AbstractState[] =>
  exceptions
    .filter(({ from, until }) => from === undefined && until === undefined)
    .reduce((left, { when }) => splitStates({ vocabulary }, when, left).whenFalse, states);

/** Whether a rule as written adds free items. Such a rule sees the customer's lines only. */
export const addsFreeItems = ({ then = [] }: Pick<ValidParts<RuleSource>, "then">): boolean =>
  then.some((action) => typeof action === "object" && action.addFreeItem !== undefined);

export const checkPauses = (
  collector: DiagnosticCollector,
  node: Node,
  { paused }: Pick<ValidParts<RuleSource>, "paused">,
): Rule["paused"] => {
  const nodes = itemsOf(childOf(node, "paused"));
  return paused?.flatMap((pause, index) => {
    if (pause === undefined) return [];
    checkDates(collector, nodes[index]!, pause, "it would be no pause");
    const { from, until, reason } = pause;
    return from && until && reason ? [{ from, until, reason }] : [];
  });
};

export const checkActions = (
  collector: DiagnosticCollector,
  node: Node,
  rule: Pick<ValidParts<RuleSource>, "then" | "forEach">,
  { conditionContext, declarations, skus, connections, agents }: RuleContext,
  states: readonly AbstractState[] | undefined,
): Action[] => {
  const nodes = itemsOf(partOf(node, "then"));
  const context = {
    vocabulary: conditionContext.vocabulary,
    env: conditionContext.env,
    declarations,
    skus,
    connections,
    agents,
    forEach: rule.forEach ?? "line",
    states,
  };
  return (rule.then ?? []).flatMap(
    (action, index) => (action && checkAction(collector, nodes[index]!, action, context)) ?? [],
  );
};

/** The ids of the rules that a rule or a table overrides. */
export const overridesOf = (
  { overrides }: Pick<ValidParts<RuleSource>, "overrides">,
  { rulesNamed }: RuleContext,
): string[] | undefined =>
  overrides && [...new Set(overrides.flatMap((id) => (id === undefined ? [] : rulesNamed(id))))];

/**
 * Checks one rule.
 * @returns undefined when it has an issue in its id, `forEach` or condition
 */
export const checkRule = (
  document: DiagnosticCollector,
  node: Node,
  source: ValidParts<RuleSource>,
  context: RuleContext,
): CheckedRule | undefined => {
  const collector = forRule(document, textOf(childOf(node, "id")));
  const { id, renamedFrom, description, owner, enabled, forEach = "line", from, until } = source;
  checkDates(collector, node, source, "the rule would never be in force");
  const paused = checkPauses(collector, node, source);
  checkSuppress(collector, node, source, context.declarations);
  const { vocabulary: ofRulebook } = context.conditionContext;
  const vocabulary = addsFreeItems(source) ? { ...ofRulebook, seesFreeLines: false } : ofRulebook;
  const conditionContext = { ...context.conditionContext, ...rootsOf(forEach), vocabulary };
  const condition =
    source.when === undefined ? undefined : checkCondition(collector, partOf(node, "when"), conditionContext);
  const exceptions = checkExceptions(collector, partOf(node, "except"), source.except, {
    condition: conditionContext,
    statesWhenTrue: condition?.statesWhenTrue,
    ruleHasOwner: owner !== undefined,
  });
  const actionStates =
    condition &&
    statesLeftBy(
      vocabulary,
      exceptions.map(({ exception }) => exception),
      condition.statesWhenTrue,
    );
  const actions = checkActions(collector, node, source, { ...context, conditionContext }, actionStates);
  if (!id || !condition || !actionStates) return undefined;
  const rule = {
    id,
    ...withoutUndefined({ renamedFrom, description, owner, enabled, paused }),
    ...withoutUndefined({ overrides: overridesOf(source, context) }),
    ...withoutUndefined({ suppress: source.suppress?.flatMap((kind) => kind ?? []), reason: source.reason }),
    forEach,
    ...withoutUndefined({ from, until }),
    when: condition.expression,
    except: exceptions.map(({ exception }) => exception),
    then: actions,
  };
  const { statesWhenTrue } = condition;
  return { rule, node, vocabulary, statesWhenTrue, actionStates, exceptions };
};
