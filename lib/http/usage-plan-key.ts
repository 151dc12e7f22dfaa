/**
 * The usage plan keys by which API Gateway counts the requests of each client: the authorizer returns the caller's key.
 * They are not secret: they grant nothing, and API Gateway ignores them in requests (`apiKeySourceType: AUTHORIZER`).
 */
import { createHash } from "node:crypto";

/** The key of all clients without a limit of their own. No client can have this name. */
export const DEFAULT_CLIENT = "*";

/** The client ids in the parameter `clients`: comma-separated, blanks around them ignored. */
export const parseClientIds = (clients: string): string[] =>
  clients
    .split(",")
    .map((id) => id.trim())
    .filter((id) => id !== "");

/**
 * The value of a usage plan's key: 64 hex digits, because AWS takes 20 to 128 letters and digits, unique in an account.
 * @param clientId any other id than one of `clients` gets the key of `DEFAULT_CLIENT`
 */
export const usagePlanKey = (stage: string, clients: string, clientId: string): string => {
  const counted = parseClientIds(clients).includes(clientId) ? clientId : DEFAULT_CLIENT;
  return createHash("sha256").update(`despacho ${stage} ${counted}`).digest("hex");
};
