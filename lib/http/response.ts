/** The responses of handlers, before they are serialised to the shape of API Gateway. */
import type { APIGatewayProxyResult } from "aws-lambda";
import { PROBLEM_MEDIA_TYPE, type Problem, type ProblemStatus, problemDetails } from "../contract/problem.ts";
import type { ValidationIssue } from "../domain/validation-issue.ts";

type Headers = Readonly<Record<string, string>> | undefined;

/** A JSON body, typed so that a handler can be held to the schemas of its operation. */
export type JsonResponse<Status extends number = number, Body = unknown> = {
  readonly kind: "json";
  readonly status: Status;
  readonly json: Body;
  readonly headers?: Headers;
};

/** Text, or the bytes of a document. */
export type DocumentResponse<Status extends number = number> = {
  readonly kind: "document";
  readonly status: Status;
  readonly contentType: string;
  readonly body: string | Uint8Array;
  readonly headers?: Headers;
};

/** A response without a body. */
export type EmptyResponse<Status extends number = number> = {
  readonly kind: "empty";
  readonly status: Status;
  readonly headers?: Headers;
};

/** An error as `application/problem+json`. */
export type ProblemResponse<Status extends ProblemStatus = ProblemStatus> = {
  readonly kind: "problem";
  readonly status: Status;
  readonly problem: Problem;
  readonly headers?: Headers;
};

export type HttpResponse = JsonResponse | DocumentResponse | EmptyResponse | ProblemResponse;

export const emptyResponse = <Status extends number>(
  status: Status,
  headers?: Headers,
): EmptyResponse<Status> => ({ kind: "empty", status, headers });

export const jsonResponse = <Status extends number, Body>(
  status: Status,
  json: Body,
  headers?: Headers,
): JsonResponse<Status, Body> => ({ kind: "json", status, json, headers });

/** @param errors what is wrong with the request, entry by entry */
export const problem = <Status extends ProblemStatus>(
  status: Status,
  detail: string,
  { errors, headers }: { errors?: Parameters<typeof problemDetails>[2]; headers?: Headers } = {},
): ProblemResponse<Status> => ({
  kind: "problem",
  status,
  problem: problemDetails(status, detail, errors),
  headers,
});

/** Keeps the response to a malicious body small. */
const MAX_ISSUES = 1000;

/** 422 with every issue of the body. */
export const validationProblem = (issues: readonly ValidationIssue[]): ProblemResponse<422> => {
  const omitted = issues.length - MAX_ISSUES;
  const errors = issues.slice(0, MAX_ISSUES);
  if (omitted > 0) errors.push({ pointer: "", detail: `and ${omitted} more issues` });
  const count = issues.length === 1 ? "one issue" : `${issues.length} issues`;
  return problem(422, `The body has ${count}.`, { errors });
};

/** 422 for a path or query parameter, which a JSON Pointer into the body cannot name. */
export const parameterProblem = (
  name: string,
  detail: string,
  place: "path" | "query" = "query",
): ProblemResponse<422> =>
  problem(422, `The ${place} parameter ${name} ${detail}.`, { errors: [{ parameter: name, detail }] });

/** 503; the caller may try again. */
export const unavailableProblem = (detail: string, retryAfterSeconds = 2): ProblemResponse<503> =>
  problem(503, detail, { headers: { "Retry-After": String(retryAfterSeconds) } });

type Content = { readonly contentType: string; readonly body: string | Uint8Array };

const contentOf = (response: Exclude<HttpResponse, EmptyResponse>): Content => {
  switch (response.kind) {
    case "json":
      return { contentType: "application/json; charset=utf-8", body: JSON.stringify(response.json) };
    case "problem":
      return { contentType: PROBLEM_MEDIA_TYPE, body: JSON.stringify(response.problem) };
    case "document":
      return response;
  }
};

/** Serialises a response for API Gateway; bytes travel in base64. */
export const toProxyResult = (response: HttpResponse): APIGatewayProxyResult => {
  const { status: statusCode, headers } = response;
  if (response.kind === "empty") return { statusCode, headers: { ...headers }, body: "" };
  const { contentType, body } = contentOf(response);
  return {
    statusCode,
    headers: { "Content-Type": contentType, ...headers },
    body: typeof body === "string" ? body : Buffer.from(body).toString("base64"),
    isBase64Encoded: typeof body !== "string",
  };
};
