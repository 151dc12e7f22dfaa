/** POST /rulebooks/{version}/activation: activates a version now or later (rollback included), or sets shadow mode. */
import type { rulebookOperations } from "../../lib/contract/operations/rulebooks.ts";
import {
  clearShadow,
  findRulebook,
  insertActivation,
  type StoredRulebook,
  setShadow,
} from "../../lib/database/rulebooks.ts";
import type { ResourceHandler } from "../../lib/http/handler.ts";
import { jsonResponse, problem, validationProblem } from "../../lib/http/response.ts";
import { now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { clearRulesCache, loadRulebook, RulebookLoadError } from "../../lib/runtime/rulebook-cache.ts";
import { authorOf } from "./save-rulebook.ts";

/** How far in the past `effectiveFrom` may lie: the caller's clock may be slow, and the request takes time. */
const CLOCK_SKEW_MARGIN_MS = 60_000;

type Change = { readonly at: string; readonly by: string };

const failedExamplesProblem = ({ version, failedExamples }: StoredRulebook) =>
  problem(409, `Rulebook ${version} cannot be activated: ${failedExamples.length} of its examples fail.`, {
    errors: failedExamples.map((failure) => ({ ...failure })),
  });

const activate = async (rulebook: StoredRulebook, wanted: string | undefined, { at, by }: Change) => {
  if (rulebook.failedExamples.length > 0) return failedExamplesProblem(rulebook);
  const past = wanted === undefined ? 0 : Date.parse(at) - Date.parse(wanted);
  if (past > CLOCK_SKEW_MARGIN_MS) {
    const detail = "must not be in the past: orders have been decided since";
    return validationProblem([{ pointer: "/effectiveFrom", detail }]);
  }
  const effectiveFrom = wanted === undefined || past >= 0 ? at : new Date(wanted).toISOString();
  const { version } = rulebook;
  await database().transaction((tx) =>
    insertActivation(tx, { version, effectiveFrom, createdAt: at, createdBy: by }),
  );
  clearRulesCache();
  const status: "active" | "scheduled" = effectiveFrom === at ? "active" : "scheduled";
  return jsonResponse(200, { version, status, effectiveFrom });
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
  return async ({ effectiveFrom, shadow }) => {
    if (shadow !== false && !(await canBeLoaded(rulebook.version)))
      return problem(409, `Rulebook ${rulebook.version} cannot be loaded, so it cannot decide orders.`);
    return shadow === undefined
      ? activate(rulebook, effectiveFrom, change)
      : switchShadow(rulebook, shadow, change);
  };
};
