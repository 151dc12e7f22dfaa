/** What the versions of the rulebook renamed, kept in the container. A version is immutable, so it is read once. */
import { findNewestVersion, findRenames } from "../database/rulebooks.ts";
import { formerIdsOf, type Rename } from "../rulebook/renames.ts";
import { readerDatabase } from "./database-pool.ts";

let known: { readonly upTo: number; readonly renames: readonly Rename[] } = { upTo: 0, renames: [] };

/** The ids that a rule had in earlier versions. */
export const formerIds = async (ruleId: string): Promise<readonly string[]> => {
  const { upTo, renames } = known;
  const newest = await findNewestVersion(readerDatabase());
  if (newest > upTo)
    known = { upTo: newest, renames: [...renames, ...(await findRenames(readerDatabase(), upTo, newest))] };
  return formerIdsOf(ruleId, known.renames);
};
