/** GET /rulebooks, /rulebooks/active and /rulebooks/{version}. */
import { rulebookOperations } from "../../lib/contract/operations/rulebooks.ts";
import { findRulebook, findRulesInForce, listRulebooks as listAll } from "../../lib/database/rulebooks.ts";
import { findShadowReport } from "../../lib/database/shadow.ts";
import type { Principal } from "../../lib/domain/scope.ts";
import type { Handler } from "../../lib/http/handler.ts";
import { visibleClient } from "../../lib/http/visible-client.ts";
import { jsonResponse, problem } from "../../lib/http/response.ts";
import { now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { approvalsOf } from "./approve-rulebook.ts";
import { rulebookResponse } from "./rulebook-response.ts";

export const listRulebooks: Handler<typeof rulebookOperations.listRulebooks> = async () =>
  jsonResponse(200, { rulebooks: await listAll(database(), now()) });

const shadowReport = async (version: number, principal: Principal) => {
  const clientId = visibleClient(principal);
  const report = await findShadowReport(database(), version, clientId);
  if (report === undefined || clientId === undefined) return report;
  return { ...report, examples: report.examples.map(({ clientId: _own, ...example }) => example) };
};

const describe = async (version: number, principal: Principal) => {
  const stored = await findRulebook(database(), version, now());
  if (stored === undefined) return undefined;
  const approvals = await approvalsOf(database(), version);
  return { ...rulebookResponse(stored, await shadowReport(version, principal)), ...approvals };
};

export const readRulebook: Handler<typeof rulebookOperations.readRulebook> = async ({
  params,
  principal,
}) => {
  const rulebook = await describe(params.version, principal);
  return rulebook === undefined
    ? problem(404, rulebookOperations.readRulebook.notFound)
    : jsonResponse(200, rulebook);
};

export const readActiveRulebook: Handler<typeof rulebookOperations.readActiveRulebook> = async ({
  principal,
}) => {
  const { active } = await findRulesInForce(database(), now());
  const rulebook = active === null ? undefined : await describe(active, principal);
  return rulebook === undefined
    ? problem(404, rulebookOperations.readActiveRulebook.notFound)
    : jsonResponse(200, rulebook);
};
