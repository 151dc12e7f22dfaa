/** POST /rulebooks/check, and the check that saving and simulating share. */
import type { rulebookOperations } from "../../lib/contract/operations/rulebooks.ts";
import { containsUnstorableText, toStorable } from "../../lib/contract/storable-json.ts";
import { findAllEntries } from "../../lib/database/catalogue.ts";
import { findAgentIds } from "../../lib/database/managers.ts";
import { findConnectionIds } from "../../lib/database/webhook-connections.ts";
import { err, ok, type Result } from "../../lib/domain/result.ts";
import type { Handler } from "../../lib/http/handler.ts";
import type { TextBody } from "../../lib/http/request-body.ts";
import { jsonResponse, problem } from "../../lib/http/response.ts";
import type { FailedExample, RulebookIssue } from "../../lib/rulebook/check/check-rulebook.ts";
import type { Rulebook } from "../../lib/rulebook/rulebook.ts";
import { checkWithLists } from "./check-with-lists.ts";
import { now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";

/** A rulebook that can be saved. */
type CheckedText = {
  readonly rulebook: Rulebook;
  readonly warnings: readonly RulebookIssue[];
  readonly failedExamples: readonly FailedExample[];
};

// A YAML escape can hold NUL, which the check of the text does not find.
const UNSTORABLE: RulebookIssue = {
  pointer: "",
  line: 1,
  column: 1,
  detail: "some text holds NUL or an unpaired surrogate",
  caret: "",
};

/** Checks a text against the client's catalogue and agents of today. @returns what to save, or every issue */
export const checkText = async (
  clientId: string,
  { format, text }: TextBody,
): Promise<Result<CheckedText, readonly RulebookIssue[]>> => {
  const catalogue = await findAllEntries(database(), clientId);
  const connections = await findConnectionIds(database());
  const agents = await findAgentIds(database(), clientId);
  const options = { skus: new Set(Object.keys(catalogue)), connections, agents, now: now(), catalogue };
  const checked = await checkWithLists(text, format, options);
  if (!checked.ok) return err(toStorable(checked.issues));
  const { rulebook, warnings, failedExamples } = checked;
  if (containsUnstorableText(rulebook)) return err([UNSTORABLE]);
  return ok({ rulebook, ...toStorable({ warnings, failedExamples }) });
};

/** 422 with every issue of a rulebook. */
export const rulebookProblem = (issues: readonly RulebookIssue[]) => {
  const count = issues.length === 1 ? "one issue" : `${issues.length} issues`;
  return problem(422, `The rulebook has ${count}.`, { errors: issues.map((issue) => ({ ...issue })) });
};

/** The pointer of a failure begins with that of its example: /examples/3/expect/emails. */
const isOfExample = ({ pointer }: FailedExample, index: number): boolean =>
  `${pointer}/`.startsWith(`/examples/${index}/`);

const exampleResults = ({ rulebook, failedExamples }: CheckedText) =>
  rulebook.examples.map(({ name }, index) => {
    const failures = failedExamples.filter((failure) => isOfExample(failure, index));
    const errors = failures.map(({ name: _ofExample, ...issue }) => issue);
    return { name, passed: errors.length === 0, errors };
  });

export const checkRulebook: Handler<typeof rulebookOperations.checkRulebook> = async ({
  principal,
  body,
}) => {
  const checked = await checkText(principal.clientId, body);
  if (!checked.ok)
    return jsonResponse(200, { valid: false, errors: checked.error, warnings: [], examples: [] });
  const { warnings } = checked.value;
  return jsonResponse(200, { valid: true, errors: [], warnings, examples: exampleResults(checked.value) });
};
