/** A month in a path, such as `2026-11`, `2026-11.csv` or `2026-11.pdf`, and the media type that is asked for. */
import { err, ok, type Result } from "../../lib/domain/result.ts";
import { preferredMediaType, splitExtension } from "../../lib/http/content-negotiation.ts";
import { type ProblemResponse, problem } from "../../lib/http/response.ts";

const MEDIA_TYPES = ["application/json", "text/csv", "application/pdf"] as const;
type MediaType = (typeof MEDIA_TYPES)[number];

export const isMonth = (text: string): boolean => /^(?!0000)\d{4}-(0[1-9]|1[0-2])$/.test(text);

export const INVALID_MONTH = "The month must be written as YYYY-MM, such as 2026-11.";

export const readMonth = (
  text: string,
  accept: string | undefined,
): Result<{ readonly month: string; readonly mediaType: MediaType }, ProblemResponse<406 | 422>> => {
  const csv = splitExtension(text, ".csv");
  const pdf = splitExtension(csv.name, ".pdf");
  const named = csv.has ? "text/csv" : pdf.has ? "application/pdf" : undefined;
  const mediaType = named ?? preferredMediaType(accept, MEDIA_TYPES);
  if (mediaType === undefined) return err(problem(406, `It comes as ${MEDIA_TYPES.join(", ")}.`));
  const month = pdf.name;
  return isMonth(month) ? ok({ month, mediaType }) : err(problem(422, INVALID_MONTH));
};
