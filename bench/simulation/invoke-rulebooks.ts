/** Invokes the function behind /rulebooks in this process. */
import type { APIGatewayProxyEvent, Context } from "aws-lambda";

export type FunctionCall = {
  readonly resource: string;
  readonly pathParameters?: Readonly<Record<string, string>>;
  readonly body: string;
  readonly contentType: string;
};

const CONTEXT = { getRemainingTimeInMillis: () => 300_000 } as Context;

const eventOf = ({ resource, pathParameters = {}, body, contentType }: FunctionCall) =>
  ({
    httpMethod: "POST",
    resource,
    path: resource,
    pathParameters,
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    headers: { "Content-Type": contentType },
    body,
    isBase64Encoded: false,
    requestContext: {
      authorizer: { clientId: "bench", keyId: "bench", scopes: "rules:read,rules:write,clients:all" },
      requestId: "bench",
    },
  }) as unknown as APIGatewayProxyEvent;

/** @returns the parsed body @throws Error when the response has another status */
export const invokeRulebooks = async <T>(
  databaseUrl: string,
  status: number,
  call: FunctionCall,
): Promise<T> => {
  // The function reads its environment when it is imported.
  Object.assign(process.env, { DATABASE_URL: databaseUrl, POWERTOOLS_LOG_LEVEL: "ERROR" });
  const { handler } = await import("../../functions/rulebooks/handler.ts");
  const response = await handler(eventOf(call), CONTEXT);
  if (response.statusCode !== status)
    throw new Error(`POST ${call.resource}: status ${response.statusCode}: ${response.body}`);
  return JSON.parse(response.body) as T;
};
