/** The cursor of `GET /agents`: the client and the id of the last agent of a page, encoded to be opaque. */
import * as z from "zod";
import { type AgentId, clientKey } from "../domain/client-key.ts";
import { platformId } from "../domain/fields.ts";

export const encodeAgentCursor = ({ clientId, agentId }: AgentId): string =>
  Buffer.from(`a${clientKey(clientId, agentId)}`).toString("base64url");

/** A cursor, parsed to the agent. */
export const agentCursorParameter = z.string().transform((cursor, context): AgentId => {
  const [clientId = "", agentId = ""] = Buffer.from(cursor, "base64url")
    .toString("latin1")
    .slice(1)
    .split("/");
  const agent = { clientId, agentId };
  const isAgent = platformId.safeParse(clientId).success && platformId.safeParse(agentId).success;
  if (isAgent && encodeAgentCursor(agent) === cursor) return agent;
  context.addIssue({ code: "custom", message: "is not a valid cursor" });
  return z.NEVER;
});
