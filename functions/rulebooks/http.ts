/** Rulebooks over HTTP: save, read, try, switch on and back. */
import { httpFunction } from "../../lib/edge/http-function.ts";
import { activateRulebook } from "./activate.ts";
import { listRulebooks, readRulebook } from "./read.ts";
import { saveRulebook } from "./save.ts";
import { simulateRulebook } from "./simulate.ts";

export const handler = httpFunction({
  saveRulebook,
  listRulebooks,
  readRulebook,
  simulateRulebook,
  activateRulebook,
});
