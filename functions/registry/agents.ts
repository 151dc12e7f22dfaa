/** PUT and GET /agents/{agentId}. */
import { registryOperations } from "../../lib/contract/operations/registry.ts";
import { findAgent, putAgent as storeAgent } from "../../lib/database/agents.ts";
import { clientOfExisting, clientOrOwn, shownClient } from "../../lib/http/client-access.ts";
import type { Handler } from "../../lib/http/handler.ts";
import { jsonResponse, problem } from "../../lib/http/response.ts";
import { now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";

export const putAgent: Handler<typeof registryOperations.putAgent> = async ({
  principal,
  params,
  query,
  body,
}) => {
  const client = await clientOrOwn(principal, query.client);
  if (!client.ok) return client.error;
  const { value: clientId } = client;
  const { agentId } = params;
  const at = now();
  const result = await database().transaction((tx) => storeAgent(tx, { clientId, agentId, ...body }, at));
  if (result.kind === "stored") {
    const { agent, validFrom } = result;
    const { commissionRateBps } = body;
    return jsonResponse(200, { ...shownClient(principal, clientId), ...agent, commissionRateBps, validFrom });
  }
  return problem(
    409,
    `Agent ${agentId} already has a rate of ${result.commissionRateBps} basis points valid from that instant; rates are never overwritten.`,
  );
};

export const readAgent: Handler<typeof registryOperations.readAgent> = async ({
  principal,
  params: { agentId },
  query,
}) => {
  const client = await clientOfExisting(principal, query.client, "agent", agentId);
  if (!client.ok) return client.error;
  const { value: clientId } = client;
  const agent = await findAgent(database(), { clientId, agentId }, now());
  return agent === undefined
    ? problem(404, registryOperations.readAgent.notFound)
    : jsonResponse(200, { ...shownClient(principal, clientId), ...agent });
};
