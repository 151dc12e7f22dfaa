import { expect, test } from "vitest";
import { median, percentile } from "./statistics.ts";

test("the median of an even number of values is the mean of the middle two, whatever their order", () => {
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([3, 1, 2])).toBe(2);
});

test("percentiles range from the smallest to the largest value", () => {
  expect([0, 0.25, 0.99, 1].map((share) => percentile([0, 100, 200, 300, 400], share))).toEqual([
    0, 100, 396, 400,
  ]);
});
