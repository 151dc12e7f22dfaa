/** Prepares a rulebook for deciding, once per version: conditions become closures, dates become numbers. */
import { DEFAULT_DESTINATIONS } from "../domain/destination.ts";
import { epochMillis } from "../domain/instant.ts";
import { textIn, type Texts } from "../domain/localized-text.ts";
import type { MailTemplates } from "../domain/mail-template.ts";
import { shipsByPost } from "../domain/order.ts";
import type { CompiledException, CompiledRule } from "./compiled-rule.ts";
import { compileCondition, explainerOf } from "./condition.ts";
import type { Declarations, PlanContext, Ships } from "../tasks/definition.ts";
import type { TaskAction } from "../tasks/registry.ts";
import type { NoteAction } from "./note-action.ts";
import { withTables } from "./compile-table.ts";
import { overridersOf } from "./overrides.ts";
import { suppressorsOf } from "./suppressors.ts";
import { type OrderCache, orderCache } from "./order-cache.ts";
import type { Action, FreeItemAction, Rule, Rulebook, RuleException } from "./rulebook.ts";
import { type InputsRead, inputsRead } from "./decision-inputs.ts";
import { compilePredicate, type Predicate } from "./evaluate.ts";
import type { Expression } from "./expression.ts";
import { givenLineType } from "./given-line-type.ts";
import { isInForceAt } from "./in-force.ts";
import { MAX_TYPES, type RuleSet, ruleSetsByTime } from "./rule-set.ts";
import { compileAction } from "./task-plan.ts";

export type CompiledRulebook = {
  readonly rulebook: Rulebook;
  readonly rules: readonly CompiledRule[];
  /** The rules that hold a rule back; undefined when there are none at all. */
  readonly overriders: ReadonlyMap<CompiledRule, readonly CompiledRule[]> | undefined;
  /** The rules that suppress an action; undefined when there are none at all. */
  readonly suppressors: ReadonlyMap<Action, readonly CompiledRule[]> | undefined;
  /** The rules in force at an instant in epoch milliseconds. */
  readonly rulesAt: (instant: number) => RuleSet;
  /** Whether a rule is switched off or any rule or exception has a date, so that `paidAt` must be read at all. */
  readonly hasDates: boolean;
  /** What its rules read besides the order. */
  readonly inputs: InputsRead;
  /** The rules for each cancellation, which the others do not meet; undefined when there are none. */
  readonly forCancellations: CompiledRulebook | undefined;
};

const instantOr = (text: string | undefined, otherwise: number): number =>
  text === undefined ? otherwise : epochMillis(text);

const isFreeItemAction = (action: Action): action is FreeItemAction => action.action === "addFreeItem";
const isPlannedAction = (action: Action): action is TaskAction | NoteAction => !isFreeItemAction(action);

const compileException = (exception: RuleException, cache: OrderCache): CompiledException => ({
  exception,
  condition: compileCondition(exception.when, cache),
  from: instantOr(exception.from, Number.NEGATIVE_INFINITY),
  until: instantOr(exception.until, Number.POSITIVE_INFINITY),
});

/**
 * A rulebook with dates selects its rules once for each period; their tests are compiled once for each type, and once for
 * all types for which the same is left to test: many copies of the same closures are slow.
 */
const testOfType = (
  { when }: Rule,
  whole: Predicate,
  isEvaluatedBefore: boolean,
  cache: OrderCache,
): CompiledRule["testFor"] => {
  if (isEvaluatedBefore) return () => true;
  const byType = new Map<string, boolean | Predicate>();
  const byCondition = new Map<string, Predicate>();
  const compileLeft = (left: Expression): Predicate => {
    if (left === when) return whole;
    const key = JSON.stringify(left);
    const existing = byCondition.get(key);
    if (existing !== undefined) return existing;
    const test = compilePredicate(left, cache);
    byCondition.set(key, test);
    return test;
  };
  return (lineType) => {
    const existing = byType.get(lineType);
    if (existing !== undefined) return existing;
    const left = givenLineType(when, lineType);
    const test = typeof left === "boolean" ? left : compileLeft(left);
    if (byType.size < MAX_TYPES) byType.set(lineType, test);
    return test;
  };
};

const takesLine = (action: Action): boolean =>
  action.action === "packingSlip" && action.insteadOf !== undefined;

