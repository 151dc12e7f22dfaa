/** Errors as RFC 9457 `application/problem+json`. */
import * as z from "zod";

export const PROBLEM_MEDIA_TYPE = "application/problem+json";

/** Type and title by status. RFC 9457: with the type `about:blank` the title is the status phrase. */
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
      .describe("every issue of the request, not only the first"),
  })
  .describe("RFC 9457 problem details")
  .meta({ id: "Problem" });
export type Problem = z.infer<typeof problemSchema>;

/**
 * The body of a problem response.
 * @param errors the issues of the request, if the problem lists any
 */
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
