/** The arithmetic of the reference model. */

const halfEven = (numerator: bigint, denominator: bigint): bigint => {
  const whole = numerator / denominator;
  const twice = 2n * (numerator % denominator);
  if (twice === denominator) return whole + (whole % 2n);
  return twice > denominator ? whole + 1n : whole;
};

/** A rate in basis points of an amount, half-even. */
export const rateOf = (amount: number, bps: number): number =>
  Number(halfEven(BigInt(amount) * BigInt(bps), 10_000n));

const first = (amount: number, items: number, of: number): number =>
  Number(halfEven(BigInt(amount) * BigInt(items), BigInt(of)));

/** What items have of an amount, after others went before them: the steps together are exactly the amount. */
export const partOf = (amount: number, of: number, before: number, now: number): number =>
  first(amount, before + now, of) - first(amount, before, of);

/** The month of an instant in São Paulo, three hours behind UTC since 2019. */
export const monthOf = (instant: string): string =>
  new Date(Date.parse(instant) - 3 * 3_600_000).toISOString().slice(0, 7);

const DAY_MS = 86_400_000;

/** An instant some months later, and then days, at the same time of day in São Paulo; a day that a month lacks is its last. */
export const later = (instant: string, months: number, days: number): string => {
  const local = new Date(Date.parse(instant) - 3 * 3_600_000);
  const lastOfMonth = new Date(Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + months + 1, 0));
  const day = Math.min(local.getUTCDate(), lastOfMonth.getUTCDate());
  const midnight = Date.UTC(lastOfMonth.getUTCFullYear(), lastOfMonth.getUTCMonth(), day);
  const timeOfDay = Date.parse(local.toISOString()) % DAY_MS;
  return new Date(midnight + timeOfDay + days * DAY_MS + 3 * 3_600_000).toISOString();
};

/** Months and days of an ISO 8601 period of one unit, some times. */
export const timeOf = (period: string, times: number): { readonly months: number; readonly days: number } => {
  const [, count, unit] = /^P(\d+)([YMWD])$/.exec(period)!;
  const total = Number(count) * times;
  if (unit === "Y" || unit === "M") return { months: unit === "Y" ? total * 12 : total, days: 0 };
  return { months: 0, days: unit === "W" ? total * 7 : total };
};
