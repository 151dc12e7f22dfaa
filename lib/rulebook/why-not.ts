/** Why rules had no effect on an order: the trace of a decision, as text. */
import type { Catalogue } from "../domain/catalogue.ts";
import type { OrderLine } from "../domain/order-line.ts";
import type { Clause } from "./clause.ts";
import type { CompiledRulebook } from "./compile.ts";
import type { CompiledRule } from "./compiled-rule.ts";
import { whyClauses, whyNotClauses, whyNotText, whyText } from "./condition.ts";
import { decide } from "./decide.ts";
import { decidedAt, type OrderWithInputs } from "./decision-inputs.ts";
import type { Decision, WhyNot } from "./decision.ts";
import { kindsOf } from "./effect-kinds.ts";
import { LazyReason, listReasons, type Reason } from "./listed-reasons.ts";
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
  `${rule.id} would have applied; held back by ${exception.id}: ${whyText(condition, order, line)} — ${exception.reason}`;

const overridden = (
  { rule: { rule }, line }: Entry,
  { order, by }: Extract<Outcome, { kind: "overridden" }>,
): string =>
  `${rule.id} would have applied; held back by ${by.rule.id}, which overrides it: ${whyText(by.condition, order, line)}`;

/** Of a rule with several actions, the explanation names the one that is held back. */
const suppressed = (
  { rule: { rule } }: Entry,
  { order, line, by, action }: Extract<Outcome, { kind: "suppressed" }>,
): string => {
  const what = rule.then.length === 1 ? rule.id : `${kindsOf(action).at(-1)} of ${rule.id}`;
  const why = whyText(by.condition, order, by.forOrder ? undefined : line);
  return `${what} would have applied; held back by ${by.rule.id}: ${why} — ${by.rule.reason}`;
};

const hasEffect = ({ outcome }: Entry): boolean =>
  outcome.kind === "action" && typeof outcome.result !== "string" && outcome.result.withheld === undefined;
const isIdle = (entry: Entry): boolean => !hasEffect(entry);

/** Empty for an action that has an effect. */
const explanationOf = (entry: Entry, order: OrderWithInputs): string => {
  const { rule, line, outcome } = entry;
  const when = `${order.cancellation ? "cancelled" : "paid"} at ${decidedAt(order)}`;
  switch (outcome.kind) {
    case "switchedOff":
      return "switched off";
    case "paused":
      return `paused: ${when} — ${outcome.reason}`;
    case "notYetInForce":
      return `not in force yet: ${when}, from ${rule.rule.from}`;
    case "noLongerInForce":
      return `no longer in force: ${when}, until ${rule.rule.until}`;
    case "conditionFailed":
      return whyNotText(rule.condition, outcome.order, line);
    case "heldBack":
      return heldBack(entry, outcome);
    case "overridden":
      return overridden(entry, outcome);
    case "suppressed":
      return suppressed(entry, outcome);
    case "nothingToSuppress":
      return "there is nothing to hold back";
    case "freeLine":
      return "a free item never brings another";
    case "skuNotInCatalogue":
      return `the catalogue has no ${outcome.sku}`;
    case "freeItemAlreadyAdded":
      return `line ${outcome.causedBy} already brought it: one free item per rule, order and delivery`;
    case "lineNotCovered":
      return `no line qualifies for ${Object.values(outcome.action.action).join(" ")}`;
    case "action":
      return (typeof outcome.result === "string" ? outcome.result : outcome.result.withheld) ?? "";
  }
};

/** What the explanation says of the order, in parts; empty when it says nothing of it. */
const outcomeClauses = ({ rule, line, outcome }: Entry, decided: OrderWithInputs): readonly Clause[] => {
  const at = {
    path: decided.cancellation ? "cancellation.at" : "order.payment.paidAt",
    was: decidedAt(decided),
  };
  switch (outcome.kind) {
    case "notYetInForce":
      return [{ ...at, op: ">=", values: [rule.rule.from ?? null] }];
    case "noLongerInForce":
      return [{ ...at, op: "<", values: [rule.rule.until ?? null] }];
    case "conditionFailed":
      return whyNotClauses(rule.condition, outcome.order, line);
    case "heldBack":
    case "overridden":
      return whyClauses(outcome.by.condition, outcome.order, line);
    case "suppressed":
      return whyClauses(outcome.by.condition, outcome.order, outcome.by.forOrder ? undefined : outcome.line);
    case "switchedOff":
    case "paused":
    case "nothingToSuppress":
    case "freeLine":
    case "skuNotInCatalogue":
    case "freeItemAlreadyAdded":
    case "lineNotCovered":
    case "action":
      return [];
  }
};

