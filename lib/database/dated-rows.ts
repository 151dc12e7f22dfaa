/** Rows that are valid from an instant on and never overwritten, in order of validity. */

export const BEGINNING = "-infinity";

type DatedRow = { readonly validFrom: string };

const hasBegun = ({ validFrom }: DatedRow, now: string): boolean =>
  validFrom === BEGINNING || Date.parse(validFrom) <= Date.parse(now);

/** The row that is valid now. */
export const currentRow = <Row extends DatedRow>(rows: readonly Row[], now: string): Row | undefined =>
  rows.findLast((row) => hasBegun(row, now));

const isSameInstant = (a: string, b: string): boolean => a === b || Date.parse(a) === Date.parse(b);

/** The row that is valid from that very instant. */
export const rowFrom = <Row extends DatedRow>(rows: readonly Row[], start: string): Row | undefined =>
  rows.find(({ validFrom }) => isSameInstant(validFrom, start));

/**
 * Since when a value as put is valid. Without a date the first one counts from the beginning, and a later one from now,
 * unless it is what counts anyway.
 */
export const startOf = <Row extends DatedRow>(
  validFrom: string | undefined,
  rows: readonly Row[],
  isSame: (row: Row) => boolean,
  now: string,
): string => {
  if (validFrom !== undefined) return validFrom;
  if (rows.length === 0) return BEGINNING;
  const current = currentRow(rows, now);
  return current !== undefined && isSame(current) ? current.validFrom : now;
};

/** As responses show it: null is from the beginning. */
export const shownStart = (validFrom: string): string | null => (validFrom === BEGINNING ? null : validFrom);
