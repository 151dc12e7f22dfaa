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
import { lockUsedLists } from "../../lib/database/lists.ts";
import type { Sql } from "../../lib/database/sql.ts";
import { authorOf } from "../../lib/domain/scope.ts";
import type { HttpRequest, ResourceHandler } from "../../lib/http/handler.ts";
import { jsonResponse, problem, validationProblem } from "../../lib/http/response.ts";
import { now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { lackOfApprovals } from "./approve-rulebook.ts";
import { clearRulesCache, loadRulebook, RulebookLoadError } from "../../lib/runtime/rulebook-cache.ts";

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

const missingListsProblem = (version: number, listIds: readonly string[]) =>
  problem(409, `Rulebook ${version} looks into lists that do not exist: ${listIds.join(", ")}.`);

/** A version, and the lists that its conditions look into. */
type Usable = StoredRulebook & { readonly lists: readonly string[] };

/** Activates a version under the lock of the schedule, so that the versions and instants it compares stay true. */
const activateLocked = async (tx: Sql, { version, lists }: Usable, wanted: ActivationRequest, by: string) => {
  await lockSchedule(tx);
  const at = now();
  const requested = wanted.effectiveFrom ?? at;
  const past = Date.parse(at) - Date.parse(requested);
  if (past > CLOCK_SKEW_MARGIN_MS) return validationProblem([PAST]);
  const { active } = await findRulesInForce(tx, at);
  if (wanted.expectedActive !== undefined && wanted.expectedActive !== active)
    return unexpectedActive(wanted.expectedActive, active);
  const missing = await lockUsedLists(tx, lists);
  if (missing.length > 0) return missingListsProblem(version, missing);
  const isFuture = past < 0;
  const lack = await lackOfApprovals(tx, { version }, { at, isFuture, by });
  if (lack !== undefined) return lack;
  const scheduled = await listScheduled(tx, at);
  if (wanted.cancelScheduled === true) await cancelActivations(tx, scheduled, { at, by });
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

const activate = async (rulebook: Usable, wanted: ActivationRequest, { by }: Change) => {
  if (rulebook.failedExamples.length > 0) return failedExamplesProblem(rulebook);
  const response = await database().transaction((tx) => activateLocked(tx, rulebook, wanted, by));
  clearRulesCache();
  return response;
};

const switchShadow = async ({ version, status, lists }: Usable, on: boolean, { at, by }: Change) => {
  if (on && status === "active")
    return problem(409, `Rulebook ${version} is active and cannot run in shadow mode.`);
  const missing = await database().transaction(async (tx) => {
    const missingLists = on ? await lockUsedLists(tx, lists) : [];
    if (!on) await clearShadow(tx, version);
    else if (missingLists.length === 0) await setShadow(tx, { version, createdAt: at, createdBy: by });
    return missingLists;
  });
  if (missing.length > 0) return missingListsProblem(version, missing);
  clearRulesCache();
  const after = await findRulebook(database(), version, at);
  return jsonResponse(200, { version, status: after?.status ?? status });
};

/** The lists that a version looks into; undefined when it cannot be loaded. */
const listsOf = async (version: number): Promise<readonly string[] | undefined> => {
  try {
    return (await loadRulebook(version))?.compiled.inputs.lists;
  } catch (error) {
    if (error instanceof RulebookLoadError) return undefined;
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
    const lists = shadow === false ? [] : await listsOf(rulebook.version);
    if (lists === undefined)
      return problem(409, `Rulebook ${rulebook.version} cannot be loaded, so it cannot decide orders.`);
    const usable = { ...rulebook, lists };
    return shadow === undefined ? activate(usable, wanted, change) : switchShadow(usable, shadow, change);
  };
};
