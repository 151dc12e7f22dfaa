/** An agent's commission rates: dated, never overwritten. */

export type Rate = {
  /** RFC 3339 text, or `-infinity` for a rate that holds from the beginning of time. */
  readonly validFrom: string;
  readonly rateBps: number;
};

const startOf = (rate: Rate): number =>
  rate.validFrom === "-infinity" ? Number.NEGATIVE_INFINITY : Date.parse(rate.validFrom);

/** The rate that holds at an instant: of those already valid, the one that became so last. */
export const rateAt = (rates: readonly Rate[], instant: string): Rate | undefined => {
  const at = Date.parse(instant);
  return rates
    .filter((rate) => startOf(rate) <= at)
    .reduce<Rate | undefined>(
      (latest, rate) => (latest === undefined || startOf(rate) > startOf(latest) ? rate : latest),
      undefined,
    );
};
