/**
 * Amounts of money in minor units (centavos): safe integers in requests and in the database, bigints in products that
 * could exceed the safe range, never fractions.
 */
import * as z from "zod";

/** The schema of a computed amount, which may be negative. */
export const minorUnits = z.int().describe("whole minor units (centavos)");

/** The largest price, discount or payment, in minor units. The totals of accepted orders are then safe integers. */
export const MAX_MONEY = 10 ** 12;

/** One hundred per cent, in basis points. */
export const FULL_BPS = 10_000;

/**
 * Divides and rounds half to even, as ABNT NBR 5891 specifies (2.5 → 2, 3.5 → 4, −2.5 → −2).
 * @param denominator must be positive
 */
export const divideHalfEven = (numerator: bigint, denominator: bigint): bigint => {
  if (denominator <= 0n) throw new RangeError("divideHalfEven needs a positive denominator");
  const quotient = numerator / denominator;
  const remainder = numerator % denominator;
  const doubled = (remainder < 0n ? -remainder : remainder) * 2n;
  const away = numerator < 0n ? -1n : 1n;
  if (doubled > denominator) return quotient + away;
  if (doubled < denominator) return quotient;
  return quotient % 2n === 0n ? quotient : quotient + away;
};

/**
 * A share of an amount, half-even to minor units.
 * @param amount minor units
 * @param rateBps basis points; 10 000 is the whole
 */
export const shareOf = (amount: number, rateBps: number): number =>
  Number(divideHalfEven(BigInt(amount) * BigInt(rateBps), BigInt(FULL_BPS)));

/** The price of a line: quantity × unitPrice − discount, in minor units. */
export const lineTotal = (line: { quantity: number; unitPrice: number; discount: number }): number =>
  Number(BigInt(line.quantity) * BigInt(line.unitPrice) - BigInt(line.discount));
