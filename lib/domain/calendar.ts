/**
 * Dates of the company's calendar, in America/Sao_Paulo: at 01:00 UTC it is still the day before. Instants come and go
 * as RFC 3339 text in UTC; nothing here reads a clock.
 */
import { epochMillis } from "./instant.ts";
import { Temporal } from "temporal-polyfill";
import { PERIOD_PATTERN } from "./fields.ts";

export const TIME_ZONE = "America/Sao_Paulo";

/** An instant as a calendar and a clock in São Paulo show it. */
export const zonedDateTime = (instant: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(epochMillis(instant)).toZonedDateTimeISO(TIME_ZONE);

/** `2026-11-20`: the day that an instant falls on. */
export const civilDate = (instant: string): string => zonedDateTime(instant).toPlainDate().toString();

/** The year that an instant falls in. */
export const yearOf = (instant: string): number => zonedDateTime(instant).year;

/** `2026-11`: the month that an instant falls in. */
export const monthOf = (instant: string): string => civilDate(instant).slice(0, 7);

/** What a calendar and a clock show at an instant; `weekday` is 1 on Monday and 7 on Sunday. */
export const clockOf = (
  instant: string,
): { readonly month: number; readonly day: number; readonly weekday: number; readonly hour: number } => {
  const { month, day, dayOfWeek: weekday, hour } = zonedDateTime(instant);
  return { month, day, weekday, hour };
};

const textWithinRange = (time: Temporal.ZonedDateTime): string | undefined => {
  const text = new Date(time.toInstant().epochMilliseconds).toISOString();
  return text.startsWith("+") ? undefined : text;
};

/**
 * The instant a period later, at the same time of day. A day that the target month lacks becomes its last day:
 * 31 January + P1M is 28 or 29 February. A time that daylight saving skips moves forward by the gap; of a time that
 * occurs twice, the first is taken (RFC 5545).
 * @param period an ISO 8601 period in whole years, months, weeks or days
 * @returns undefined past the year 9999, which four-digit dates cannot express
 * @throws RangeError for text that is not such a period
 */
export const addPeriod = (instant: string, period: string): string | undefined => {
  if (!PERIOD_PATTERN.test(period)) throw new RangeError(`not a period: ${period}`);
  return textWithinRange(zonedDateTime(instant).add(period));
};

/**
 * The instant a period earlier, as `addPeriod` does.
 * @throws RangeError for text that is not a period
 */
export const subtractPeriod = (instant: string, period: string): string => {
  if (!PERIOD_PATTERN.test(period)) throw new RangeError(`not a period: ${period}`);
  return new Date(zonedDateTime(instant).subtract(period).toInstant().epochMilliseconds).toISOString();
};

// Beyond 10 000 years nothing is within the range, and Temporal throws.
const MAX_MONTHS = 120_000;
const MAX_DAYS = 3_660_000;

/**
 * The instant a number of months later, and then of days, at the same time of day, as `addPeriod` does.
 * @returns undefined past the year 9999
 */
export const addMonthsAndDays = (instant: string, months: number, days: number): string | undefined =>
  months > MAX_MONTHS || days > MAX_DAYS
    ? undefined
    : textWithinRange(zonedDateTime(instant).add({ months, days }));
