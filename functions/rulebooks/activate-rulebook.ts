/** POST /rulebooks/{version}/activation: activates a version now or later (rollback included), or sets shadow mode. */
import type { rulebookOperations } from "../../lib/contract/operations/rulebooks.ts";
import {
  cancelActivations,
  insertActivation,
  listScheduled,
  lockSchedule,
} from "../../lib/database/rulebook-activations.ts";
import {
  clearShadow,
  findRulebook,
  findRulesInForce,
  type StoredRulebook,
  setShadow,
} from "../../lib/database/rulebooks.ts";
import type { Sql } from "../../lib/database/sql.ts";
import type { HttpRequest, ResourceHandler } from "../../lib/http/handler.ts";
import { jsonResponse, problem, validationProblem } from "../../lib/http/response.ts";
import { now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { clearRulesCache, loadRulebook, RulebookLoadError } from "../../lib/runtime/rulebook-cache.ts";
import { authorOf } from "./save-rulebook.ts";

/** How far in the past `effectiveFrom` may lie: the caller's clock may be slow, and the request takes time. */
const CLOCK_SKEW_MARGIN_MS = 60_000;

type Change = { readonly at: string; readonly by: string };

type ActivationRequest = HttpRequest<typeof rulebookOperations.activateRulebook>["body"];

const PAST = { pointer: "/effectiveFrom", detail: "must not be in the past: orders have been decided since" };

const unexpectedActive = (expected: number, active: number | null) => {
  const actual = active === null ? "no rulebook is active" : `rulebook ${active} is active`;
  return problem(409, `Rulebook ${expected} is not active: ${actual}.`, {
    errors: [{ pointer: "/expectedActive", detail: actual }],
  });
};

const failedExamplesProblem = ({ version, failedExamples }: StoredRulebook) =>
  problem(409, `Rulebook ${version} cannot be activated: ${failedExamples.length} of its examples fail.`, {
    errors: failedExamples.map((failure) => ({ ...failure })),
  });

/** Activates a version under the lock of the schedule, so that the versions and instants it compares stay true. */
const activateLocked = async (
  tx: Sql,
  { version }: StoredRulebook,
  wanted: ActivationRequest,
  by: string,
) => {
  await lockSchedule(tx);
  const at = now();
  const requested = wanted.effectiveFrom ?? at;
  const past = Date.parse(at) - Date.parse(requested);
  if (past > CLOCK_SKEW_MARGIN_MS) return validationProblem([PAST]);
  const { active } = await findRulesInForce(tx, at);
  if (wanted.expectedActive !== undefined && wanted.expectedActive !== active)
    return unexpectedActive(wanted.expectedActive, active);
  const scheduled = await listScheduled(tx, at);
  if (wanted.cancelScheduled === true) await cancelActivations(tx, scheduled, { at, by });
  const isFuture = past < 0;
  const effectiveFrom = isFuture ? new Date(requested).toISOString() : at;
  const activationId = await insertActivation(tx, {
    version,
    effectiveFrom,
    createdAt: at,
    createdBy: by,
    note: wanted.note,
  });
  const status: "active" | "scheduled" = isFuture ? "scheduled" : "active";
  const pending = wanted.cancelScheduled === true ? [] : scheduled;
  return jsonResponse(200, { version, status, activationId, effectiveFrom, pending });
};

const activate = async (rulebook: StoredRulebook, wanted: ActivationRequest, { by }: Change) => {
  if (rulebook.failedExamples.length > 0) return failedExamplesProblem(rulebook);
  const response = await database().transaction((tx) => activateLocked(tx, rulebook, wanted, by));
  clearRulesCache();
  return response;
};

const switchShadow = async ({ version, status }: StoredRulebook, on: boolean, { at, by }: Change) => {
  if (on && status === "active")
    return problem(409, `Rulebook ${version} is active and cannot run in shadow mode.`);
  if (on) await setShadow(database(), { version, createdAt: at, createdBy: by });
  else await clearShadow(database(), version);
  clearRulesCache();
  const after = await findRulebook(database(), version, at);
  return jsonResponse(200, { version, status: after?.status ?? status });
};

const canBeLoaded = async (version: number): Promise<boolean> => {
  try {
    return (await loadRulebook(version)) !== undefined;
  } catch (error) {
    if (error instanceof RulebookLoadError) return false;
    throw error;
  }
};

export const activateRulebook: ResourceHandler<typeof rulebookOperations.activateRulebook> = async ({
  params,
  principal,
}) => {
  const change = { at: now(), by: authorOf(principal) };
  const rulebook = await findRulebook(database(), params.version, change.at);
  if (rulebook === undefined) return undefined;
  return async (wanted) => {
    const { shadow } = wanted;
    if (shadow !== false && !(await canBeLoaded(rulebook.version)))
      return problem(409, `Rulebook ${rulebook.version} cannot be loaded, so it cannot decide orders.`);
    return shadow === undefined ? activate(rulebook, wanted, change) : switchShadow(rulebook, shadow, change);
  };
};
