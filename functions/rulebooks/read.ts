/** GET /rulebooks, /rulebooks/active and /rulebooks/{version}. */
import { positiveInteger } from "../../lib/contract/path-ids.ts";
import type { Principal } from "../../lib/domain/scope.ts";
import { json, refuse } from "../../lib/edge/answer.ts";
import { now } from "../../lib/edge/clock.ts";
import { database } from "../../lib/edge/database.ts";
import type { Handler } from "../../lib/edge/http-function.ts";
import { findRulebook, findRulesInForce, listRulebooks as listAll } from "../../lib/store/rulebooks.ts";
import { findShadowReport } from "../../lib/store/shadow.ts";
import { rulebookAnswer } from "./present.ts";

export const listRulebooks: Handler = async () => json(200, { rulebooks: await listAll(database(), now()) });

const versionOf = async (text: string): Promise<number | undefined> =>
  text === "active"
    ? ((await findRulesInForce(database(), now())).active ?? undefined)
    : positiveInteger(text);

const describe = async (version: number, principal: Principal) => {
  const stored = await findRulebook(database(), version, now());
  if (stored === undefined) return undefined;
  return rulebookAnswer(stored, await findShadowReport(database(), version, principal.clientId));
};

export const readRulebook: Handler = async ({ params, principal }) => {
  const version = await versionOf(params.version ?? "");
  const answer = version === undefined ? undefined : await describe(version, principal);
  return answer === undefined ? refuse(404, "There is no such rulebook.") : json(200, answer);
};
