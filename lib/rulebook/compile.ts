/** Prepares a rulebook for deciding: conditions become closures, dates become numbers. Done once per version. */
import type { OrderLine } from "../domain/order.ts";
import { shipsByPost } from "../domain/order.ts";
import { type CompiledCondition, compileCondition } from "./condition.ts";
import type { Action, Rule, Rulebook, RuleException } from "./rulebook.ts";

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
  readonly actions: readonly Exclude<Action, { action: "addFreeItem" }>[];
  readonly freeItemActions: readonly Extract<Action, { action: "addFreeItem" }>[];
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

const isGift = (action: Action): action is Extract<Action, { action: "addFreeItem" }> =>
  action.action === "addFreeItem";
const isAsk = (action: Action): action is Exclude<Action, { action: "addFreeItem" }> => !isGift(action);

const compileException = (exception: RuleException): CompiledException => ({
  exception,
  condition: compileCondition(exception.when),
  until: instantOr(exception.until, Number.POSITIVE_INFINITY),
});

const compileRule = (rule: Rule): CompiledRule => ({
  rule,
  condition: compileCondition(rule.when),
  exceptions: rule.except.map(compileException),
  from: instantOr(rule.from, Number.NEGATIVE_INFINITY),
  until: instantOr(rule.until, Number.POSITIVE_INFINITY),
  forOrder: rule.forEach === "order",
  addsFreeItems: rule.then.some(isGift),
  actions: rule.then.filter(isAsk),
  freeItemActions: rule.then.filter(isGift),
});

const shippingOf = (rulebook: Rulebook): CompiledRulebook["ships"] => {
  const posted = new Set(
    Object.keys(rulebook.productTypes).filter((name) => rulebook.productTypes[name]?.ships),
  );
  return (line) => shipsByPost(line) || posted.has(line.type);
};

/** Compiles a checked rulebook. Pure; the result holds no state that changes a decision. */
export const compile = (rulebook: Rulebook): CompiledRulebook => ({
  rulebook,
  rules: rulebook.rules.map(compileRule),
  hasDates: rulebook.rules.some((rule) => rule.from || rule.until || rule.except.some((one) => one.until)),
  hasOrderRules: rulebook.rules.some((rule) => rule.forEach === "order"),
  ships: shippingOf(rulebook),
});
