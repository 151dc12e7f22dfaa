/** What became of the rules of an order, and the reasons why they had no effect. */
import type { OrderLine } from "../domain/order-line.ts";
import type { CompiledRule } from "./compiled-rule.ts";
import { whyNotText, whyText } from "./condition.ts";
import { decidedAt, type OrderWithInputs } from "./decision-inputs.ts";
import type { Decision } from "./decision.ts";
import { kindsOf } from "./effect-kinds.ts";
import type { Reason, ReasonGroup, RuleReasons } from "./listed-reasons.ts";
import type { Outcome, Trace } from "./trace.ts";

export type Entry = {
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

const hasEffect = (outcome: Outcome): boolean =>
  outcome.kind === "action" && typeof outcome.result !== "string" && outcome.result.withheld === undefined;

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

const reasonOf = (entry: Entry, explanation: string): Reason => {
  const { rule, line, outcome } = entry;
  const ruleId = rule.rule.id;
  const exception = outcome.kind === "heldBack" ? outcome.by.exception.id : undefined;
  return { ruleId, lineId: line?.lineId, exception, explanation };
};

/** What became of one rule: the outcomes beside the lines that they are about. */
type RuleTrail = {
  readonly rule: CompiledRule;
  readonly lines: (OrderLine | undefined)[];
  readonly outcomes: Outcome[];
};

/** Of each rule by its position, without what had an effect for certain. */
export type Trail = readonly (RuleTrail | undefined)[];

const entryAt = ({ rule, lines, outcomes }: RuleTrail, index: number): Entry => ({
  rule,
  line: lines[index],
  outcome: outcomes[index]!,
});

export const entriesOf = (trail: RuleTrail): readonly Entry[] =>
  trail.outcomes.map((_, index) => entryAt(trail, index));

/** Outcomes line by line; most are already. */
const inLineOrder = (trail: RuleTrail, positions: ReadonlyMap<OrderLine | undefined, number>): RuleTrail => {
  const at = trail.lines.map((line) => positions.get(line) ?? -1);
  if (at.every((position, index) => index === 0 || at[index - 1]! <= position)) return trail;
  const indexes = [...at.keys()].toSorted((left, right) => at[left]! - at[right]!);
  return {
    rule: trail.rule,
    lines: indexes.map((index) => trail.lines[index]),
    outcomes: indexes.map((index) => trail.outcomes[index]!),
  };
};

/** Two actions of one rule may have no effect for the same reason, which is reported once. @param trail line by line */
const ofLineRule = (trail: RuleTrail, order: OrderWithInputs): RuleReasons => {
  const { lines, outcomes } = trail;
  const idle: number[] = [];
  const isRepeated = (index: number): boolean => {
    for (let at = idle.length - 1; at >= 0 && lines[idle[at]!] === lines[index]; at -= 1)
      if (explanationOf(entryAt(trail, idle[at]!), order) === explanationOf(entryAt(trail, index), order))
        return true;
    return false;
  };
  for (let index = 0; index < outcomes.length; index += 1)
    if (!hasEffect(outcomes[index]!) && !isRepeated(index)) idle.push(index);
  const at = (index: number): Reason => {
    const entry = entryAt(trail, idle[index]!);
    return reasonOf(entry, explanationOf(entry, order));
  };
  return { ruleId: trail.rule.rule.id, count: idle.length, at };
};

/**
 * An action of a rule for each order has an effect if it has one on any line. The reasons of the other lines are then
 * not reported.
 */
const actionOnNoLine = (entries: readonly Entry[], order: OrderWithInputs): readonly Reason[] => {
  if (entries.some(({ outcome }) => hasEffect(outcome))) return [];
  const explanations = new Set(entries.map((entry) => explanationOf(entry, order)));
  return [reasonOf(entries[0]!, [...explanations].join("; "))];
};

const ofOrderRule = (trail: RuleTrail, order: OrderWithInputs): RuleReasons => {
  const byAction = Map.groupBy(entriesOf(trail), ({ outcome }) =>
    "action" in outcome ? outcome.action : undefined,
  );
  const reasons = [...byAction].flatMap(([action, group]): readonly Reason[] => {
    if (action !== undefined) return actionOnNoLine(group, order);
    const lines = group.map(({ line }) => line);
    return madeReasons(
      ofLineRule({ rule: trail.rule, lines, outcomes: group.map(({ outcome }) => outcome) }, order),
    );
  });
  return { ruleId: trail.rule.rule.id, count: reasons.length, at: (index) => reasons[index]! };
};

const madeReasons = ({ count, at }: RuleReasons): readonly Reason[] =>
  Array.from({ length: count }, (_, index) => at(index));

/** Whether a rule for lines had an effect for certain: of a large order, that is most of what is traced. */
const needsNoReason = ({ forOrder }: CompiledRule, outcome: Outcome): boolean =>
  !forOrder &&
  outcome.kind === "action" &&
  typeof outcome.result !== "string" &&
  !outcome.action.mayBeWithheld;

/** Rule by rule as in the rulebook, and of one rule line by line. */
export const reasonsIn = ({ lines }: Decision, trail: Trail, order: OrderWithInputs): ReasonGroup => {
  const positions = new Map<OrderLine | undefined, number>(lines.map((line, index) => [line, index]));
  const byRule: RuleReasons[] = [];
  for (const own of trail) {
    if (own === undefined) continue;
    const ordered = inLineOrder(own, positions);
    const reasons = own.rule.forOrder ? ofOrderRule(ordered, order) : ofLineRule(ordered, order);
    if (reasons.count > 0) byRule.push(reasons);
  }
  return {
    count: byRule.reduce((sum, { count }) => sum + count, 0),
    all: () => byRule.flatMap(madeReasons),
    byRule: () => byRule,
  };
};

/** A trail, and the trace that fills it. */
export const emptyTrail = (
  rules: readonly CompiledRule[],
): { readonly trail: Trail; readonly trace: Trace } => {
  const trail: (RuleTrail | undefined)[] = new Array(rules.length);
  const trace: Trace = (rule, line, outcome) => {
    if (needsNoReason(rule, outcome)) return;
    const own = trail[rule.position] ?? { rule, lines: [], outcomes: [] };
    trail[rule.position] = own;
    own.lines.push(line);
    own.outcomes.push(outcome);
  };
  return { trail, trace };
};
