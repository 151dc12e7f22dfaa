/**
 * How API Gateway tells clients apart when it counts requests: the authorizer names the usage plan's key that the caller
 * belongs to. No secret: the key opens nothing, and nobody can send it (`apiKeySourceType: AUTHORIZER`).
 */
import { createHash } from "node:crypto";

/** Clients without a limit of their own share this one's; no client can have the name. */
export const DEFAULT_CLIENT = "*";

/** Client ids of the parameter `clients`, comma-separated; blanks around them do not count. */
export const parseClientIds = (clients: string): string[] =>
  clients
    .split(",")
    .map((id) => id.trim())
    .filter((id) => id !== "");

/**
 * The value of a usage plan's key: 64 hex digits, because AWS takes 20 to 128 letters and digits, unique in an account.
 * @param clientId one of `clients`; anyone else gets everyone else's
 */
export const usagePlanKey = (stage: string, clients: string, clientId: string): string => {
  const counted = parseClientIds(clients).includes(clientId) ? clientId : DEFAULT_CLIENT;
  return createHash("sha256").update(`despacho ${stage} ${counted}`).digest("hex");
};
