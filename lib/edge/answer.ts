/** What a handler answers, before it becomes API Gateway's business. */
import { type BodyFault, PROBLEM_MEDIA_TYPE, type ProblemStatus, problem } from "../contract/problem.ts";

export type Answer = {
  readonly status: number;
  readonly contentType: string;
  /** Text, or the bytes of a document. */
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>> | undefined;
};

export const json = (status: number, value: unknown, headers?: Answer["headers"]): Answer => ({
  status,
  contentType: "application/json; charset=utf-8",
  body: JSON.stringify(value),
  headers,
});

/** A refusal as problem+json. */
export const refuse = (
  status: ProblemStatus,
  detail: string,
  more: { errors?: Parameters<typeof problem>[2]; headers?: Answer["headers"] } = {},
): Answer => ({
  status,
  contentType: PROBLEM_MEDIA_TYPE,
  body: JSON.stringify(problem(status, detail, more.errors)),
  headers: more.headers,
});

/** A hostile body may hold more faults than an answer can carry. */
const MOST_FAULTS = 1000;

/** 422 with every fault of the body. */
export const invalid = (faults: readonly BodyFault[]): Answer => {
  const rest = faults.length - MOST_FAULTS;
  const errors = faults.slice(0, MOST_FAULTS);
  if (rest > 0) errors.push({ pointer: "", detail: `and ${rest} more faults` });
  const count = faults.length === 1 ? "one fault" : `${faults.length} faults`;
  return refuse(422, `The body has ${count}.`, { errors });
};

/** 422 for a query parameter, which no pointer into the body can name. */
export const invalidParameter = (name: string, detail: string): Answer =>
  refuse(422, `The query parameter ${name} ${detail}.`, {
    errors: [{ parameter: name, detail }],
  });

/** 503; the caller may try again. */
export const unavailable = (detail: string, retryAfterSeconds = 2): Answer =>
  refuse(503, detail, { headers: { "Retry-After": String(retryAfterSeconds) } });
