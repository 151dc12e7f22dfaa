/** POST /decisions: decides and explains an order without storing anything. */
import type { decisionOperations } from "../../lib/contract/operations/decisions.ts";
import type { ResponseBody } from "../../lib/contract/operations/operation.ts";
import { lineCount, MAX_LINES, parseOrder } from "../../lib/domain/parse-order.ts";
import type { decisionSchema } from "../../lib/contract/responses/orders.ts";
import { lineResponse, MAX_WHY_NOT, taskResponse } from "../../lib/contract/task-response.ts";
import type { Catalogue } from "../../lib/domain/catalogue.ts";
import type { Handler } from "../../lib/http/handler.ts";
import { jsonResponse, parameterProblem, problem, validationProblem } from "../../lib/http/response.ts";
import type { Decision, WhyNot } from "../../lib/rulebook/decision.ts";
import { decideWithWhyNot } from "../../lib/rulebook/why-not.ts";
import {
  catalogueFor,
  currentRules,
  type LoadedRulebook,
  loadRulebook,
} from "../../lib/runtime/rulebook-cache.ts";

type Basis = { readonly rulebook: LoadedRulebook; readonly catalogue: Catalogue };

const basisFor = async (version: number | undefined): Promise<Basis | undefined> => {
  if (version === undefined) {
    const { active, catalogue } = await currentRules();
    return { rulebook: active, catalogue };
  }
  const rulebook = await loadRulebook(version);
  return rulebook === undefined ? undefined : { rulebook, catalogue: await catalogueFor([rulebook]) };
};

const decisionResponse = (
  decision: Decision,
  whyNot: readonly WhyNot[],
): ResponseBody<typeof decisionSchema> => ({
  rulebookVersion: decision.rulebookVersion,
  lines: decision.lines.map(lineResponse),
  tasks: decision.tasks.map((task) => ({
    type: task.type,
    key: task.key,
    ...taskResponse(task),
    ...(task.dependsOn === undefined ? {} : { dependsOn: task.dependsOn }),
  })),
  whyNot: whyNot.slice(0, MAX_WHY_NOT),
});

export const decideOrder: Handler<typeof decisionOperations.decideOrder> = async ({ query, body }) => {
  if (lineCount(body.json) > MAX_LINES)
    return problem(413, `An order must not have more than ${MAX_LINES} lines.`);
  const basis = await basisFor(query.rulebook);
  if (basis === undefined) return parameterProblem("rulebook", "is unknown: there is no such version");
  const { rulebook, catalogue } = basis;
  const parsed = parseOrder(body.json, rulebook.compiled.rulebook, body.protoKeys);
  if (!parsed.ok) return validationProblem(parsed.error);
  const { compiled, version } = rulebook;
  const { decision, whyNot } = decideWithWhyNot(compiled, version, parsed.value, catalogue);
  return jsonResponse(200, decisionResponse(decision, whyNot));
};
