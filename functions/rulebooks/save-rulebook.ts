/** POST /rulebooks: a new immutable draft, or every fault at its place. */
import { containsUnstorableText, toStorable } from "../../lib/contract/storable-json.ts";
import type { Principal } from "../../lib/domain/scope.ts";
import { jsonResponse, problem } from "../../lib/http/response.ts";
import { now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import type { Handler } from "../../lib/http/http-function.ts";
import { checkRulebook, type RulebookIssue } from "../../lib/rulebook/check/check-rulebook.ts";
import { findAllEntries } from "../../lib/database/catalogue.ts";
import { insertRulebook } from "../../lib/database/rulebooks.ts";

/** Who did it: the client, and which of its keys. */
export const authorOf = ({ clientId, keyId }: Principal): string => `${clientId}/${keyId}`;

const refuseFaults = (faults: readonly RulebookIssue[]) =>
  problem(
    422,
    faults.length === 1 ? "The rulebook has one fault." : `The rulebook has ${faults.length} faults.`,
    {
      errors: toStorable(faults.map((fault) => ({ ...fault }))),
    },
  );

// YAML can spell NUL in an escape, which the text itself does not show.
const UNSTORABLE: RulebookIssue = {
  pointer: "",
  line: 1,
  column: 1,
  detail: "some text holds NUL or half a character",
  caret: "",
};

export const saveRulebook: Handler = async ({ principal, body }) => {
  const format = body.format === "yaml" ? "yaml" : "json";
  const catalogue = await findAllEntries(database());
  const at = now();
  const checked = checkRulebook(body.text, format, {
    skus: new Set(Object.keys(catalogue)),
    now: at,
    catalogue,
  });
  if (!checked.ok) return refuseFaults(checked.issues);
  if (containsUnstorableText(checked.rulebook)) return refuseFaults([UNSTORABLE]);
  const { warnings, failedExamples } = toStorable({
    warnings: checked.warnings,
    failedExamples: checked.failedExamples,
  });
  const version = await insertRulebook(database(), {
    format,
    source: body.text,
    program: checked.rulebook,
    warnings,
    failedExamples,
    createdAt: at,
    createdBy: authorOf(principal),
  });
  return jsonResponse(
    201,
    { version, status: "draft", warnings, ...(failedExamples.length > 0 ? { failedExamples } : {}) },
    { Location: `/rulebooks/${version}` },
  );
};
