/** What differs between two rulebooks, rule by rule. Pure. */
import type { Rulebook } from "../../lib/rulebook/rulebook.ts";

/** A rule, or another part of the rulebook, that differs. */
export type RulebookDifference = {
  readonly ruleId?: string;
  readonly change: "added" | "removed" | "changed";
  readonly detail: string;
};

const OTHER_PARTS = {
  plans: "the plans",
  productTypes: "the product types",
  examples: "the examples",
} as const;

const otherParts = (before: Rulebook, after: Rulebook): RulebookDifference[] =>
  Object.entries(OTHER_PARTS).flatMap(([part, name]) => {
    const key = part as keyof typeof OTHER_PARTS;
    const isEqual = JSON.stringify(before[key]) === JSON.stringify(after[key]);
    return isEqual ? [] : [{ change: "changed" as const, detail: `${name} were changed` }];
  });

/** @param before the stored JSON of a rulebook, as `after` */
export const rulebookDifferences = (before: Rulebook, after: Rulebook): readonly RulebookDifference[] => {
  const old = new Map(before.rules.map((rule) => [rule.id, JSON.stringify(rule)]));
  const next = new Map(after.rules.map((rule) => [rule.id, JSON.stringify(rule)]));
  const renamed = new Map(
    after.rules.flatMap(({ id, renamedFrom = "" }) =>
      old.has(renamedFrom) && !old.has(id) ? [[id, renamedFrom]] : [],
    ),
  );
  const formerIds = new Set(renamed.values());
  const ofRule = (ruleId: string): RulebookDifference[] => {
    const formerId = renamed.get(ruleId);
    if (formerId !== undefined)
      return [{ ruleId, change: "changed", detail: `rule ${ruleId} was renamed from ${formerId}` }];
    if (formerIds.has(ruleId)) return [];
    if (!old.has(ruleId)) return [{ ruleId, change: "added", detail: `rule ${ruleId} was added` }];
    if (!next.has(ruleId)) return [{ ruleId, change: "removed", detail: `rule ${ruleId} was removed` }];
    if (old.get(ruleId) === next.get(ruleId)) return [];
    return [{ ruleId, change: "changed", detail: `rule ${ruleId} was changed` }];
  };
  return [...[...new Set([...old.keys(), ...next.keys()])].flatMap(ofRule), ...otherParts(before, after)];
};
