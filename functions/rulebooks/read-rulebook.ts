/** GET /rulebooks, /rulebooks/active and /rulebooks/{version}. */
import { positiveInteger } from "../../lib/contract/path-parameters.ts";
import type { Principal } from "../../lib/domain/scope.ts";
import { jsonResponse, problem } from "../../lib/http/response.ts";
import { now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import type { Handler } from "../../lib/http/http-function.ts";
import { findRulebook, findRulesInForce, listRulebooks as listAll } from "../../lib/database/rulebooks.ts";
import { findShadowReport } from "../../lib/database/shadow.ts";
import { rulebookResponse } from "./rulebook-response.ts";

export const listRulebooks: Handler = async () =>
  jsonResponse(200, { rulebooks: await listAll(database(), now()) });

const versionOf = async (text: string): Promise<number | undefined> =>
  text === "active"
    ? ((await findRulesInForce(database(), now())).active ?? undefined)
    : positiveInteger(text);

const describe = async (version: number, principal: Principal) => {
  const stored = await findRulebook(database(), version, now());
  if (stored === undefined) return undefined;
  return rulebookResponse(stored, await findShadowReport(database(), version, principal.clientId));
};

export const readRulebook: Handler = async ({ params, principal }) => {
  const version = await versionOf(params.version ?? "");
  const answer = version === undefined ? undefined : await describe(version, principal);
  return answer === undefined ? problem(404, "There is no such rulebook.") : jsonResponse(200, answer);
};
