/** Actions that take lines from the task of other actions: `packingSlip: { destination: a, insteadOf: b }`. */
import type { OrderLine } from "../domain/order-line.ts";
import type { CompiledRule } from "./compiled-rule.ts";
import type { HoldingBack } from "./held-back.ts";
import type { CompiledAction } from "./task-plan.ts";

/** The lines that a rule applies to. */
export type AppliedLines = { readonly has: (line: OrderLine) => boolean };

type Taker = {
  readonly rule: CompiledRule;
  readonly action: CompiledAction;
  readonly lines: AppliedLines;
};

/** By the key of the task whose lines are taken. */
export type Takers = ReadonlyMap<string, readonly Taker[]>;

/**
 * @param rules of which an action takes lines
 * @returns undefined when there are none
 */
export const takersOf = (
  rules: readonly CompiledRule[],
  evaluated: ReadonlyMap<CompiledRule, AppliedLines>,
): Takers | undefined => {
  if (rules.length === 0) return undefined;
  const takers = rules.flatMap((rule) => {
    const lines = evaluated.get(rule);
    return lines === undefined ? [] : rule.actions.map((action) => ({ rule, action, lines }));
  });
  const taking = takers.filter(({ action }) => action.takesFrom !== undefined);
  return Map.groupBy(taking, ({ action }) => action.takesFrom!);
};

/** Those that take a line from the task of an action. One that is held back takes none. */
export const takersOfLine = (
  takers: Takers,
  { taskKey }: CompiledAction,
  line: OrderLine,
  holdingBack: HoldingBack | undefined,
): readonly Taker[] =>
  (taskKey === undefined ? [] : (takers.get(taskKey) ?? [])).filter(
    (taker) => taker.lines.has(line) && !holdingBack?.isHeldBack(taker.rule, taker.action, line),
  );

/** Why an action from which a line is taken has no effect on it. */
export const takenBy = (takers: readonly Taker[]): string =>
  takers
    .map(({ rule, action }) => `the line goes to ${action.mergeKey} instead, by rule ${rule.rule.id}`)
    .join("; ");
