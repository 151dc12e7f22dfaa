/** Prepares a rulebook for deciding: conditions become closures, dates become numbers. Done once per version. */
import type { OrderLine } from "../domain/order.ts";
import { shipsByPost } from "../domain/order.ts";
import { type CompiledCondition, compileCondition } from "./condition.ts";
import type { TaskAction } from "../tasks/registry.ts";
import type { Action, FreeItemAction, Rule, Rulebook, RuleException } from "./rulebook.ts";
import { type CompiledAction, compileAction } from "./task-plan.ts";

export type CompiledException = {
  readonly exception: RuleException;
  readonly condition: CompiledCondition;
  readonly until: number;
};

export type CompiledRule = {
  readonly rule: Rule;
  readonly condition: CompiledCondition;
  readonly exceptions: readonly CompiledException[];
  /** Epoch milliseconds, half-open; infinite when the rulebook sets no bound. */
  readonly from: number;
  readonly until: number;
  readonly forOrder: boolean;
  /** The rule adds free items, so it runs over the customer's lines only, before all others. */
  readonly addsFreeItems: boolean;
  /** What it asks for besides free items. */
  readonly actions: readonly CompiledAction[];
  readonly freeItemActions: readonly FreeItemAction[];
};

export type CompiledRulebook = {
  readonly rulebook: Rulebook;
  readonly rules: readonly CompiledRule[];
  /** Whether any rule or exception has a date, so that `paidAt` must be read at all. */
  readonly hasDates: boolean;
  readonly hasOrderRules: boolean;
  readonly ships: (line: Pick<OrderLine, "type" | "delivery">) => boolean;
};

const instantOr = (text: string | undefined, otherwise: number): number =>
  text === undefined ? otherwise : Date.parse(text);

const isFreeItem = (action: Action): action is FreeItemAction => action.action === "addFreeItem";
const makesTasks = (action: Action): action is TaskAction => !isFreeItem(action);

const compileException = (exception: RuleException): CompiledException => ({
  exception,
  condition: compileCondition(exception.when),
  until: instantOr(exception.until, Number.POSITIVE_INFINITY),
});

const compileRule = (rule: Rule, ships: CompiledRulebook["ships"]): CompiledRule => ({
  rule,
  condition: compileCondition(rule.when),
  exceptions: rule.except.map(compileException),
  from: instantOr(rule.from, Number.NEGATIVE_INFINITY),
  until: instantOr(rule.until, Number.POSITIVE_INFINITY),
  forOrder: rule.forEach === "order",
  addsFreeItems: rule.then.some(isFreeItem),
  actions: rule.then.filter(makesTasks).map((action) => compileAction(action, ships)),
  freeItemActions: rule.then.filter(isFreeItem),
});

const shippingOf = (rulebook: Rulebook): CompiledRulebook["ships"] => {
  const posted = new Set(
    Object.keys(rulebook.productTypes).filter((name) => rulebook.productTypes[name]?.ships),
  );
  return (line) => shipsByPost(line) || posted.has(line.type);
};

/** Compiles a checked rulebook. Pure; the result holds no state that changes a decision. */
export const compile = (rulebook: Rulebook): CompiledRulebook => {
  const ships = shippingOf(rulebook);
  return {
    rulebook,
    rules: rulebook.rules.map((rule) => compileRule(rule, ships)),
    hasDates: rulebook.rules.some((rule) => rule.from || rule.until || rule.except.some((one) => one.until)),
    hasOrderRules: rulebook.rules.some((rule) => rule.forEach === "order"),
    ships,
  };
};
