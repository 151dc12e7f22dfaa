/** PUT and GET /agents/{agentId}. */
import { registryOperations } from "../../lib/contract/operations/registry.ts";
import { encodeAgentCursor } from "../../lib/contract/agent-cursor.ts";
import {
  type AgentInput,
  findAgent,
  listAgents as findAgents,
  type PutAgentResult,
  putAgent as storeAgent,
} from "../../lib/database/agents.ts";
import type { Sql } from "../../lib/database/sql.ts";
import { RECIPIENT_WORDS } from "../../lib/domain/commission.ts";
import { clientOfExisting, clientOrOwn, shownClient } from "../../lib/http/client-access.ts";
import { narrowToClient } from "../../lib/http/visible-client.ts";
import type { Handler } from "../../lib/http/handler.ts";
import { jsonResponse, parameterProblem, problem, validationProblem } from "../../lib/http/response.ts";
import { now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";

type Refusal = Exclude<PutAgentResult, { readonly kind: "stored" }>;

/** What prevents storing, thrown so that the transaction is rolled back. */
class NotStored extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.kind);
    this.refusal = refusal;
  }
}

const required = (pointer: string) => ({ pointer, detail: "is required: there is no such agent yet" });

const refusalProblem = (agentId: string, refusal: Refusal) => {
  switch (refusal.kind) {
    case "unknown":
      return validationProblem([required("/name"), required("/commissionRateBps")]);
    case "rateConflict":
      return problem(
        409,
        `Agent ${agentId} already has a rate of ${refusal.commissionRateBps} basis points valid from that instant; rates are never overwritten.`,
      );
    case "managerConflict":
      return problem(
        409,
        `Agent ${agentId} already has ${refusal.managerId === null ? "no manager" : `the manager ${refusal.managerId}`} from that instant; managers are never overwritten.`,
      );
  }
};

const storeOrThrow = async (tx: Sql, input: AgentInput, at: string) => {
  const result = await storeAgent(tx, input, at);
  if (result.kind !== "stored") throw new NotStored(result);
  return result;
};

const store = async (input: AgentInput): Promise<PutAgentResult> => {
  const at = now();
  try {
    return await database().transaction((tx) => storeOrThrow(tx, input, at));
  } catch (error) {
    if (error instanceof NotStored) return error.refusal;
    throw error;
  }
};

export const putAgent: Handler<typeof registryOperations.putAgent> = async ({
  principal,
  params: { agentId },
  query,
  body,
}) => {
  if (RECIPIENT_WORDS.includes(agentId))
    return parameterProblem(
      "agentId",
      "must not be agent or manager: rules use these words for roles",
      "path",
    );
  if (RECIPIENT_WORDS.includes(body.managerId ?? ""))
    return validationProblem([
      { pointer: "/managerId", detail: "must not be agent or manager: rules use these words for roles" },
    ]);
  if (body.managerId === agentId)
    return validationProblem([{ pointer: "/managerId", detail: "an agent cannot be its own manager" }]);
  const client = await clientOrOwn(principal, query.client);
  if (!client.ok) return client.error;
  const { value: clientId } = client;
  const result = await store({ clientId, agentId, ...body });
  if (result.kind !== "stored") return refusalProblem(agentId, result);
  const { agent, validFrom } = result;
  const { commissionRateBps = agent.commissionRateBps } = body;
  return jsonResponse(200, { ...shownClient(principal, clientId), ...agent, commissionRateBps, validFrom });
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

export const listAgents: Handler<typeof registryOperations.listAgents> = async ({
  principal,
  query: { client, limit, cursor },
}) => {
  const narrowed = narrowToClient(principal, client);
  if (!narrowed.ok) return narrowed.error;
  const page = { clientId: narrowed.value, after: cursor, limit: limit + 1 };
  const found = await findAgents(database(), page, now());
  const agents = found.slice(0, limit);
  const nextCursor = found.length > limit ? encodeAgentCursor(agents.at(-1)!) : null;
  return jsonResponse(200, {
    agents: agents.map(({ clientId, ...agent }) => ({ ...shownClient(principal, clientId), ...agent })),
    nextCursor,
  });
};
