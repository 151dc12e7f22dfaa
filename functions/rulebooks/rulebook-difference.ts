/** What differs between two rulebooks, rule by rule. Pure. */
import type { Rulebook } from "../../lib/rulebook/rulebook.ts";

/** A rule, or another part of the rulebook, that differs. */
export type RulebookDifference = {
  readonly ruleId?: string;
  readonly change: "added" | "removed" | "changed";
  readonly detail: string;
};

/** Everything but the rules, and the kinds of lists, which follow from them. */
const OTHER_PARTS: Readonly<Record<Exclude<keyof Rulebook, "rules" | "lists">, string>> = {
  plans: "the plans",
  planDetails: "the plans",
  memberships: "the mails about memberships",
  productTypes: "the product types",
  destinations: "the destinations",
  templates: "the mail templates",
  texts: "the texts",
  tables: "the tables",
  examples: "the examples",
};

const otherParts = (before: Rulebook, after: Rulebook): RulebookDifference[] => {
  const changed = Object.entries(OTHER_PARTS).flatMap(([part, name]) => {
    const key = part as keyof typeof OTHER_PARTS;
    return JSON.stringify(before[key]) === JSON.stringify(after[key]) ? [] : [name];
  });
  return [...new Set(changed)].map((name) => ({ change: "changed", detail: `${name} were changed` }));
};

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
