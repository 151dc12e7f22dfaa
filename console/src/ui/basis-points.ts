/** Rates as people type them. Pure. */

/** Percent as typed, with a comma or a point: basis points. */
export const basisPointsOf = (text: string): number => Math.round(Number(text.replace(",", ".")) * 100);
