/** The same rule under the ids that versions of the rulebook gave it, one after the other. Pure. */

/** A version gave a rule another id. */
export type Rename = { readonly formerId: string; readonly ruleId: string };

/** Every id that a rule had before, whatever versions lie between. */
export const formerIdsOf = (ruleId: string, renames: readonly Rename[]): readonly string[] => {
  const ids = new Set([ruleId]);
  // A set is walked as it grows.
  for (const id of ids) for (const one of renames) if (one.ruleId === id) ids.add(one.formerId);
  ids.delete(ruleId);
  return [...ids];
};

type Renaming = { readonly id: string; readonly renamedFrom?: string | undefined };

const renamesIn = (rules: readonly Renaming[]): readonly Rename[] =>
  rules.flatMap(({ id, renamedFrom }) =>
    renamedFrom === undefined ? [] : [{ formerId: renamedFrom, ruleId: id }],
  );

/**
 * Under which id of one rulebook a rule of another counts: a renamed rule is one rule, in both directions.
 * @param own the rules among which the id is sought
 * @param other the rules of which one has the id
 * @param between what the versions between them renamed, in ascending order, whichever of the two is the earlier
 */
export const sameRuleIn = (
  own: readonly Renaming[],
  other: readonly Renaming[],
  between: readonly Rename[],
): ((id: string) => string) => {
  const ids = new Set(own.map(({ id }) => id));
  const later = [...between, ...renamesIn(own)];
  const earlier = [...between, ...renamesIn(other)].toReversed();
  return (id) => {
    if (ids.has(id)) return id;
    const newer = later.reduce((now, { formerId, ruleId }) => (now === formerId ? ruleId : now), id);
    if (ids.has(newer)) return newer;
    const older = earlier.reduce((now, { formerId, ruleId }) => (now === ruleId ? formerId : now), id);
    return ids.has(older) ? older : id;
  };
};
