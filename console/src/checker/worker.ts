/** The product's own checker of rulebooks, in a worker beside the page. */
import { checkRulebook, type RulebookIssue } from "../../../lib/rulebook/check/check-rulebook.ts";
import { STARTING_CATALOGUE } from "../../../lib/rulebook/starting-catalogue.ts";

export type CheckRequest = { readonly id: number; readonly source: string };
export type CheckReply = { readonly id: number; readonly issues: readonly RulebookIssue[] };

/** The page does not know the catalogue; the API checks the SKUs. */
class AnySku extends Set<string> {
  override has(): boolean {
    return true;
  }
}

const SKUS = new AnySku(Object.keys(STARTING_CATALOGUE));

addEventListener("message", ({ data }: MessageEvent<CheckRequest>) => {
  const checked = checkRulebook(data.source, "yaml", { skus: SKUS, now: new Date().toISOString() });
  const reply: CheckReply = { id: data.id, issues: checked.ok ? [] : checked.issues };
  postMessage(reply);
});