const reasonOf = (
  { rule: { rule }, line, outcome }: Entry,
  order: OrderWithInputs,
  explain: () => string,
): Reason => {
  const exception = outcome.kind === "heldBack" ? outcome.by.exception.id : undefined;
  return new LazyReason(rule.id, exception, explain, order, line);
};

/** Two actions of one rule may have no effect for the same reason, which is reported once. @param idle line by line */
const ofLineRule = (idle: readonly Entry[], order: OrderWithInputs): readonly Reason[] => {
  const isRepeated = (index: number): boolean => {
    const { line } = idle[index]!;
    for (let at = index - 1; at >= 0 && idle[at]!.line === line; at -= 1)
      if (explanationOf(idle[at]!, order) === explanationOf(idle[index]!, order)) return true;
    return false;
  };
  return idle.flatMap((entry, index) =>
    isRepeated(index) ? [] : [reasonOf(entry, order, () => explanationOf(entry, order))],
  );
};

/**
 * An action of a rule for each order has an effect if it has one on any line. The reasons of the other lines are then
 * not reported.
 */
const actionOnNoLine = (entries: readonly Entry[], order: OrderWithInputs): readonly Reason[] => {
  if (entries.some(hasEffect)) return [];
  const explain = (): string => [...new Set(entries.map((entry) => explanationOf(entry, order)))].join("; ");
  return [reasonOf(entries[0]!, order, explain)];
};

const ofOrderRule = (entries: readonly Entry[], order: OrderWithInputs): readonly Reason[] => {
  const byAction = Map.groupBy(entries, ({ outcome }) => ("action" in outcome ? outcome.action : undefined));
  return [...byAction].flatMap(([action, group]) =>
    action === undefined ? ofLineRule(group.filter(isIdle), order) : actionOnNoLine(group, order),
  );
};

/** Whether a rule for lines had an effect for certain: of a large order, that is most of what is traced. */
const needsNoReason = ({ forOrder }: CompiledRule, outcome: Outcome): boolean =>
  !forOrder &&
  outcome.kind === "action" &&
  typeof outcome.result !== "string" &&
  !outcome.action.mayBeWithheld;

/** What became of each rule, without what had an effect for certain. */
type Trail = ReadonlyMap<CompiledRule, readonly Entry[]>;

/** Rule by rule as in the rulebook, and of one rule line by line. */
const reasonsOf = (
  { rules }: CompiledRulebook,
  { lines }: Decision,
  trail: Trail,
  order: OrderWithInputs,
): readonly Reason[] => {
  const position = new Map<OrderLine | undefined, number>(lines.map((line, index) => [line, index]));
  const at = ({ line }: Entry): number => position.get(line) ?? -1;
  const inLineOrder = (entries: readonly Entry[]): readonly Entry[] =>
    entries.toSorted((left, right) => at(left) - at(right));
  return rules.flatMap((rule) => {
    const own = trail.get(rule) ?? [];
    return rule.forOrder
      ? ofOrderRule(inLineOrder(own), order)
      : ofLineRule(inLineOrder(own.filter(isIdle)), order);
  });
};

const entryKey = (ruleId: string, lineId: string | undefined): string => `${ruleId} ${lineId ?? ""}`;

/** Of which rule and line an explanation is. */
export type ExplanationOf = { readonly ruleId: string; readonly lineId?: string | undefined };

/** What explanations say of the order, in parts. */
export type ClauseFinder = {
  readonly ofBecause: (because: ExplanationOf) => readonly Clause[];
  readonly ofWhyNot: (whyNot: ExplanationOf) => readonly Clause[];
};

