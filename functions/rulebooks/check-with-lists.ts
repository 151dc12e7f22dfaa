/** Checks the text of a rulebook with the lists that there are. */
import { findListKinds } from "../../lib/database/lists.ts";
import {
  type CheckOptions,
  type CheckResult,
  checkRulebook,
} from "../../lib/rulebook/check/check-rulebook.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { currentLists } from "../../lib/runtime/list-cache.ts";

/** As `checkRulebook`; examples see the lists as they are now. */
export const checkWithLists = async (
  text: string,
  format: "yaml" | "json",
  options: Omit<CheckOptions, "lists" | "listKinds">,
): Promise<CheckResult> => {
  const listKinds = await findListKinds(database());
  const checked = checkRulebook(text, format, { ...options, listKinds });
  // Which lists the examples need is known only now.
  if (!checked.ok || checked.rulebook.lists === undefined || checked.rulebook.examples.length === 0)
    return checked;
  const lists = await currentLists(Object.keys(checked.rulebook.lists));
  return checkRulebook(text, format, { ...options, listKinds, lists });
};
