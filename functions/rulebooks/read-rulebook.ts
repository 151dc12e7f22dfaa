/** GET /rulebooks, /rulebooks/active and /rulebooks/{version}. */
import { rulebookOperations } from "../../lib/contract/operations/rulebooks.ts";
import { findRulebook, findRulesInForce, listRulebooks as listAll } from "../../lib/database/rulebooks.ts";
import { findShadowReport } from "../../lib/database/shadow.ts";
import type { Principal } from "../../lib/domain/scope.ts";
import type { Handler } from "../../lib/http/handler.ts";
import { jsonResponse, problem } from "../../lib/http/response.ts";
import { now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { rulebookResponse } from "./rulebook-response.ts";

export const listRulebooks: Handler<typeof rulebookOperations.listRulebooks> = async () =>
  jsonResponse(200, { rulebooks: await listAll(database(), now()) });

const activeVersion = async (): Promise<number | undefined> =>
  (await findRulesInForce(database(), now())).active ?? undefined;

const describe = async (version: number, principal: Principal) => {
  const stored = await findRulebook(database(), version, now());
  if (stored === undefined) return undefined;
  return rulebookResponse(stored, await findShadowReport(database(), version, principal.clientId));
};

export const readRulebook: Handler<typeof rulebookOperations.readRulebook> = async ({
  params,
  principal,
}) => {
  const version = params.version === "active" ? await activeVersion() : params.version;
  const rulebook = version === undefined ? undefined : await describe(version, principal);
  return rulebook === undefined
    ? problem(404, rulebookOperations.readRulebook.notFound)
    : jsonResponse(200, rulebook);
};
