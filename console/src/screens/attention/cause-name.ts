/** A cause in the reader's words. */
import type { Cause } from "./cause.ts";
import { causeTexts } from "./cause-texts.ts";

/** The id, SKU or status that a cause is about. */
const subjectOf = ({ code: _code, ...fields }: Cause): string => String(Object.values(fields)[0] ?? "");

/** @param reason of a task, for causes without a name */
export const causeName = (cause: Cause, reason: string | undefined): string =>
  causeTexts()[cause.code]?.(subjectOf(cause)) ?? reason ?? cause.code;
