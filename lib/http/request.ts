/** Reads an API Gateway REST proxy event into a request that matches the schemas of an operation. */
import type { APIGatewayProxyEvent } from "aws-lambda";
import type { Operation, RequestBodySpec } from "../contract/operations/operation.ts";
import { parseFields } from "../domain/validation-issue.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { newId } from "../runtime/ids.ts";
import { authorize } from "./authorization.ts";
import type { HttpRequest } from "./handler.ts";
import { header } from "./headers.ts";
import { parsePath, parseQuery, readQueryText } from "./parameters.ts";
import { readBody, type RequestBody } from "./request-body.ts";
import { type ProblemResponse, validationProblem } from "./response.ts";

const REQUEST_ID_PATTERN = /^[A-Za-z0-9._-]{1,128}$/;

/** The caller's own request id when it is well formed, else the gateway's, else a new one. */
export const requestIdOf = (event: APIGatewayProxyEvent): string => {
  const candidates = [header(event.headers, "x-request-id"), event.requestContext?.requestId];
  return candidates.find((id) => id !== undefined && REQUEST_ID_PATTERN.test(id)) ?? newId();
};

const readRawBody = (event: APIGatewayProxyEvent, spec: RequestBodySpec | undefined) =>
  spec === undefined
    ? ok(undefined)
    : readBody(
        {
          ...event,
          contentType: header(event.headers, "content-type"),
          contentEncoding: header(event.headers, "content-encoding"),
        },
        spec.kind,
      );

/** A request but for its body, which is parsed after the resource of the path is found. */
export type RequestHead = {
  readonly request: Omit<HttpRequest<Operation>, "body">;
  /** Undefined when the operation takes none. */
  readonly rawBody: RequestBody | undefined;
};

/** Parses a body with the schema of the operation, unless the handler parses it. */
export const parseBody = (
  spec: RequestBodySpec | undefined,
  raw: RequestBody | undefined,
): Result<object | undefined, ProblemResponse<422>> => {
  if (spec === undefined || raw === undefined) return ok(undefined);
  if (spec.kind !== "json" && spec.kind !== "optional-json") return ok(raw);
  const parsed = parseFields(spec.schema, raw.json);
  return parsed.ok ? parsed : err(validationProblem(parsed.error));
};

/**
 * Authorizes a request and parses all but its body. The checks run in a fixed order, and the first that fails decides
 * the response: key and scope, repeated query parameters, the body's syntax, path parameters, query parameters. The
 * resource of the path and the body's schema come after them, in this order.
 */
export const readRequest = async (
  event: APIGatewayProxyEvent,
  operation: Operation,
): Promise<Result<RequestHead, ProblemResponse>> => {
  const principal = operation.scope === null ? ok(undefined) : await authorize(event, operation.scope);
  if (!principal.ok) return principal;
  const queryText = readQueryText(event);
  if (!queryText.ok) return queryText;
  const raw = readRawBody(event, operation.body);
  if (!raw.ok) return raw;
  const params = parsePath(operation, event.pathParameters);
  if (!params.ok) return params;
  const query = operation.query === undefined ? ok({}) : parseQuery(operation.query, queryText.value);
  if (!query.ok) return query;
  const request = {
    params: params.value,
    query: query.value,
    principal: principal.value as HttpRequest<Operation>["principal"],
    header: (name: string) => header(event.headers, name),
  };
  return ok({ request, rawBody: raw.value });
};
