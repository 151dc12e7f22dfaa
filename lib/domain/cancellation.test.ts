import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { carriedOut, partOf, quantitiesLeft } from "./cancellation.ts";
import { periodOfItems, repeatPeriod } from "./paid-time.ts";

/** How many items are taken in each step, of at least as many. */
const steps = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 12 });
const amount = fc.integer({ min: 0, max: 10 ** 12 });

const partsOf = (whole: number, taken: readonly number[], of: number): number[] => {
  let before = 0;
  return taken.map((now) => {
    const part = partOf(whole, { of, before, now });
    before += now;
    return part;
  });
};
const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);

describe("the parts of an amount", () => {
  test("of all items are the amount, in whatever steps they are taken", () => {
    fc.assert(
      fc.property(amount, steps, (whole, taken) => {
        expect(sum(partsOf(whole, taken, sum(taken)))).toBe(whole);
      }),
    );
  });

  test("are never negative, never more than the amount in sum, and off by less than one unit", () => {
    fc.assert(
      fc.property(amount, steps, fc.integer({ min: 0, max: 500 }), (whole, taken, rest) => {
        const of = sum(taken) + rest;
        const parts = partsOf(whole, taken, of);
        expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
        expect(sum(parts)).toBeLessThanOrEqual(whole);
        // In bigints: the product is beyond the safe integers.
        const error = BigInt(sum(parts)) * BigInt(of) - BigInt(whole) * BigInt(sum(taken));
        expect(error < 0n ? -error : error).toBeLessThan(BigInt(of));
      }),
    );
  });

  test("are rounded half to even", () => {
    // 5 of 2 items: 2.5 is 2, and the second item has the rest.
    expect(partsOf(5, [1, 1], 2)).toEqual([2, 3]);
    expect(partsOf(7, [1, 1], 2)).toEqual([4, 3]);
    expect(partsOf(1, [1, 1, 1], 3)).toEqual([0, 1, 0]);
  });
});

test("a task that was carried out after a cancellation has lost none of its own items yet", () => {
  const line = { lineId: "1", quantity: 5, total: 500, before: 2, now: 1 };
  expect(carriedOut(line, { 1: 3 })).toEqual({ of: 3, before: 0, now: 1 });
  expect(carriedOut(line, undefined)).toEqual({ of: 5, before: 2, now: 1 });
});

test("the quantities of a task are those of lines with fewer items than ordered, and with some", () => {
  const line = (lineId: string, before: number, now: number) =>
    [lineId, { lineId, quantity: 5, total: 500, before, now }] as const;
  const lines = new Map([line("1", 1, 1), line("2", 4, 1), line("3", 2, 0)]);
  expect(quantitiesLeft(["1", "2", "3", "4"], lines)).toEqual({ 1: 3, 3: 3 });
  expect(quantitiesLeft(["2", "4"], lines)).toBeUndefined();
});

test("a repeated period is shared by its items, and one that was not repeated is not", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("P1M", "P7D", "P1Y", "P2W"),
      fc.integer({ min: 1, max: 99 }),
      (period, times) => {
        expect(periodOfItems(repeatPeriod(period, times), 1, times)).toBe(period);
      },
    ),
  );
  expect(periodOfItems("P1M", 1, 3)).toBeUndefined();
  expect(periodOfItems("P6M", 2, 3)).toBe("P4M");
});
