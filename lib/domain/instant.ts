/** Instants of requests, files and commands: RFC 3339 in, UTC with milliseconds out. */
import * as z from "zod";

const FIRST = Date.parse("0001-01-01T00:00:00Z");
const LAST = Date.parse("9999-12-31T23:59:59.999Z");
/** In characters. */
const MAX_LENGTH = 100;
/** RFC 3339 allows offsets up to 23:59, PostgreSQL less than 16 hours. Offsets in use are at most 14 hours. */
const UNSTORABLE_OFFSET = /[+-](?:1[6-9]|2\d):\d\d$/;

export const INSTANT_FORMAT =
  "must be an RFC 3339 date and time with offset, such as 2026-11-20T14:03:00-03:00";
export const INSTANT_RANGE =
  "must lie within the years 0001 to 9999 in UTC, with an offset of less than 16 hours";

/** RFC 3339 with an offset, whatever its year. */
export const rfc3339 = z.iso.datetime({ offset: true });

// V8 misreads fractions of more than a dozen digits.
const cutToMilliseconds = (text: string): string => text.replace(/(\.\d{3})\d+/, "$1");

/** Milliseconds since 1970 of a well-formed RFC 3339 text. */
export const epochMillis = (text: string): number => Date.parse(cutToMilliseconds(text));

/** Whether a well-formed RFC 3339 text lies within the years that four digits can express in UTC. */
export const isWithinRange = (text: string): boolean => {
  const epoch = epochMillis(text);
  return text.length <= MAX_LENGTH && epoch >= FIRST && epoch <= LAST && !UNSTORABLE_OFFSET.test(text);
};

const toUtc = (text: string): string => new Date(epochMillis(text)).toISOString();

// PostgreSQL has no year 0000, which early instants have in local time.
const keepOffset = (text: string): string =>
  text.startsWith("0000-") ? toUtc(text) : cutToMilliseconds(text);

const instantText = z.iso
  .datetime({ offset: true, error: INSTANT_FORMAT })
  .refine(isWithinRange, INSTANT_RANGE)
  .describe("RFC 3339 with offset");

/** RFC 3339 with an offset, as text in UTC with milliseconds. Further digits of the fraction are cut. */
export const instantSchema = instantText.transform(toUtc);

/** RFC 3339 with an offset, which is kept. Digits of the fraction after the milliseconds are cut. */
export const localInstantSchema = instantText.transform(keepOffset);

/** The instant in UTC, or undefined for text that is not an instant of the years 0001 to 9999. */
export const parseInstant = (text: string): string | undefined => instantSchema.safeParse(text).data;
