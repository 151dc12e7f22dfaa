/** What a handler answers, before it becomes API Gateway's business. */
import {
  type ValidationIssue,
  PROBLEM_MEDIA_TYPE,
  type ProblemStatus,
  problemDetails,
} from "../contract/problem.ts";

export type HttpResponse = {
  readonly status: number;
  readonly contentType: string;
  /** Text, or the bytes of a document. */
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>> | undefined;
};

export const jsonResponse = (
  status: number,
  value: unknown,
  headers?: HttpResponse["headers"],
): HttpResponse => ({
  status,
  contentType: "application/json; charset=utf-8",
  body: JSON.stringify(value),
  headers,
});

/** A refusal as problem+json. */
export const problem = (
  status: ProblemStatus,
  detail: string,
  more: { errors?: Parameters<typeof problemDetails>[2]; headers?: HttpResponse["headers"] } = {},
): HttpResponse => ({
  status,
  contentType: PROBLEM_MEDIA_TYPE,
  body: JSON.stringify(problemDetails(status, detail, more.errors)),
  headers: more.headers,
});

/** A hostile body may hold more faults than an answer can carry. */
const MOST_FAULTS = 1000;

/** 422 with every fault of the body. */
export const validationProblem = (faults: readonly ValidationIssue[]): HttpResponse => {
  const rest = faults.length - MOST_FAULTS;
  const errors = faults.slice(0, MOST_FAULTS);
  if (rest > 0) errors.push({ pointer: "", detail: `and ${rest} more faults` });
  const count = faults.length === 1 ? "one fault" : `${faults.length} faults`;
  return problem(422, `The body has ${count}.`, { errors });
};

/** 422 for a query parameter, which no pointer into the body can name. */
export const parameterProblem = (name: string, detail: string): HttpResponse =>
  problem(422, `The query parameter ${name} ${detail}.`, {
    errors: [{ parameter: name, detail }],
  });

/** 503; the caller may try again. */
export const unavailableProblem = (detail: string, retryAfterSeconds = 2): HttpResponse =>
  problem(503, detail, { headers: { "Retry-After": String(retryAfterSeconds) } });
