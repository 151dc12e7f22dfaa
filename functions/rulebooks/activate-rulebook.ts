/** POST /rulebooks/{version}/activation: switch on, at once or from an instant on; roll back; run in the shadow. */
import { parseBody } from "../../lib/contract/validation-issues.ts";
import { positiveInteger } from "../../lib/contract/path-parameters.ts";
import { activationBody } from "../../lib/contract/rulebook-bodies.ts";
import { type HttpResponse, validationProblem, jsonResponse, problem } from "../../lib/http/response.ts";
import { now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import type { Handler } from "../../lib/http/http-function.ts";
import { clearRulesCache } from "../../lib/runtime/rulebook-cache.ts";
import {
  insertActivation,
  findRulebook,
  setShadow,
  type StoredRulebook,
  clearShadow,
} from "../../lib/database/rulebooks.ts";
import { authorOf } from "./save-rulebook.ts";

/** "From now on" may have taken a moment on its way. */
const GRACE_MS = 60_000;

type Who = { readonly at: string; readonly by: string };

const refuseExamples = ({ version, failedExamples }: StoredRulebook): HttpResponse =>
  problem(
    409,
    `Rulebook ${version} cannot be switched on: ${failedExamples.length} of its examples do not come out.`,
    {
      errors: failedExamples.map((failure) => ({ ...failure })),
    },
  );

const switchOn = async (
  rulebook: StoredRulebook,
  wanted: string | undefined,
  { at, by }: Who,
): Promise<HttpResponse> => {
  if (rulebook.failedExamples.length > 0) return refuseExamples(rulebook);
  const past = wanted === undefined ? 0 : Date.parse(at) - Date.parse(wanted);
  if (past > GRACE_MS)
    return validationProblem([
      { pointer: "/effectiveFrom", detail: "must not lie in the past: orders were decided since" },
    ]);
  const effectiveFrom = wanted === undefined || past >= 0 ? at : new Date(wanted).toISOString();
  const { version } = rulebook;
  await database().transaction((tx) =>
    insertActivation(tx, { version, effectiveFrom, createdAt: at, createdBy: by }),
  );
  clearRulesCache();
  return jsonResponse(200, { version, status: effectiveFrom === at ? "active" : "scheduled", effectiveFrom });
};

const shade = async (
  { version, status }: StoredRulebook,
  on: boolean,
  { at, by }: Who,
): Promise<HttpResponse> => {
  if (on && status === "active") return problem(409, `Rulebook ${version} is active; it acts already.`);
  if (on) await setShadow(database(), { version, createdAt: at, createdBy: by });
  else await clearShadow(database(), version);
  clearRulesCache();
  const after = await findRulebook(database(), version, at);
  return jsonResponse(200, { version, status: after?.status ?? status });
};

export const activateRulebook: Handler = async ({ params, body, principal }) => {
  const version = positiveInteger(params.version ?? "");
  const who = { at: now(), by: authorOf(principal) };
  const rulebook = version === undefined ? undefined : await findRulebook(database(), version, who.at);
  if (rulebook === undefined) return problem(404, "There is no such rulebook.");
  const parsed = parseBody(activationBody, body.json);
  if (!parsed.ok) return validationProblem(parsed.error);
  const { effectiveFrom, shadow } = parsed.value;
  return shadow === undefined ? switchOn(rulebook, effectiveFrom, who) : shade(rulebook, shadow, who);
};
