/** Instants of requests and rulebooks: RFC 3339, within the range that both PostgreSQL and JavaScript represent. */
import * as z from "zod";

const FIRST = Date.parse("0001-01-01T00:00:00Z");
const LAST = Date.parse("9999-12-31T23:59:59.999Z");
/** In characters. PostgreSQL refuses very long fractions of a second. */
const MAX_LENGTH = 40;
/** RFC 3339 allows offsets up to 23:59, PostgreSQL less than 16 hours. Offsets in use are at most 14 hours. */
const UNSTORABLE_OFFSET = /[+-](?:1[6-9]|2\d):\d\d$/;

/** Whether a well-formed RFC 3339 text is an instant that PostgreSQL and JavaScript read alike. */
export const isStorableInstant = (text: string): boolean => {
  const epoch = Date.parse(text);
  return text.length <= MAX_LENGTH && epoch >= FIRST && epoch <= LAST && !UNSTORABLE_OFFSET.test(text);
};

export const UNSTORABLE_INSTANT =
  "must lie within the years 0001 to 9999, with an offset of less than 16 hours";

/** RFC 3339 with offset. */
export const instantSchema = z.iso
  .datetime({ offset: true })
  .refine(isStorableInstant, UNSTORABLE_INSTANT)
  .describe("RFC 3339 with offset");
