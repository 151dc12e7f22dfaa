/**
 * The paid time of a membership: where it began without a gap, and the sum of all periods since. The expiry is computed from
 * the beginning each time: 31 January and three months end on 30 April, whether bought at once or month by month.
 */
import { addMonthsAndDays } from "./calendar.ts";
import { PERIOD_PATTERN } from "./fields.ts";

export type PaidTime = {
  /** RFC 3339 in UTC. */
  readonly from: string;
  readonly months: number;
  readonly days: number;
};

const MONTHS: Readonly<Record<string, number>> = { Y: 12, M: 1 };
const DAYS: Readonly<Record<string, number>> = { W: 7, D: 1 };

/** A period repeated: three times P1M is P3M. */
export const repeatPeriod = (period: string, times: number): string => {
  if (times === 1) return period;
  const parts = PERIOD_PATTERN.exec(period);
  return parts === null ? period : `P${Number(parts[1]) * times}${parts[2]}`;
};

const REPEATED_PERIOD = /^P([1-9]\d{0,7})([YMWD])$/;

/**
 * The part of a repeated period that some of its items have: of P6M for three items, one has P2M.
 * @returns undefined when the period is not one for each item
 */
export const periodOfItems = (period: string, items: number, of: number): string | undefined => {
  const [, count, unit] = REPEATED_PERIOD.exec(period) ?? [];
  if (count === undefined || unit === undefined || Number(count) % of !== 0) return undefined;
  return `P${(Number(count) / of) * items}${unit}`;
};

/**
 * The paid time with a period more.
 * @param period an ISO 8601 period in whole years, months, weeks or days, possibly repeated
 * @throws RangeError for text that is not such a period
 */
export const extendPaidTime = ({ from, months, days }: PaidTime, period: string): PaidTime => {
  const [, count, unit = ""] = REPEATED_PERIOD.exec(period) ?? [];
  if (count === undefined) throw new RangeError(`not a period: ${period}`);
  return {
    from,
    months: months + Number(count) * (MONTHS[unit] ?? 0),
    days: days + Number(count) * (DAYS[unit] ?? 0),
  };
};

/** Nothing paid; where it begins does not matter. */
export const NO_TIME: PaidTime = { from: "", months: 0, days: 0 };

/**
 * The paid time with a period less, counted as it was given: months from months, days from days. Either may become negative
 * where the paid time was not counted from its beginning.
 * @throws RangeError for text that is not a period
 */
export const shortenPaidTime = (paid: PaidTime, period: string): PaidTime => {
  const { months, days } = extendPaidTime({ ...paid, months: 0, days: 0 }, period);
  return { from: paid.from, months: paid.months - months, days: paid.days - days };
};

/** The end of the paid time; undefined past the year 9999. */
export const endOfPaidTime = ({ from, months, days }: PaidTime): string | undefined =>
  addMonthsAndDays(from, months, days);

/** 9999 years. */
const MAX_MONTHS = 120_000;

/**
 * The paid time of a membership whose periods were not recorded: whole months since it began if those lead to its expiry,
 * else the time begins at its expiry.
 */
export const inferPaidTime = (since: string, expiresAt: string): PaidTime => {
  const [start, end] = [new Date(since), new Date(expiresAt)];
  const guess =
    (end.getUTCFullYear() - start.getUTCFullYear()) * 12 + end.getUTCMonth() - start.getUTCMonth();
  for (const months of [guess, guess - 1, guess + 1])
    if (months > 0 && months <= MAX_MONTHS && addMonthsAndDays(since, months, 0) === expiresAt)
      return { from: since, months, days: 0 };
  return { from: expiresAt, months: 0, days: 0 };
};
