/**
 * What API Gateway itself answers, when no function does. The front gateway of the local stack draws on this table;
 * infra/api.yml says the same to AWS, and a test compares the two.
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
const NOT_FOUND = { status: 404, detail: "There is nothing here." };
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

/** By AWS' name for the reason, see AWS::ApiGateway::GatewayResponse. */
export const GATEWAY_RESPONSES: Readonly<Record<string, GatewayProblem>> = {
  DEFAULT_4XX: BAD_REQUEST,
  BAD_REQUEST_BODY: BAD_REQUEST,
  BAD_REQUEST_PARAMETERS: BAD_REQUEST,
  UNAUTHORIZED,
  ACCESS_DENIED: FORBIDDEN,
  INVALID_API_KEY: FORBIDDEN,
  WAF_FILTERED: FORBIDDEN,
  // AWS takes an unknown path for a request that nobody signed.
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

/** What the gateway says instead of an answer that is not ours, by that answer's status. */
export const problemFor = (status: number): GatewayProblem =>
  BY_STATUS.get(status) ?? (status >= 400 && status < 500 ? BAD_REQUEST : UNAVAILABLE);

/** The RFC 9457 body; without a detail of its own it says the usual. */
export const problemBody = (problem: GatewayProblem, detail = problem.detail): string =>
  JSON.stringify({
    type: "about:blank",
    title: STATUS_CODES[problem.status],
    status: problem.status,
    detail,
  });
