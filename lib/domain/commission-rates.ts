/** An agent's commission rates: dated, never overwritten. */

export type CommissionRate = {
  /** RFC 3339 text, or `-infinity` for a rate that holds from the beginning of time. */
  readonly validFrom: string;
  readonly rateBps: number;
};

const startOf = (rate: CommissionRate): number =>
  rate.validFrom === "-infinity" ? Number.NEGATIVE_INFINITY : Date.parse(rate.validFrom);

/** The rate that holds at an instant: of those already valid, the one that became so last. */
export const rateAt = (rates: readonly CommissionRate[], instant: string): CommissionRate | undefined => {
  const at = Date.parse(instant);
  return rates
    .filter((rate) => startOf(rate) <= at)
    .reduce<CommissionRate | undefined>(
      (latest, rate) => (latest === undefined || startOf(rate) > startOf(latest) ? rate : latest),
      undefined,
    );
};
