/**
 * The usage plan keys by which API Gateway counts the requests of each client: the authorizer returns the caller's key.
 * They are not secret: they grant nothing, and API Gateway ignores them in requests (`apiKeySourceType: AUTHORIZER`).
 */

/** The name under which the clients without a limit of their own are counted. No client can have it. */
export const DEFAULT_CLIENT = "*";

/**
 * Client id and key, first that of `DEFAULT_CLIENT`. A constant of the bundle (serverless.yml, `esbuild.define`), because
 * Lambda's environment has room for 4 KB. Not defined on the local stack, which has no usage plan.
 */
declare const USAGE_PLAN_KEYS: readonly (readonly [clientId: string, key: string])[] | undefined;

/** The client ids in the parameter `clients`: comma-separated, blanks around them ignored. */
export const parseClientIds = (clients: string): string[] =>
  clients
    .split(",")
    .map((id) => id.trim())
    .filter((id) => id !== "");

/** The key by which a client's requests are counted; undefined where no requests are counted. */
export const usagePlanKey = (clientId: string): string | undefined => {
  const keys = new Map(typeof USAGE_PLAN_KEYS === "undefined" ? [] : USAGE_PLAN_KEYS);
  return keys.get(clientId) ?? keys.get(DEFAULT_CLIENT);
};
