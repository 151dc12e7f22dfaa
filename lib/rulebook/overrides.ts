/** Which rules override which: along chains, so that a over b over c holds c back by a too. */
import type { Rule } from "./rulebook.ts";

type Overriding = Pick<Rule, "id" | "overrides">;

/** The ids of the rules that a rule overrides, directly or along a chain; circles end. */
const overriddenBy = (id: string, byId: ReadonlyMap<string, Overriding>): ReadonlySet<string> => {
  const reached = new Set<string>();
  const open = [id];
  for (let next = open.pop(); next !== undefined; next = open.pop())
    for (const overridden of byId.get(next)?.overrides ?? [])
      if (!reached.has(overridden)) {
        reached.add(overridden);
        open.push(overridden);
      }
  return reached;
};

/** For each rule that is overridden: the rules that hold it back, in the order of the rulebook. */
export const overridersOf = <T extends Overriding>(
  rules: readonly T[],
): ReadonlyMap<string, readonly T[]> => {
  const overriders = new Map<string, T[]>();
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  for (const rule of rules) {
    if (rule.overrides === undefined) continue;
    for (const id of overriddenBy(rule.id, byId)) {
      const known = overriders.get(id);
      if (known === undefined) overriders.set(id, [rule]);
      else known.push(rule);
    }
  }
  return overriders;
};
