/** The event of API Gateway's Lambda proxy integration. */
import type { IntegrationRequest } from "./gateway-server.ts";
import type { Match } from "./routes.ts";

/** Names and values in turn as an object; of a repeated header the last value counts. */
const headersOf = (rawHeaders: readonly string[], hasBody: boolean): Record<string, string> => {
  const headers: Record<string, string> = {};
  let hasMediaType = false;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    headers[rawHeaders[index]!] = rawHeaders[index + 1]!;
    hasMediaType ||= rawHeaders[index]!.toLowerCase() === "content-type";
  }
  if (hasBody && !hasMediaType) headers["Content-Type"] = "application/json";
  return headers;
};

const multiValueOf = (entries: Iterable<readonly [string, string]>): Record<string, string[]> | null => {
  const values = new Map<string, string[]>();
  for (const [name, value] of entries) values.set(name, [...(values.get(name) ?? []), value]);
  return values.size === 0 ? null : Object.fromEntries(values);
};

const lastOf = (values: Record<string, string[]> | null): Record<string, string> | null =>
  values === null
    ? null
    : Object.fromEntries(Object.entries(values).map(([name, all]) => [name, all.at(-1)!]));

const nullIfEmpty = (params: Readonly<Record<string, string>>) =>
  Object.keys(params).length === 0 ? null : { ...params };

/** Path and query string of a request target. */
export const splitUrl = (url: string): { readonly path: string; readonly query: string } => {
  const [withQuery = ""] = url.split("#", 1);
  const mark = withQuery.indexOf("?");
  return mark < 0
    ? { path: withQuery, query: "" }
    : { path: withQuery.slice(0, mark), query: withQuery.slice(mark + 1) };
};

const pairsOf = (rawHeaders: readonly string[]): (readonly [string, string])[] =>
  Array.from({ length: rawHeaders.length / 2 }, (_, index) => [
    rawHeaders[index * 2]!,
    rawHeaders[index * 2 + 1]!,
  ]);

/**
 * @param authorizer the principal and context that the authorizer returned; undefined without one
 * @param stage name of the deployed stage
 */
export const proxyEvent = (
  { method, url, rawHeaders, body, remoteAddress }: IntegrationRequest,
  { route, params }: Match,
  authorizer: Readonly<Record<string, string>> | undefined,
  stage: string,
) => {
  const { path, query } = splitUrl(url);
  const headers = headersOf(rawHeaders, body.length > 0);
  const queryValues = query === "" ? null : multiValueOf(new URLSearchParams(query));
  const httpMethod = method.toUpperCase();
  return {
    resource: route.resource,
    path,
    httpMethod,
    headers,
    multiValueHeaders: multiValueOf(pairsOf(rawHeaders)),
    queryStringParameters: lastOf(queryValues),
    multiValueQueryStringParameters: queryValues,
    pathParameters: nullIfEmpty(params),
    stageVariables: null,
    body: body.length === 0 ? null : body.toString(),
    isBase64Encoded: false,
    requestContext: {
      resourcePath: route.resource,
      httpMethod,
      path,
      stage,
      protocol: "HTTP/1.1",
      requestId: crypto.randomUUID(),
      requestTimeEpoch: Date.now(),
      identity: { sourceIp: remoteAddress },
      ...(authorizer === undefined ? {} : { authorizer }),
    },
  };
};
