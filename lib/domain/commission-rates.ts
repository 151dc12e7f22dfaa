/** An agent's commission rates. Each is valid from an instant on and is never overwritten. */
import { type Dated, validAt } from "./dated.ts";

export type CommissionRate = Dated & { readonly rateBps: number };

/** The rate at an instant: of the rates that are valid, the one with the latest `validFrom`. */
export const rateAt = (rates: readonly CommissionRate[], instant: string): CommissionRate | undefined =>
  validAt(rates, instant);
