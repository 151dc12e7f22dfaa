/** Whether a rule is in force at an instant: switched on, within its dates and in none of its pauses. */
import type { CompiledRule } from "./compiled-rule.ts";
import type { Outcome } from "./trace.ts";

/** Why a rule is not in force. */
type OutOfForce = Extract<Outcome, { kind: "switchedOff" | "notYetInForce" | "noLongerInForce" | "paused" }>;

export const isWithin = (
  paidAt: number,
  { from, until }: { readonly from: number; readonly until: number },
): boolean => paidAt >= from && paidAt < until;

/** Why a rule is not in force at an instant in epoch milliseconds; undefined when it is. */
export const outOfForce = (paidAt: number, rule: CompiledRule): OutOfForce | undefined => {
  if (!rule.isEnabled) return { kind: "switchedOff" };
  if (paidAt < rule.from) return { kind: "notYetInForce" };
  if (paidAt >= rule.until) return { kind: "noLongerInForce" };
  const pause = rule.pauses.find((one) => isWithin(paidAt, one));
  return pause && { kind: "paused", reason: pause.reason };
};

export const isInForceAt = (rule: CompiledRule, instant: number): boolean =>
  outOfForce(instant, rule) === undefined;
