/** Why rules had no effect on an order: the trace of a decision, as text. */
import type { Catalogue } from "../domain/catalogue.ts";
import type { Order } from "../domain/order.ts";
import type { OrderLine } from "../domain/order-line.ts";
import type { CompiledRule, CompiledRulebook } from "./compile.ts";
import { decide } from "./decide.ts";
import type { Decision, WhyNot } from "./decision.ts";
import type { Outcome } from "./trace.ts";

type Entry = {
  readonly rule: CompiledRule;
  readonly line: OrderLine | undefined;
  readonly outcome: Outcome;
};

const heldBack = (
  { rule: { rule }, line }: Entry,
  { order, by: { exception, condition } }: Extract<Outcome, { kind: "heldBack" }>,
): string =>
  `${rule.id} would have applied; held back by ${exception.id}: ${condition.why(order, line, undefined)} — ${exception.reason}`;

/** Undefined for an action that has an effect. */
const explanationOf = (entry: Entry, { payment: { paidAt } }: Order): string | undefined => {
  const { rule, line, outcome } = entry;
  switch (outcome.kind) {
    case "notYetInForce":
      return `not in force yet: paid at ${paidAt}, from ${rule.rule.from}`;
    case "noLongerInForce":
      return `no longer in force: paid at ${paidAt}, until ${rule.rule.until}`;
    case "conditionFailed":
      return rule.condition.whyNot(outcome.order, line, undefined).text;
    case "heldBack":
      return heldBack(entry, outcome);
    case "freeLine":
      return "a free item never brings another";
    case "skuNotInCatalogue":
      return `the catalogue has no ${outcome.sku}`;
    case "freeItemAlreadyAdded":
      return `line ${outcome.causedBy} already brought it: one free item per rule, order and delivery`;
    case "lineNotCovered":
      return `no line qualifies for ${Object.values(outcome.action.action).join(" ")}`;
    case "action":
      return typeof outcome.result === "string" ? outcome.result : outcome.result.withheld;
  }
};

const whyNotOf = (entry: Entry, explanation: string): WhyNot => ({
  ruleId: entry.rule.rule.id,
  ...(entry.line === undefined ? {} : { lineId: entry.line.lineId }),
  explanation,
  ...(entry.outcome.kind === "heldBack" ? { exception: entry.outcome.by.exception.id } : {}),
});

/** Two actions of one rule may have no effect for the same reason, which is reported once. */
const ofLineRule = (entries: readonly Entry[], order: Order): readonly WhyNot[] => {
  const whyNot = new Map<string, WhyNot>();
  for (const entry of entries) {
    const explanation = explanationOf(entry, order);
    if (explanation !== undefined)
      whyNot.set(`${entry.line?.lineId} ${explanation}`, whyNotOf(entry, explanation));
  }
  return [...whyNot.values()];
};

/**
 * An action of a rule for each order has an effect if it has one on any line. The reasons of the other lines are then
 * not reported.
 */
const actionOnNoLine = (entries: readonly Entry[], order: Order): readonly WhyNot[] => {
  const reasons = entries.map((entry) => explanationOf(entry, order));
  if (reasons.includes(undefined)) return [];
  return [whyNotOf(entries[0]!, [...new Set(reasons)].join("; "))];
};

const ofOrderRule = (entries: readonly Entry[], order: Order): readonly WhyNot[] => {
  const byAction = Map.groupBy(entries, ({ outcome }) => ("action" in outcome ? outcome.action : undefined));
  return [...byAction].flatMap(([action, group]) =>
    action === undefined ? ofLineRule(group, order) : actionOnNoLine(group, order),
  );
};

/** Rule by rule as in the rulebook, and of one rule line by line. */
const sorted = (compiled: CompiledRulebook, { lines }: Decision, entries: readonly Entry[]) => {
  const position = new Map<OrderLine | undefined, number>(lines.map((line, index) => [line, index]));
  const at = ({ line }: Entry): number => position.get(line) ?? -1;
  const byRule = Map.groupBy(entries, ({ rule }) => rule);
  return compiled.rules.flatMap((rule) => {
    const own = byRule.get(rule);
    return own ? [{ rule, entries: own.toSorted((left, right) => at(left) - at(right)) }] : [];
  });
};

/**
 * Decides an order as `decide` does, and explains what the rulebook did not do. For every rule and line (every rule, if
 * it is one for each order) there is either an effect in the decision or an explanation here; a rule with several
 * actions may have both.
 */
export const decideWithWhyNot = (
  compiled: CompiledRulebook,
  version: number,
  order: Order,
  catalogue: Catalogue,
): { readonly decision: Decision; readonly whyNot: readonly WhyNot[] } => {
  const trace: Entry[] = [];
  const decision = decide(compiled, version, order, catalogue, (rule, line, outcome) => {
    trace.push({ rule, line, outcome });
  });
  const whyNot = sorted(compiled, decision, trace).flatMap(({ rule, entries }) =>
    rule.forOrder ? ofOrderRule(entries, order) : ofLineRule(entries, order),
  );
  return { decision, whyNot };
};
