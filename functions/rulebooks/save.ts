/** POST /rulebooks: a new immutable draft, or every fault at its place. */
import { holdsUnstorable, storable } from "../../lib/contract/storable.ts";
import type { Principal } from "../../lib/domain/scope.ts";
import { json, refuse } from "../../lib/edge/answer.ts";
import { now } from "../../lib/edge/clock.ts";
import { database } from "../../lib/edge/database.ts";
import type { Handler } from "../../lib/edge/http-function.ts";
import { checkRulebook, type RulebookFault } from "../../lib/rulebook/check/check.ts";
import { findAllEntries } from "../../lib/store/catalogue.ts";
import { insertRulebook } from "../../lib/store/rulebooks.ts";

/** Who did it: the client, and which of its keys. */
export const authorOf = ({ clientId, keyId }: Principal): string => `${clientId}/${keyId}`;

const refuseFaults = (faults: readonly RulebookFault[]) =>
  refuse(
    422,
    faults.length === 1 ? "The rulebook has one fault." : `The rulebook has ${faults.length} faults.`,
    {
      errors: storable(faults.map((fault) => ({ ...fault }))),
    },
  );

// YAML can spell NUL in an escape, which the text itself does not show.
const UNSTORABLE: RulebookFault = {
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
  if (!checked.ok) return refuseFaults(checked.faults);
  if (holdsUnstorable(checked.rulebook)) return refuseFaults([UNSTORABLE]);
  const { warnings, failedExamples } = storable({
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
  return json(
    201,
    { version, status: "draft", warnings, ...(failedExamples.length > 0 ? { failedExamples } : {}) },
    { Location: `/rulebooks/${version}` },
  );
};
