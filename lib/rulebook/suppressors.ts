/** Which rules may hold back which actions: `suppress: [commission]`. */
import { kindsOf } from "./effect-kinds.ts";
import type { Action, Rule } from "./rulebook.ts";

type Suppressing = Pick<Rule, "suppress"> & { readonly then: readonly Action[] };

/**
 * For each action that a rule may hold back: those rules, in the order of the rulebook.
 * @returns undefined when no rule holds effects back
 */
export const suppressorsOf = <T>(
  rules: readonly T[],
  ruleOf: (one: T) => Suppressing,
): ReadonlyMap<Action, readonly T[]> | undefined => {
  const suppressing = rules.filter((one) => ruleOf(one).suppress !== undefined);
  if (suppressing.length === 0) return undefined;
  const found = new Map<Action, readonly T[]>();
  for (const one of rules)
    for (const action of ruleOf(one).then) {
      const kinds = kindsOf(action);
      const own = suppressing.filter((by) => ruleOf(by).suppress!.some((kind) => kinds.includes(kind)));
      if (own.length > 0) found.set(action, own);
    }
  return found;
};
