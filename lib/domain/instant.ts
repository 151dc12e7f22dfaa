/** Instants from outside that every part of us can hold: RFC 3339, and within the years that four digits can name. */
import * as z from "zod";

const FIRST = Date.parse("0001-01-01T00:00:00Z");
const LAST = Date.parse("9999-12-31T23:59:59.999Z");
/** Longer fractions of a second are noise, and Postgres refuses very long ones. */
const LONGEST = 40;
/** RFC 3339 allows 23 hours, Postgres less than 16, the world 14. */
const FAR_OFFSET = /[+-](?:1[6-9]|2\d):\d\d$/;

/** Whether a well-formed RFC 3339 text names an instant that Postgres and JavaScript agree on. */
export const isStorableInstant = (text: string): boolean => {
  const epoch = Date.parse(text);
  return text.length <= LONGEST && epoch >= FIRST && epoch <= LAST && !FAR_OFFSET.test(text);
};

export const UNSTORABLE_INSTANT =
  "must lie within the years 0001 to 9999, with an offset of less than 16 hours";

/** RFC 3339 with offset. */
export const instantSchema = z.iso
  .datetime({ offset: true })
  .refine(isStorableInstant, UNSTORABLE_INSTANT)
  .describe("RFC 3339 with offset");
