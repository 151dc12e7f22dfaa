/** POST /decisions: the same body as an order, decided and explained; nothing is stored. */
import * as z from "zod";
import { lineCount, MOST_LINES, parseOrder } from "../../lib/contract/order-body.ts";
import { positiveInteger } from "../../lib/contract/path-ids.ts";
import { lineAnswer, taskAnswer } from "../../lib/contract/task-answer.ts";
import type { Catalogue, Decision, WhyNot } from "../../lib/domain/decision.ts";
import { invalid, invalidParameter, json, refuse } from "../../lib/edge/answer.ts";
import type { Handler } from "../../lib/edge/http-function.ts";
import { readParameters } from "../../lib/edge/query.ts";
import { catalogueFor, type LoadedRulebook, loadRulebook, rulesNow } from "../../lib/edge/rulebook-cache.ts";
import { decide } from "../../lib/rulebook/decide.ts";
import { explainSilence } from "../../lib/rulebook/silence.ts";

const parameters = z.strictObject({
  rulebook: z
    .string()
    .refine((text) => positiveInteger(text) !== undefined, "must be a rulebook's version")
    .transform((text) => positiveInteger(text)!)
    .optional(),
});

type Basis = { readonly rulebook: LoadedRulebook; readonly catalogue: Catalogue };

const basisFor = async (version: number | undefined): Promise<Basis | undefined> => {
  if (version === undefined) {
    const { active, catalogue } = await rulesNow();
    return { rulebook: active, catalogue };
  }
  const rulebook = await loadRulebook(version);
  return rulebook === undefined ? undefined : { rulebook, catalogue: await catalogueFor([rulebook]) };
};

const decisionAnswer = (decision: Decision, whyNot: readonly WhyNot[]) => ({
  rulebookVersion: decision.rulebookVersion,
  lines: decision.lines.map(lineAnswer),
  tasks: decision.tasks.map((task) => ({
    type: task.type,
    key: task.key,
    ...taskAnswer(task),
    ...(task.dependsOn === undefined ? {} : { dependsOn: task.dependsOn }),
  })),
  whyNot,
});

export const decideOrder: Handler = async ({ query, body }) => {
  const read = readParameters(parameters, query);
  if (!read.ok) return read.answer;
  if (lineCount(body.json) > MOST_LINES)
    return refuse(413, `An order must not have more than ${MOST_LINES} lines.`);
  const basis = await basisFor(read.value.rulebook);
  if (basis === undefined) return invalidParameter("rulebook", "names no version that there is");
  const { rulebook, catalogue } = basis;
  const parsed = parseOrder(body.json, rulebook.compiled.rulebook.productTypes, body.hidden);
  if (!parsed.ok) return invalid(parsed.faults);
  const decision = decide(rulebook.compiled, rulebook.version, parsed.value, catalogue);
  return json(
    200,
    decisionAnswer(
      decision,
      explainSilence(rulebook.compiled, parsed.value, catalogue).slice(0, MOST_SILENCES),
    ),
  );
};

/** An answer has room for so many. */
const MOST_SILENCES = 2_000;
