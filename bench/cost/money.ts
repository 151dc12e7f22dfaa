/** Money as whole micro-dollars, quantities as whole thousandths of a unit: no float is added up anywhere. */

export type Price = {
  /** Whole millionths of a US dollar for `per` units. */
  readonly micros: number;
  readonly per: number;
  readonly unit: string;
  /** Year and month of the youngest dated text that names it. */
  readonly asOf: string;
  readonly source: string;
};

/** Half a micro-dollar rounds up; a bill of many lines is off by less than a cent. */
export const cost = ({ micros, per }: Pick<Price, "micros" | "per">, quantity: number): bigint => {
  const divisor = BigInt(per) * 1_000n;
  return (BigInt(Math.round(quantity * 1_000)) * BigInt(micros) + divisor / 2n) / divisor;
};

const CENT = 10_000n;

/** Dollars with cents; what is below half a cent but not nothing is shown as that. */
export const formatDollars = (micros: bigint): string => {
  if (micros > 0n && micros < CENT / 2n) return "<0.01";
  const cents = (micros + CENT / 2n) / CENT;
  return `${cents / 100n}.${String(cents % 100n).padStart(2, "0")}`;
};

export const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, one) => total + one, 0n);
