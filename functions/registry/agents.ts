/** PUT and GET /agents/{agentId}. */
import { parseBody } from "../../lib/contract/validation-issues.ts";
import { isPlatformId } from "../../lib/contract/path-parameters.ts";
import { agentBody } from "../../lib/contract/registry-bodies.ts";
import { validationProblem, jsonResponse, problem } from "../../lib/http/response.ts";
import { now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import type { Handler } from "../../lib/http/http-function.ts";
import { findAgent, putAgent as storeAgent } from "../../lib/database/agents.ts";

export const putAgent: Handler = async ({ params, body }) => {
  const { agentId = "" } = params;
  if (!isPlatformId(agentId)) return problem(422, "An agent's id must be 1 to 64 of A-Z a-z 0-9 . _ -");
  const parsed = parseBody(agentBody, body.json);
  if (!parsed.ok) return validationProblem(parsed.error);
  const at = now();
  const stored = await database().transaction((tx) => storeAgent(tx, { agentId, ...parsed.value }, at));
  if (stored.kind === "stored") return jsonResponse(200, stored.agent);
  return problem(
    409,
    `Agent ${agentId} already has a rate of ${stored.commissionRateBps} basis points valid from that instant; rates are never overwritten.`,
  );
};

export const readAgent: Handler = async ({ params }) => {
  const { agentId = "" } = params;
  const agent = isPlatformId(agentId) ? await findAgent(database(), agentId, now()) : undefined;
  return agent === undefined ? problem(404, "There is no such agent.") : jsonResponse(200, agent);
};
