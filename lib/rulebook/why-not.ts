/** Why rules had no effect on an order: the trace of a decision, as text. */
import type { Catalogue } from "../domain/catalogue.ts";
import type { Clause } from "./clause.ts";
import type { CompiledRulebook } from "./compile.ts";
import { whyClauses, whyNotClauses } from "./condition.ts";
import { decide } from "./decide.ts";
import { decidedAt, type OrderWithInputs } from "./decision-inputs.ts";
import type { Decision, WhyNot } from "./decision.ts";
import { listReasons } from "./listed-reasons.ts";
import { emptyTrail, entriesOf, type Entry, reasonsIn, type Trail } from "./trail.ts";

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
  for (const own of trail)
    for (const entry of own === undefined ? [] : entriesOf(own)) {
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
  const { trail, trace } = emptyTrail(compiled.rules);
  const decision = decide(compiled, version, order, catalogue, trace);
  const listWhyNot = (maxBytes: number): ListedWhyNot => {
    const reasons = reasonsIn(decision, trail, order);
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
