/** POST /rulebooks: stores a new immutable draft, or responds with every issue and its position. */
import type { rulebookOperations } from "../../lib/contract/operations/rulebooks.ts";
import { findRulebookJson, findRulesInForce, insertRulebook } from "../../lib/database/rulebooks.ts";
import { authorOf } from "../../lib/domain/scope.ts";
import type { Handler } from "../../lib/http/handler.ts";
import { jsonResponse, parameterProblem, problem } from "../../lib/http/response.ts";
import type { Rulebook } from "../../lib/rulebook/rulebook.ts";
import { now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { checkText, rulebookProblem } from "./check-text.ts";
import { rulebookDifferences } from "./rulebook-difference.ts";

/** The stored JSON of a version. It was validated when it was saved. */
const programOf = async (version: number): Promise<Rulebook | undefined> =>
  (await findRulebookJson(database(), version)) as Rulebook | undefined;

/** The problem of a draft whose basis is not the active version: someone else's change would be lost. */
const staleBasis = async (basedOn: number) => {
  const { active } = await findRulesInForce(database(), now());
  if (active === basedOn) return undefined;
  const basis = await programOf(basedOn);
  if (basis === undefined) return parameterProblem("basedOn", "is unknown: there is no such version");
  const current = active === null ? undefined : await programOf(active);
  if (current === undefined) return problem(409, `Rulebook ${basedOn} is not active; no rulebook is.`);
  return problem(
    409,
    `Rulebook ${basedOn} is not active; ${active} is. The errors list what differs in it.`,
    {
      errors: rulebookDifferences(basis, current).map((difference) => ({
        parameter: "basedOn",
        ...difference,
      })),
    },
  );
};

export const saveRulebook: Handler<typeof rulebookOperations.saveRulebook> = async ({
  principal,
  query,
  body,
}) => {
  const { basedOn, note } = query;
  const stale = basedOn === undefined ? undefined : await staleBasis(basedOn);
  if (stale !== undefined) return stale;
  const checked = await checkText(principal.clientId, body);
  if (!checked.ok) return rulebookProblem(checked.error);
  const { rulebook, warnings, failedExamples } = checked.value;
  const version = await insertRulebook(database(), {
    format: body.format,
    source: body.text,
    program: rulebook,
    warnings,
    failedExamples,
    createdAt: now(),
    createdBy: authorOf(principal),
    basedOn,
    note,
  });
  const saved = { version, status: "draft" as const, warnings };
  return jsonResponse(201, failedExamples.length > 0 ? { ...saved, failedExamples } : saved, {
    Location: `/rulebooks/${version}`,
  });
};
