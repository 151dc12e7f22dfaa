/** The function behind /rulebooks: check, save, read, simulate, activate, the schedule, and the vocabulary. */
import { rulebookOperations } from "../../lib/contract/operations/rulebooks.ts";
import { cancelActivation, listActivations } from "./activations.ts";
import { checkRulebook } from "./check-text.ts";
import { httpFunction } from "../../lib/http/http-function.ts";
import { activateRulebook } from "./activate-rulebook.ts";
import { approveRulebook } from "./approve-rulebook.ts";
import { listRulebooks, readActiveRulebook, readRulebook } from "./read-rulebook.ts";
import { saveRulebook } from "./save-rulebook.ts";
import { readUsage } from "./read-usage.ts";
import { readVocabulary } from "./read-vocabulary.ts";
import { simulateRulebook, simulateText } from "./simulate-rulebook.ts";

export const handler = httpFunction(rulebookOperations, {
  readVocabulary,
  saveRulebook,
  checkRulebook,
  simulateText,
  listActivations,
  cancelActivation,
  listRulebooks,
  readActiveRulebook,
  readRulebook,
  readUsage,
  simulateRulebook,
  activateRulebook,
  approveRulebook,
});