const compileRule = (
  rule: Rule,
  position: number,
  context: Omit<PlanContext, "forEach">,
  cache: OrderCache,
): CompiledRule => {
  const forOrder = rule.forEach !== "line";
  const addsFreeItems = rule.then.some(isFreeItemAction);
  const takesLines = rule.then.some(takesLine);
  const isEvaluatedBefore = forOrder || addsFreeItems || takesLines;
  const condition = compileCondition(rule.when, cache);
  return {
    rule,
    position,
    condition,
    why: explainerOf(condition),
    testFor: testOfType(rule, condition.test, isEvaluatedBefore, cache),
    exceptions: rule.except.map((exception) => compileException(exception, cache)),
    from: instantOr(rule.from, Number.NEGATIVE_INFINITY),
    until: instantOr(rule.until, Number.POSITIVE_INFINITY),
    isEnabled: rule.enabled !== false,
    pauses: (rule.paused ?? []).map(({ from, until, reason }) => ({
      from: epochMillis(from),
      until: epochMillis(until),
      reason,
    })),
    forOrder,
    addsFreeItems,
    takesLines,
    isEvaluatedBefore,
    actions: rule.then
      .filter(isPlannedAction)
      .map((action) => compileAction(action, { ...context, forEach: rule.forEach })),
    freeItemActions: rule.then.filter(isFreeItemAction),
  };
};

/** A rule as explanations, which are in English, name its reasons. */
const withReadableReasons =
  (texts: Texts) =>
  (rule: Rule): Rule => {
    const readable = <T extends { readonly reason: string }>(one: T): T => ({
      ...one,
      reason: textIn(texts, one.reason, "en"),
    });
    return {
      ...rule,
      ...(rule.reason !== undefined && { reason: textIn(texts, rule.reason, "en") }),
      ...(rule.paused && { paused: rule.paused.map(readable) }),
      except: rule.except.map(readable),
    };
  };

const mayBeOutOfForce = ({ enabled, paused, from, until, except }: Rule): boolean =>
  enabled === false ||
  paused !== undefined ||
  from !== undefined ||
  until !== undefined ||
  except.some((exception) => exception.from !== undefined || exception.until !== undefined);

const overridersAmong = (rules: readonly CompiledRule[]): CompiledRulebook["overriders"] => {
  if (rules.every(({ rule }) => rule.overrides === undefined)) return undefined;
  const compiled = new Map(rules.map((one) => [one.rule, one]));
  const overriders = overridersOf(rules.map(({ rule }) => rule));
  return new Map(
    rules.map((one) => [one, (overriders.get(one.rule.id) ?? []).map((rule) => compiled.get(rule)!)]),
  );
};

const shippingOf = (rulebook: Rulebook): Ships => {
  const posted = new Set(
    Object.keys(rulebook.productTypes).filter((name) => rulebook.productTypes[name]?.ships),
  );
  return (line) => shipsByPost(line) || posted.has(line.type);
};

/** What a rulebook declares, with the defaults of what it leaves out. */
export const declarationsOf = ({
  plans,
  planDetails,
  destinations,
  templates = {},
}: Pick<Rulebook, "plans" | "planDetails" | "destinations"> & {
  readonly templates?: MailTemplates | undefined;
}): Declarations => ({
  plans,
  planDetails,
  destinations: destinations ?? DEFAULT_DESTINATIONS,
  templates,
});

const isForCancellations = ({ forEach }: Rule): boolean => forEach === "cancellation";

/** Compiles a checked rulebook. The result keeps values of the order last decided; they change no decision. */
export const compile = (rulebook: Rulebook): CompiledRulebook => {
  const ships = shippingOf(rulebook);
  const context = { ...declarationsOf(rulebook), ships };
  const cache = orderCache(ships);
  const inputs = inputsRead(rulebook.rules);
  const { texts } = rulebook;
  const readable = texts === undefined ? rulebook.rules : rulebook.rules.map(withReadableReasons(texts));
  const compileRules = (
    some: readonly Rule[],
    forCancellations?: CompiledRulebook | undefined,
  ): CompiledRulebook => {
    const rules = withTables(
      some.map((rule, position) => compileRule(rule, position, context, cache)),
      rulebook.tables,
      cache,
    );
    return {
      rulebook,
      rules,
      overriders: overridersAmong(rules),
      suppressors: suppressorsOf(rules, ({ rule }) => rule),
      rulesAt: ruleSetsByTime(rules, isInForceAt),
      hasDates: some.some(mayBeOutOfForce),
      inputs,
      forCancellations,
    };
  };
  const ofCancellations = readable.filter(isForCancellations);
  return ofCancellations.length === 0
    ? compileRules(readable)
    : compileRules(
        readable.filter((rule) => !isForCancellations(rule)),
        compileRules(ofCancellations),
      );
};
