/** Errors as RFC 9457 `application/problem+json`. */
import * as z from "zod";

export const PROBLEM_MEDIA_TYPE = "application/problem+json";

/**
 * What each status means here. The type is `about:blank` throughout: the status says all there is to know, and then
 * RFC 9457 wants the status phrase as the title.
 */
export const PROBLEMS = {
  400: { type: "about:blank", title: "Bad Request" },
  401: { type: "about:blank", title: "Unauthorized" },
  403: { type: "about:blank", title: "Forbidden" },
  404: { type: "about:blank", title: "Not Found" },
  405: { type: "about:blank", title: "Method Not Allowed" },
  406: { type: "about:blank", title: "Not Acceptable" },
  409: { type: "about:blank", title: "Conflict" },
  413: { type: "about:blank", title: "Payload Too Large" },
  415: { type: "about:blank", title: "Unsupported Media Type" },
  422: { type: "about:blank", title: "Unprocessable Entity" },
  429: { type: "about:blank", title: "Too Many Requests" },
  500: { type: "about:blank", title: "Internal Server Error" },
  503: { type: "about:blank", title: "Service Unavailable" },
} as const satisfies Record<number, { type: string; title: string }>;

export type ProblemStatus = keyof typeof PROBLEMS;

/** One fault of a body: where it stands (RFC 6901, into the request body; "" is all of it) and what is wrong. */
const bodyFaultSchema = z.object({ pointer: z.string(), detail: z.string() });
export type ValidationIssue = z.infer<typeof bodyFaultSchema>;

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string().optional(),
    errors: z
      .array(z.looseObject({ pointer: z.string().optional(), detail: z.string() }))
      .optional()
      .describe("every fault of the request, not only the first"),
  })
  .describe("RFC 9457 problem details")
  .meta({ id: "Problem" });
export type Problem = z.infer<typeof problemSchema>;

/** @param errors the faults, when the request has faults of its own to list */
export const problemDetails = (
  status: ProblemStatus,
  detail: string,
  errors?: readonly (Record<string, unknown> & { detail: string })[],
): Problem => ({
  ...PROBLEMS[status],
  status,
  detail,
  ...(errors === undefined ? {} : { errors: [...errors] }),
});
