/** The middlewares of every HTTP function. */
import type { MiddlewareObj } from "@middy/core";
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from "aws-lambda";
import {
  DatabaseConflictError,
  DatabaseStatementError,
  DatabaseUnavailableError,
  errorLine,
} from "../domain/errors.ts";
import { newId } from "../runtime/ids.ts";
import { logger } from "../runtime/logger.ts";
import { NoActiveRulebookError, RulebookLoadError } from "../runtime/rulebook-cache.ts";
import { requestIdOf } from "./request.ts";
import { type ProblemResponse, problem, toProxyResult, unavailableProblem } from "./response.ts";

type Internal = { requestId?: string };
type HttpMiddleware = MiddlewareObj<APIGatewayProxyEvent, APIGatewayProxyResult, Error, Context, Internal>;

const addHeaders = (
  request: { response?: APIGatewayProxyResult | null | undefined },
  headers: Record<string, string>,
): void => {
  if (request.response !== null && request.response !== undefined)
    request.response = { ...request.response, headers: { ...headers, ...request.response.headers } };
};

/** Adds X-Request-Id to every response: the caller's own id when it is well formed. */
export const requestIdHeader = (): HttpMiddleware => {
  const before: HttpMiddleware["before"] = ({ event, internal }) => {
    internal.requestId = requestIdOf(event);
  };
  const after: NonNullable<HttpMiddleware["after"]> = (request) =>
    addHeaders(request, { "X-Request-Id": request.internal.requestId ?? newId() });
  return { before, after, onError: after };
};

// no-store: responses hold personal data. nosniff: a browser must not reinterpret the media type.
const SECURITY_HEADERS = {
  "X-Content-Type-Options": "nosniff",
  "Cache-Control": "no-store",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "Strict-Transport-Security": "max-age=63072000",
  "Referrer-Policy": "no-referrer",
};

/** Adds headers that keep a response from being cached, sniffed or framed. A handler may override them. */
export const securityHeaders = (): HttpMiddleware => {
  const after: NonNullable<HttpMiddleware["after"]> = (request) => addHeaders(request, SECURITY_HEADERS);
  return { after, onError: after };
};

const problemFor = (error: unknown): ProblemResponse => {
  if (error instanceof DatabaseUnavailableError)
    return unavailableProblem("The database is unavailable; try again in a moment.");
  if (error instanceof DatabaseConflictError || (error instanceof DatabaseStatementError && error.isTimeout))
    return unavailableProblem("The database is busy; try again in a moment.", 1);
  if (error instanceof NoActiveRulebookError) return unavailableProblem("No rulebook is active.", 30);
  if (error instanceof RulebookLoadError)
    return unavailableProblem("The active rulebook cannot be loaded; activate another version.", 30);
  return problem(500, "An internal error occurred. Please report the request id.");
};

/** Turns a thrown error into a 503 or a 500 without internal details, and logs it in one line. */
export const errorHandler = (): HttpMiddleware => ({
  onError: (request) => {
    logger.error("a request failed", {
      requestId: request.internal.requestId ?? "none",
      resource: request.event.resource,
      method: request.event.httpMethod,
      error: errorLine(request.error),
    });
    request.response = toProxyResult(problemFor(request.error));
  },
});
