/** POST /rulebooks: stores a new immutable draft, or responds with every issue and its position. */
import type { rulebookOperations } from "../../lib/contract/operations/rulebooks.ts";
import { containsUnstorableText, toStorable } from "../../lib/contract/storable-json.ts";
import { findAllEntries } from "../../lib/database/catalogue.ts";
import { insertRulebook } from "../../lib/database/rulebooks.ts";
import type { Principal } from "../../lib/domain/scope.ts";
import type { Handler } from "../../lib/http/handler.ts";
import { jsonResponse, problem } from "../../lib/http/response.ts";
import { checkRulebook, type RulebookIssue } from "../../lib/rulebook/check/check-rulebook.ts";
import { now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";

/** The author as it is stored: the client and the id of its key. */
export const authorOf = ({ clientId, keyId }: Principal): string => `${clientId}/${keyId}`;

const rulebookProblem = (issues: readonly RulebookIssue[]) => {
  const count = issues.length === 1 ? "one issue" : `${issues.length} issues`;
  return problem(422, `The rulebook has ${count}.`, {
    errors: toStorable(issues.map((issue) => ({ ...issue }))),
  });
};

// A YAML escape can hold NUL, which the check of the text does not find.
const UNSTORABLE: RulebookIssue = {
  pointer: "",
  line: 1,
  column: 1,
  detail: "some text holds NUL or an unpaired surrogate",
  caret: "",
};

export const saveRulebook: Handler<typeof rulebookOperations.saveRulebook> = async ({ principal, body }) => {
  const { format, text } = body;
  const catalogue = await findAllEntries(database());
  const at = now();
  const checked = checkRulebook(text, format, { skus: new Set(Object.keys(catalogue)), now: at, catalogue });
  if (!checked.ok) return rulebookProblem(checked.issues);
  if (containsUnstorableText(checked.rulebook)) return rulebookProblem([UNSTORABLE]);
  const { warnings, failedExamples } = toStorable({
    warnings: checked.warnings,
    failedExamples: checked.failedExamples,
  });
  const version = await insertRulebook(database(), {
    format,
    source: text,
    program: checked.rulebook,
    warnings,
    failedExamples,
    createdAt: at,
    createdBy: authorOf(principal),
  });
  const saved = { version, status: "draft" as const, warnings };
  return jsonResponse(201, failedExamples.length > 0 ? { ...saved, failedExamples } : saved, {
    Location: `/rulebooks/${version}`,
  });
};
