/** An agent's commission rates. Each is valid from an instant on and is never overwritten. */

export type CommissionRate = {
  /** RFC 3339 text, or `-infinity` for a rate without a beginning. */
  readonly validFrom: string;
  readonly rateBps: number;
};

const startOf = (rate: CommissionRate): number =>
  rate.validFrom === "-infinity" ? Number.NEGATIVE_INFINITY : Date.parse(rate.validFrom);

/** The rate at an instant: of the rates that are valid, the one with the latest `validFrom`. */
export const rateAt = (rates: readonly CommissionRate[], instant: string): CommissionRate | undefined => {
  const at = Date.parse(instant);
  return rates
    .filter((rate) => startOf(rate) <= at)
    .reduce<CommissionRate | undefined>(
      (latest, rate) => (latest === undefined || startOf(rate) > startOf(latest) ? rate : latest),
      undefined,
    );
};
