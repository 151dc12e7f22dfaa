/** Statistics of measured values. */

/** The value below which the given share of the values lies, interpolated linearly; NaN without values. */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const position = share * (sorted.length - 1);
  const lower = sorted[Math.floor(position)] ?? Number.NaN;
  const upper = sorted[Math.ceil(position)] ?? Number.NaN;
  return lower + (upper - lower) * (position % 1);
};

export const median = (values: readonly number[]): number => percentile(values, 0.5);

export const sumOf = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
