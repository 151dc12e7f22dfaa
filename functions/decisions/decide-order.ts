/** POST /decisions: the same body as an order, decided and explained; nothing is stored. */
import * as z from "zod";
import { lineCount, MAX_LINES, parseOrder } from "../../lib/contract/order-body.ts";
import { positiveInteger } from "../../lib/contract/path-parameters.ts";
import { lineResponse, taskResponse } from "../../lib/contract/task-response.ts";
import type { Catalogue } from "../../lib/domain/catalogue.ts";
import type { Decision, WhyNot } from "../../lib/rulebook/decision.ts";
import { validationProblem, parameterProblem, jsonResponse, problem } from "../../lib/http/response.ts";
import type { Handler } from "../../lib/http/http-function.ts";
import { readParameters } from "../../lib/http/query-parameters.ts";
import {
  catalogueFor,
  type LoadedRulebook,
  loadRulebook,
  currentRules,
} from "../../lib/runtime/rulebook-cache.ts";
import { decide } from "../../lib/rulebook/decide.ts";
import { explainWhyNot } from "../../lib/rulebook/why-not.ts";

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
    const { active, catalogue } = await currentRules();
    return { rulebook: active, catalogue };
  }
  const rulebook = await loadRulebook(version);
  return rulebook === undefined ? undefined : { rulebook, catalogue: await catalogueFor([rulebook]) };
};

const decisionAnswer = (decision: Decision, whyNot: readonly WhyNot[]) => ({
  rulebookVersion: decision.rulebookVersion,
  lines: decision.lines.map(lineResponse),
  tasks: decision.tasks.map((task) => ({
    type: task.type,
    key: task.key,
    ...taskResponse(task),
    ...(task.dependsOn === undefined ? {} : { dependsOn: task.dependsOn }),
  })),
  whyNot,
});

export const decideOrder: Handler = async ({ query, body }) => {
  const read = readParameters(parameters, query);
  if (!read.ok) return read.error;
  if (lineCount(body.json) > MAX_LINES)
    return problem(413, `An order must not have more than ${MAX_LINES} lines.`);
  const basis = await basisFor(read.value.rulebook);
  if (basis === undefined) return parameterProblem("rulebook", "names no version that there is");
  const { rulebook, catalogue } = basis;
  const parsed = parseOrder(body.json, rulebook.compiled.rulebook.productTypes, body.protoKeys);
  if (!parsed.ok) return validationProblem(parsed.error);
  const decision = decide(rulebook.compiled, rulebook.version, parsed.value, catalogue);
  return jsonResponse(
    200,
    decisionAnswer(
      decision,
      explainWhyNot(rulebook.compiled, parsed.value, catalogue).slice(0, MOST_SILENCES),
    ),
  );
};

/** An answer has room for so many. */
const MOST_SILENCES = 2_000;
