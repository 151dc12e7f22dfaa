/** The middlewares of every HTTP function. */
import type { MiddlewareObj } from "@middy/core";
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from "aws-lambda";
import { DatabaseConflict, DatabaseUnavailable, faultLine } from "../domain/fault.ts";
import { type Answer, refuse, unavailable } from "./answer.ts";
import { requestIdOf } from "./http-request.ts";
import { newId } from "./ids.ts";
import { logger } from "./logger.ts";
import { NoActiveRulebook } from "./rulebook-cache.ts";

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
export const answerRequestId = (): HttpMiddleware => {
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
export const secureHeaders = (): HttpMiddleware => {
  const after: NonNullable<HttpMiddleware["after"]> = (request) => addHeaders(request, SECURE);
  return { after, onError: after };
};

const answerTo = (fault: unknown): Answer => {
  if (fault instanceof DatabaseUnavailable)
    return unavailable("The database is away; try again in a moment.");
  if (fault instanceof DatabaseConflict)
    return unavailable("The database is busy; try again in a moment.", 1);
  if (fault instanceof NoActiveRulebook) return unavailable("No rulebook is active.", 30);
  return refuse(500, "Something went wrong on our side. The request id helps us to find it.");
};

/** A fault becomes a 503 or a 500 that tells nothing; the log has one line of it. */
export const answerFaults = (toResult: (answer: Answer) => APIGatewayProxyResult): HttpMiddleware => ({
  onError: (request) => {
    logger.error("a request failed", {
      requestId: request.internal.requestId ?? "none",
      resource: request.event.resource,
      method: request.event.httpMethod,
      fault: faultLine(request.error),
    });
    request.response = toResult(answerTo(request.error));
  },
});
