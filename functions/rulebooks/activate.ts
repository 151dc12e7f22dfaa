/** POST /rulebooks/{version}/activation: switch on, at once or from an instant on; roll back; run in the shadow. */
import { parseBody } from "../../lib/contract/body-faults.ts";
import { positiveInteger } from "../../lib/contract/path-ids.ts";
import { activationBody } from "../../lib/contract/rulebook-bodies.ts";
import { type Answer, invalid, json, refuse } from "../../lib/edge/answer.ts";
import { now } from "../../lib/edge/clock.ts";
import { database } from "../../lib/edge/database.ts";
import type { Handler } from "../../lib/edge/http-function.ts";
import { forgetRules } from "../../lib/edge/rulebook-cache.ts";
import {
  activate,
  findRulebook,
  putInShadow,
  type StoredRulebook,
  takeFromShadow,
} from "../../lib/store/rulebooks.ts";
import { authorOf } from "./save.ts";

/** "From now on" may have taken a moment on its way. */
const GRACE_MS = 60_000;

type Who = { readonly at: string; readonly by: string };

const refuseExamples = ({ version, failedExamples }: StoredRulebook): Answer =>
  refuse(
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
): Promise<Answer> => {
  if (rulebook.failedExamples.length > 0) return refuseExamples(rulebook);
  const past = wanted === undefined ? 0 : Date.parse(at) - Date.parse(wanted);
  if (past > GRACE_MS)
    return invalid([
      { pointer: "/effectiveFrom", detail: "must not lie in the past: orders were decided since" },
    ]);
  const effectiveFrom = wanted === undefined || past >= 0 ? at : new Date(wanted).toISOString();
  const { version } = rulebook;
  await database().transaction((tx) =>
    activate(tx, { version, effectiveFrom, createdAt: at, createdBy: by }),
  );
  forgetRules();
  return json(200, { version, status: effectiveFrom === at ? "active" : "scheduled", effectiveFrom });
};

const shade = async ({ version, status }: StoredRulebook, on: boolean, { at, by }: Who): Promise<Answer> => {
  if (on && status === "active") return refuse(409, `Rulebook ${version} is active; it acts already.`);
  if (on) await putInShadow(database(), { version, createdAt: at, createdBy: by });
  else await takeFromShadow(database(), version);
  forgetRules();
  const after = await findRulebook(database(), version, at);
  return json(200, { version, status: after?.status ?? status });
};

export const activateRulebook: Handler = async ({ params, body, principal }) => {
  const version = positiveInteger(params.version ?? "");
  const who = { at: now(), by: authorOf(principal) };
  const rulebook = version === undefined ? undefined : await findRulebook(database(), version, who.at);
  if (rulebook === undefined) return refuse(404, "There is no such rulebook.");
  const parsed = parseBody(activationBody, body.json);
  if (!parsed.ok) return invalid(parsed.faults);
  const { effectiveFrom, shadow } = parsed.value;
  return shadow === undefined ? switchOn(rulebook, effectiveFrom, who) : shade(rulebook, shadow, who);
};
