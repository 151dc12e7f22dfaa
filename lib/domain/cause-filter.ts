/** Causes as text: `agent-without-rate`, or with the id that it is about `agent-without-rate:A-7`. */
import { CAUSE_CODES, CAUSE_IDS, type Cause } from "./cause.ts";
import { didYouMean } from "./near-name.ts";
import { err, ok, type Result } from "./result.ts";

/** What a cause must have: its code, and perhaps its id. `unknown`: an older task without a code. */
export type CauseFilter = "unknown" | Readonly<Record<string, string | number>>;

const isCode = (text: string): text is Cause["code"] => (CAUSE_CODES as readonly string[]).includes(text);

/** Parses the text of a filter; the error continues a sentence. */
export const parseCauseFilter = (text: string): Result<CauseFilter, string> => {
  if (text === "unknown") return ok("unknown");
  const end = text.indexOf(":");
  const code = end < 0 ? text : text.slice(0, end);
  if (!isCode(code)) return err(`is no cause${didYouMean(code, CAUSE_CODES)}`);
  if (end < 0) return ok({ code });
  const name = CAUSE_IDS[code];
  if (name === undefined) return err(`must be ${code} alone, which is about no id`);
  const id = text.slice(end + 1);
  return ok({ code, [name]: name === "status" ? Number(id) : id });
};

/** The text of a cause, with its id. */
export const causeText = (cause: Cause | null): string => {
  if (cause === null) return "unknown";
  const name = CAUSE_IDS[cause.code];
  return name === undefined
    ? cause.code
    : `${cause.code}:${String((cause as Record<string, unknown>)[name])}`;
};