const findBecause = (
  { rules }: CompiledRulebook,
  order: OrderWithInputs,
  { lines }: Decision,
): ClauseFinder["ofBecause"] => {
  const byId = new Map(rules.map((rule) => [rule.rule.id, rule]));
  const lineById = new Map(lines.map((line) => [line.lineId, line]));
  const all = lines.length === order.lines.length ? order : { ...order, lines };
  return ({ ruleId, lineId }) => {
    const rule = byId.get(ruleId);
    if (rule === undefined) return [];
    const seen = rule.addsFreeItems ? order : all;
    return whyClauses(rule.condition, seen, lineId === undefined ? undefined : lineById.get(lineId));
  };
};

/** A rule has at most one outcome with clauses per line. */
const findWhyNot = (
  trail: Trail,
  listed: readonly WhyNot[],
  order: OrderWithInputs,
): ClauseFinder["ofWhyNot"] => {
  const wanted = new Set(listed.map(({ ruleId, lineId }) => entryKey(ruleId, lineId)));
  const clauses = new Map<string, readonly Clause[]>();
  for (const entries of trail.values())
    for (const entry of entries) {
      const key = entryKey(entry.rule.rule.id, entry.line?.lineId);
      if (!wanted.has(key) || clauses.has(key)) continue;
      const own = outcomeClauses(entry, order);
      if (own.length > 0) clauses.set(key, own);
    }
  return ({ ruleId, lineId }) => clauses.get(entryKey(ruleId, lineId)) ?? [];
};

const NOTHING = { entries: [], omitted: 0 };

/** Of the list, however much a response could hold. */
const MAX_WHY_NOT_BYTES = 200_000;

export type ListedWhyNot = {
  readonly whyNot: readonly WhyNot[];
  /** How many more there are, counted per rule and line; absent when there are none. */
  readonly whyNotOmitted?: number;
};

/**
 * Decides an order as `decide` does, and can explain what the rulebook did not do. For every rule and line (every rule,
 * if it is one for each order) there is either an effect in the decision or an explanation; a rule with several actions
 * may have both. Large orders list a part of the explanations.
 * @returns `listWhyNot` takes the limit of the list in bytes of JSON; `clausesOf` takes what it lists
 */
export const decideWithTrace = (
  compiled: CompiledRulebook,
  version: number,
  order: OrderWithInputs,
  catalogue: Catalogue,
): {
  readonly decision: Decision;
  readonly listWhyNot: (maxBytes: number) => ListedWhyNot;
  readonly clausesOf: (listed: readonly WhyNot[]) => ClauseFinder;
} => {
  const trail = new Map<CompiledRule, Entry[]>();
  const decision = decide(compiled, version, order, catalogue, (rule, line, outcome) => {
    if (needsNoReason(rule, outcome)) return;
    const own = trail.get(rule);
    if (own === undefined) trail.set(rule, [{ rule, line, outcome }]);
    else own.push({ rule, line, outcome });
  });
  const listWhyNot = (maxBytes: number): ListedWhyNot => {
    const reasons = reasonsOf(compiled, decision, trail, order);
    const limit = Math.min(MAX_WHY_NOT_BYTES, maxBytes);
    const [{ entries, omitted } = NOTHING] = listReasons([reasons], limit, false);
    return omitted === 0 ? { whyNot: entries } : { whyNot: entries, whyNotOmitted: omitted };
  };
  const clausesOf = (listed: readonly WhyNot[]): ClauseFinder => ({
    ofBecause: findBecause(compiled, order, decision),
    ofWhyNot: findWhyNot(trail, listed, order),
  });
  return { decision, listWhyNot, clausesOf };
};

/** Decides an order and explains what the rulebook did not do, within the usual limit. */
export const decideWithWhyNot = (
  compiled: CompiledRulebook,
  version: number,
  order: OrderWithInputs,
  catalogue: Catalogue,
): ListedWhyNot & { readonly decision: Decision } => {
  const { decision, listWhyNot } = decideWithTrace(compiled, version, order, catalogue);
  return { decision, ...listWhyNot(MAX_WHY_NOT_BYTES) };
};
