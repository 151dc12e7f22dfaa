/** The product's own checker of rulebooks. */
import { checkRulebook, type RulebookIssue } from "../../../lib/rulebook/check/check-rulebook.ts";
import { STARTING_CATALOGUE } from "../../../lib/rulebook/starting-catalogue.ts";

/** The page does not know the catalogue; the API checks the SKUs. */
class AnySku extends Set<string> {
  override has(): boolean {
    return true;
  }
}

const SKUS = new AnySku(Object.keys(STARTING_CATALOGUE));

export const check = (source: string): readonly RulebookIssue[] => {
  const checked = checkRulebook(source, "yaml", { skus: SKUS, now: new Date().toISOString() });
  return checked.ok ? [] : checked.issues;
};

export { editTable, gridsOf } from "../../../lib/rulebook/check/edit-table.ts";
