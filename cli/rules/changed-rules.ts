/** Which rules differ between two versions, for `rules diff`. */

type Rule = { readonly id: string; readonly renamedFrom?: string };

const byId = (rules: readonly Rule[]): ReadonlyMap<string, string> =>
  new Map(rules.map((rule) => [rule.id, JSON.stringify(rule)]));

/** One line for each rule that differs: `+` is new, `-` is gone, `~` says something else or has a new id. */
export const changedRules = (before: readonly Rule[], after: readonly Rule[]): readonly string[] => {
  const old = byId(before);
  const next = byId(after);
  const formerIds = new Map(
    after.flatMap(({ id, renamedFrom }) =>
      renamedFrom !== undefined && old.has(renamedFrom) && !old.has(id) ? [[id, renamedFrom] as const] : [],
    ),
  );
  const renamed = new Set(formerIds.values());
  const word = (id: string): string | undefined => {
    if (renamed.has(id)) return undefined;
    const former = formerIds.get(id);
    if (former !== undefined) return `~ ${former} → ${id}`;
    if (!old.has(id)) return `+ ${id}`;
    if (!next.has(id)) return `- ${id}`;
    return old.get(id) === next.get(id) ? undefined : `~ ${id}`;
  };
  return [...new Set([...old.keys(), ...next.keys()])].flatMap((id) => word(id) ?? []);
};
