/**
 * The Lambda authorizer of API Gateway. Its policy allows every route, because API Gateway caches it for all of them; each
 * function checks the scopes in the context.
 */
import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from "aws-lambda";
import { header } from "../../lib/http/headers.ts";
import { type KnownKey, resolveKey } from "../../lib/http/authentication.ts";
import { followDatabaseClock } from "../../lib/runtime/database-clock.ts";
import { DEFAULT_CLIENT, usagePlanKey } from "../../lib/http/usage-plan-key.ts";

// arn:…:api/stage/METHOD/path → every method and path of that stage.
const wholeApi = (methodArn: string): string => {
  const [api = "*", stage = "*"] = methodArn.split("/");
  return `${api}/${stage}/*/*`;
};

const allow = (
  methodArn: string,
  principalId: string,
  context: Record<string, string>,
): APIGatewayAuthorizerResult => {
  const usageIdentifierKey = usagePlanKey(context.clientId ?? DEFAULT_CLIENT);
  return {
    principalId,
    policyDocument: {
      Version: "2012-10-17",
      Statement: [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: wholeApi(methodArn) }],
    },
    context,
    ...(usageIdentifierKey === undefined ? {} : { usageIdentifierKey }),
  };
};

const contextOf = (key: KnownKey): Record<string, string> => ({
  clientId: key.clientId,
  keyId: key.keyId,
  scopes: key.scopes.join(","),
  ...(key.expiresAt === null ? {} : { expiresAt: key.expiresAt }),
});

/** @throws "Unauthorized", which API Gateway turns into 401, for a key that is unknown, expired or revoked */
export const handler = async (
  event: APIGatewayRequestAuthorizerEvent,
): Promise<APIGatewayAuthorizerResult> => {
  await followDatabaseClock();
  const lookup = await resolveKey(header(event.headers, "authorization"));
  switch (lookup.kind) {
    case "known":
      return allow(event.methodArn, lookup.key.keyId, contextOf(lookup.key));
    case "unavailable":
      // A thrown error would become a 500, a denial a wrong 401. The function looks the key up itself and responds 503.
      return allow(event.methodArn, "unknown", { unavailable: "true" });
    case "unknown":
      throw new Error("Unauthorized");
  }
};
