/** Rulebooks over HTTP: save, read, try, switch on and back. */
import { httpFunction } from "../../lib/http/http-function.ts";
import { activateRulebook } from "./activate-rulebook.ts";
import { listRulebooks, readRulebook } from "./read-rulebook.ts";
import { saveRulebook } from "./save-rulebook.ts";
import { simulateRulebook } from "./simulate-rulebook.ts";

export const handler = httpFunction({
  saveRulebook,
  listRulebooks,
  readRulebook,
  simulateRulebook,
  activateRulebook,
});
