/** The middlewares of every HTTP function. */
import type { MiddlewareObj } from "@middy/core";
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from "aws-lambda";
import { DatabaseConflictError, DatabaseUnavailableError, errorLine } from "../domain/errors.ts";
import { type HttpResponse, problem, unavailableProblem } from "./response.ts";
import { requestIdOf } from "./request.ts";
import { newId } from "../runtime/ids.ts";
import { logger } from "../runtime/logger.ts";
import { NoActiveRulebookError } from "../runtime/rulebook-cache.ts";

type Internal = { requestId?: string };
type HttpMiddleware = MiddlewareObj<APIGatewayProxyEvent, APIGatewayProxyResult, Error, Context, Internal>;

const addHeaders = (
  request: { response?: APIGatewayProxyResult | null | undefined },
  headers: Record<string, string>,
): void => {
  if (request.response !== null && request.response !== undefined)
    request.response = { ...request.response, headers: { ...headers, ...request.response.headers } };
};

/** Every answer carries X-Request-Id, the caller's own when it is sane. */
export const requestIdHeader = (): HttpMiddleware => {
  const before: HttpMiddleware["before"] = ({ event, internal }) => {
    internal.requestId = requestIdOf(event);
  };
  const after: NonNullable<HttpMiddleware["after"]> = (request) =>
    addHeaders(request, { "X-Request-Id": request.internal.requestId ?? newId() });
  return { before, after, onError: after };
};

// Personal data must not stay in a cache, and no answer is to be taken for anything but what it says it is.
const SECURE = {
  "X-Content-Type-Options": "nosniff",
  "Cache-Control": "no-store",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "Strict-Transport-Security": "max-age=63072000",
  "Referrer-Policy": "no-referrer",
};

/** Headers that keep an answer from being cached, sniffed or framed. A handler may set its own. */
export const securityHeaders = (): HttpMiddleware => {
  const after: NonNullable<HttpMiddleware["after"]> = (request) => addHeaders(request, SECURE);
  return { after, onError: after };
};

const answerTo = (fault: unknown): HttpResponse => {
  if (fault instanceof DatabaseUnavailableError)
    return unavailableProblem("The database is unavailable; try again in a moment.");
  if (fault instanceof DatabaseConflictError)
    return unavailableProblem("The database is busy; try again in a moment.", 1);
  if (fault instanceof NoActiveRulebookError) return unavailableProblem("No rulebook is active.", 30);
  return problem(500, "Something went wrong on our side. The request id helps us to find it.");
};

/** A fault becomes a 503 or a 500 that tells nothing; the log has one line of it. */
export const errorHandler = (toResult: (answer: HttpResponse) => APIGatewayProxyResult): HttpMiddleware => ({
  onError: (request) => {
    logger.error("a request failed", {
      requestId: request.internal.requestId ?? "none",
      resource: request.event.resource,
      method: request.event.httpMethod,
      fault: errorLine(request.error),
    });
    request.response = toResult(answerTo(request.error));
  },
});
