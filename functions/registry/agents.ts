/** PUT and GET /agents/{agentId}. */
import { parseBody } from "../../lib/contract/body-faults.ts";
import { isPlatformId } from "../../lib/contract/path-ids.ts";
import { agentBody } from "../../lib/contract/registry-bodies.ts";
import { invalid, json, refuse } from "../../lib/edge/answer.ts";
import { now } from "../../lib/edge/clock.ts";
import { database } from "../../lib/edge/database.ts";
import type { Handler } from "../../lib/edge/http-function.ts";
import { findAgent, putAgent as storeAgent } from "../../lib/store/agents.ts";

export const putAgent: Handler = async ({ params, body }) => {
  const { agentId = "" } = params;
  if (!isPlatformId(agentId)) return refuse(422, "An agent's id must be 1 to 64 of A-Z a-z 0-9 . _ -");
  const parsed = parseBody(agentBody, body.json);
  if (!parsed.ok) return invalid(parsed.faults);
  const at = now();
  const stored = await database().transaction((tx) => storeAgent(tx, { agentId, ...parsed.value }, at));
  if (stored.kind === "stored") return json(200, stored.agent);
  return refuse(
    409,
    `Agent ${agentId} already has a rate of ${stored.commissionRateBps} basis points valid from that instant; rates are never overwritten.`,
  );
};

export const readAgent: Handler = async ({ params }) => {
  const { agentId = "" } = params;
  const agent = isPlatformId(agentId) ? await findAgent(database(), agentId, now()) : undefined;
  return agent === undefined ? refuse(404, "There is no such agent.") : json(200, agent);
};
