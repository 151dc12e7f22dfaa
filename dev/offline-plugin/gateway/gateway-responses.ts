/**
 * The responses of API Gateway itself, when no function responded, as RFC 9457 problems. infra/api.yml declares the
 * same ones for AWS, and a test compares the two.
 */
import { STATUS_CODES } from "node:http";

export type GatewayProblem = {
  readonly status: number;
  readonly detail: string;
  readonly headers?: Readonly<Record<string, string>>;
};

const BAD_REQUEST = { status: 400, detail: "The request could not be understood." };
const UNAUTHORIZED = {
  status: 401,
  detail: "A valid API key is needed: Authorization: Bearer <api key>.",
  headers: { "WWW-Authenticate": "Bearer" },
};
const FORBIDDEN = { status: 403, detail: "This API key may not do that." };
const NOT_FOUND = { status: 404, detail: "There is no such path." };
const TOO_LARGE = { status: 413, detail: "The body is too large." };
const MEDIA_TYPE = { status: 415, detail: "The body's media type is not supported." };
const THROTTLED = {
  status: 429,
  detail: "Too many requests; try again later.",
  headers: { "Retry-After": "1" },
};
const UNAVAILABLE = {
  status: 503,
  detail: "The service is not available just now; try again later.",
  headers: { "Retry-After": "2" },
};

/** Response type of AWS::ApiGateway::GatewayResponse → problem. */
export const GATEWAY_RESPONSES: Readonly<Record<string, GatewayProblem>> = {
  DEFAULT_4XX: BAD_REQUEST,
  BAD_REQUEST_BODY: BAD_REQUEST,
  BAD_REQUEST_PARAMETERS: BAD_REQUEST,
  UNAUTHORIZED,
  ACCESS_DENIED: FORBIDDEN,
  INVALID_API_KEY: FORBIDDEN,
  WAF_FILTERED: FORBIDDEN,
  // API Gateway treats a request with an unknown path as one without a signature.
  MISSING_AUTHENTICATION_TOKEN: NOT_FOUND,
  RESOURCE_NOT_FOUND: NOT_FOUND,
  REQUEST_TOO_LARGE: TOO_LARGE,
  UNSUPPORTED_MEDIA_TYPE: MEDIA_TYPE,
  THROTTLED,
  QUOTA_EXCEEDED: THROTTLED,
  AUTHORIZER_FAILURE: UNAVAILABLE,
  AUTHORIZER_CONFIGURATION_ERROR: UNAVAILABLE,
  INTEGRATION_FAILURE: UNAVAILABLE,
  INTEGRATION_TIMEOUT: UNAVAILABLE,
  API_CONFIGURATION_ERROR: UNAVAILABLE,
  DEFAULT_5XX: UNAVAILABLE,
};

const BY_STATUS = new Map(Object.values(GATEWAY_RESPONSES).map((problem) => [problem.status, problem]));

/** The problem of a status; the nearest one for a status that no gateway response has. */
export const problemFor = (status: number): GatewayProblem =>
  BY_STATUS.get(status) ?? (status >= 400 && status < 500 ? BAD_REQUEST : UNAVAILABLE);

/** The RFC 9457 body. */
export const problemBody = (problem: GatewayProblem, detail = problem.detail): string =>
  JSON.stringify({
    type: "about:blank",
    title: STATUS_CODES[problem.status],
    status: problem.status,
    detail,
  });

export type GatewayResponse = {
  readonly status: number;
  /** Names and values in turn, as in `rawHeaders`. */
  readonly headers: readonly string[];
  readonly body: Buffer;
};

/** @param detail instead of the problem's own */
export const problemResponse = (status: number, requestId: string, detail?: string): GatewayResponse => {
  const problem = problemFor(status);
  const body = Buffer.from(problemBody(problem, detail));
  const headers = {
    ...problem.headers,
    "Content-Type": "application/problem+json",
    "Content-Length": String(body.length),
    "X-Request-Id": requestId,
  };
  return { status: problem.status, headers: Object.entries(headers).flat(), body };
};
