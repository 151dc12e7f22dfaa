/** The function behind /rulebooks: save, read, simulate and activate. */
import { rulebookOperations } from "../../lib/contract/operations/rulebooks.ts";
import { httpFunction } from "../../lib/http/http-function.ts";
import { activateRulebook } from "./activate-rulebook.ts";
import { listRulebooks, readRulebook } from "./read-rulebook.ts";
import { saveRulebook } from "./save-rulebook.ts";
import { simulateRulebook } from "./simulate-rulebook.ts";

export const handler = httpFunction(rulebookOperations, {
  saveRulebook,
  listRulebooks,
  readRulebook,
  simulateRulebook,
  activateRulebook,
});
