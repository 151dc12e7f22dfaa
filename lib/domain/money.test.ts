import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { divideHalfEven, FULL_BPS, lineTotal, MAX_MONEY, shareOf } from "./money.ts";

describe("rounding half to even", () => {
  test.each([
    [25n, 10n, 2n],
    [35n, 10n, 4n],
    [-25n, 10n, -2n],
    [-35n, 10n, -4n],
    [24n, 10n, 2n],
    [26n, 10n, 3n],
    [0n, 7n, 0n],
  ])("%s / %s gives %s", (numerator, denominator, expected) => {
    expect(divideHalfEven(numerator, denominator)).toBe(expected);
  });

  test("differs by at most half a unit, and at exactly half gives the even number", () => {
    fc.assert(
      fc.property(
        fc.bigInt(-(10n ** 30n), 10n ** 30n),
        fc.bigInt(1n, 10n ** 12n),
        (numerator, denominator) => {
          const rounded = divideHalfEven(numerator, denominator);
          const twiceOff = 2n * (numerator - rounded * denominator);
          const distance = twiceOff < 0n ? -twiceOff : twiceOff;
          expect(distance <= denominator).toBe(true);
          if (distance === denominator) expect(rounded % 2n).toBe(0n);
        },
      ),
    );
  });

  test("needs a positive denominator", () => {
    for (const denominator of [0n, -10n])
      expect(() => divideHalfEven(25n, denominator)).toThrow("needs a positive denominator");
  });

  test("is symmetric about zero", () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 20n), fc.bigInt(1n, 10n ** 9n), (numerator, denominator) => {
        expect(divideHalfEven(-numerator, denominator)).toBe(-divideHalfEven(numerator, denominator));
      }),
    );
  });

  test("refuses a denominator that is not positive", () => {
    expect(() => divideHalfEven(1n, 0n)).toThrow(RangeError);
  });
});

describe("a share", () => {
  test.each([
    [5, 1000, 0],
    [15, 1000, 2],
    [25, 1000, 2],
    [35, 1000, 4],
    [0, 600, 0],
    [MAX_MONEY, FULL_BPS, MAX_MONEY],
  ])("of %i at %i basis points is %i", (amount, bps, expected) => {
    expect(shareOf(amount, bps)).toBe(expected);
  });

  test("is at most the amount and does not fall as the rate rises", () => {
    const rate = fc.integer({ min: 0, max: FULL_BPS });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: MAX_MONEY }), rate, rate, (amount, a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        expect(shareOf(amount, low)).toBeLessThanOrEqual(shareOf(amount, high));
        expect(shareOf(amount, high)).toBeLessThanOrEqual(amount);
      }),
    );
  });
});

test("the total of a line is quantity × price − discount", () => {
  expect(lineTotal({ quantity: 3, unitPrice: 999, discount: 7 })).toBe(2990);
});
