/** Applies mutations to texts of source files. Pure. */
import type { Mutation } from "./mutations.ts";

/** The mutation no longer fits the source: adapt it to what the source says now. */
export class StaleMutationError extends Error {}

/** @throws StaleMutationError unless the mutation's text is in the source exactly once */
export const applyMutation = (source: string, { name, file, find, replace }: Mutation): string => {
  const [before, after, ...others] = source.split(find);
  if (after === undefined) throw new StaleMutationError(`${file} no longer has the text of “${name}”`);
  if (others.length > 0)
    throw new StaleMutationError(`${file} has the text of “${name}” ${others.length + 1} times`);
  return before + replace + after;
};
