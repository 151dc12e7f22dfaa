/**
 * API Gateway asks here who is calling. The answer opens the whole API to the key, because the gateway keeps it for
 * every route; what the key may do is checked by the function, from the scopes in the context.
 */
import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from "aws-lambda";
import { environment } from "../../lib/runtime/environment.ts";
import { header } from "../../lib/http/headers.ts";
import { type KnownKey, resolveKey } from "../../lib/http/authentication.ts";
import { DEFAULT_CLIENT, usagePlanKey } from "../../lib/http/usage-plan-key.ts";

// From arn:…:api/stage/METHOD/path to every method and path of that stage.
const wholeApi = (methodArn: string): string => {
  const [api = "*", stage = "*"] = methodArn.split("/");
  return `${api}/${stage}/*/*`;
};

const usageKeyOf = (clientId: string): string => {
  const { STAGE, CLIENTS } = environment();
  return usagePlanKey(STAGE, CLIENTS, clientId);
};

const allow = (
  methodArn: string,
  principalId: string,
  context: Record<string, string>,
): APIGatewayAuthorizerResult => ({
  principalId,
  policyDocument: {
    Version: "2012-10-17",
    Statement: [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: wholeApi(methodArn) }],
  },
  context,
  usageIdentifierKey: usageKeyOf(context.clientId ?? DEFAULT_CLIENT),
});

const contextOf = (key: KnownKey): Record<string, string> => ({
  clientId: key.clientId,
  keyId: key.keyId,
  scopes: key.scopes.join(","),
  ...(key.expiresAt === null ? {} : { expiresAt: key.expiresAt }),
});

/** @throws "Unauthorized", which the gateway answers as 401, for a key that is unknown, expired or revoked */
export const handler = async (
  event: APIGatewayRequestAuthorizerEvent,
): Promise<APIGatewayAuthorizerResult> => {
  const verdict = await resolveKey(header(event.headers, "authorization"));
  switch (verdict.kind) {
    case "known":
      return allow(event.methodArn, verdict.key.keyId, contextOf(verdict.key));
    case "unavailable":
      // A fault here would be a 500, a refusal a wrong 401: the function looks for itself, and answers 503.
      return allow(event.methodArn, "unknown", { unavailable: "true" });
    case "unknown":
      throw new Error("Unauthorized");
  }
};
