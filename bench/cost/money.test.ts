import { expect, test } from "vitest";
import { cost, formatDollars, sum } from "./bill.ts";
import { PRICES } from "./bill.ts";

test("a million requests cost what the price says for a million", () => {
  expect(formatDollars(cost(PRICES.restRequests, 1_000_000))).toBe("3.50");
  expect(formatDollars(cost(PRICES.mails, 1_000_000))).toBe("100.00");
});

test("a price of seven places is exact", () => {
  expect(cost(PRICES.lambdaDuration, 1_000_000)).toBe(13_333_400n);
});

test("a part of a unit counts to its thousandth, and half a micro-dollar rounds up", () => {
  expect(cost({ micros: 3, per: 1 }, 0.5)).toBe(2n);
  expect(cost({ micros: 1_000, per: 1 }, 0.001)).toBe(1n);
  expect(cost({ micros: 1, per: 1_000 }, 499)).toBe(0n);
});

test("what is below half a cent is shown as little, nothing as nothing", () => {
  expect([0n, 1n, 4_999n, 5_000n, 1_005_000n].map(formatDollars)).toEqual([
    "0.00",
    "<0.01",
    "<0.01",
    "0.01",
    "1.01",
  ]);
});

test("amounts are summed before they are rounded", () => {
  expect(formatDollars(sum([4_000n, 4_000n, 4_000n]))).toBe("0.01");
});
