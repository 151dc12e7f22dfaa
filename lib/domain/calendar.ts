/**
 * Civil dates of the company, which lives in America/Sao_Paulo: at 01:00 UTC it is still the day before. Instants come
 * and go as RFC 3339 text in UTC; nothing here reads a clock.
 */
import { PERIOD_PATTERN } from "./order.ts";

export const TIME_ZONE = "America/Sao_Paulo";

/** Date and time of day as a calendar and a clock on the wall in São Paulo show them. Months count from 1. */
export type CivilDateTime = {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** Milliseconds since midnight. */
  readonly millisecondOfDay: number;
};

const DAY = 86_400_000;

// Date.UTC takes the years 0 to 99 for 1900 to 1999.
const utc = (year: number, month: number, day: number): number =>
  new Date(0).setUTCFullYear(year, month - 1, day);

const FIELDS = new Intl.DateTimeFormat("en-US", {
  timeZone: TIME_ZONE,
  calendar: "gregory",
  hourCycle: "h23",
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "numeric",
  minute: "numeric",
  second: "numeric",
});

// How far São Paulo's clocks are from UTC at an instant, in milliseconds. Intl knows the zone's whole history.
const offsetAt = (epoch: number): number => {
  const field = Object.fromEntries(
    FIELDS.formatToParts(epoch).map(({ type, value }) => [type, Number(value)]),
  );
  const shown =
    utc(field.year!, field.month!, field.day!) / 1000 +
    field.hour! * 3600 +
    field.minute! * 60 +
    field.second!;
  return (shown - Math.floor(epoch / 1000)) * 1000;
};

/** The civil date and time of an instant. */
export const civilDateTimeAt = (instant: string): CivilDateTime => {
  const epoch = Date.parse(instant);
  const shown = new Date(epoch + offsetAt(epoch));
  return {
    year: shown.getUTCFullYear(),
    month: shown.getUTCMonth() + 1,
    day: shown.getUTCDate(),
    millisecondOfDay: ((shown.getTime() % DAY) + DAY) % DAY,
  };
};

// A time that daylight saving skipped moves forward by the gap; of one that came twice, the first counts (RFC 5545).
const instantOf = (civil: CivilDateTime): string => {
  const wall = utc(civil.year, civil.month, civil.day) + civil.millisecondOfDay;
  const before = offsetAt(wall - DAY);
  const after = offsetAt(wall + DAY);
  const matching = [before, after].find((offset) => offsetAt(wall - offset) === offset);
  return new Date(wall - (matching ?? before)).toISOString();
};

/** `2026-11-20`: the day that an instant falls on. */
export const civilDate = (instant: string): string => {
  const { year, month, day } = civilDateTimeAt(instant);
  return `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
};

/** The year that an instant falls in. */
export const yearOf = (instant: string): number => civilDateTimeAt(instant).year;

/** `2026-11`: the month that an instant falls in. */
export const monthOf = (instant: string): string => civilDate(instant).slice(0, 7);

const daysIn = (year: number, month: number): number => new Date(utc(year, month + 1, 0)).getUTCDate();

const addMonths = (civil: CivilDateTime, months: number): CivilDateTime => {
  const index = civil.year * 12 + (civil.month - 1) + months;
  const year = Math.floor(index / 12);
  const month = (index % 12) + 1;
  return {
    year,
    month,
    day: Math.min(civil.day, daysIn(year, month)),
    millisecondOfDay: civil.millisecondOfDay,
  };
};

/**
 * The instant a period later, at the same time of day. A day that the target month lacks becomes its last:
 * 31 January + P1M is 28 or 29 February.
 * @param period an ISO 8601 period in whole years, months, weeks or days
 * @returns undefined when that is beyond the year 9999, which four-digit dates cannot name
 */
export const addPeriod = (instant: string, period: string): string | undefined => {
  const match = PERIOD_PATTERN.exec(period);
  if (match === null) throw new RangeError(`not a period: ${period}`);
  const count = Number(match[1]);
  const civil = civilDateTimeAt(instant);
  const later = {
    Y: () => addMonths(civil, count * 12),
    M: () => addMonths(civil, count),
    W: () => ({ ...civil, day: civil.day + count * 7 }),
    D: () => ({ ...civil, day: civil.day + count }),
  }[match[2] as "Y" | "M" | "W" | "D"]();
  const result = instantOf(later);
  return result.startsWith("+") ? undefined : result;
};
