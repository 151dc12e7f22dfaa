import { expect, test } from "vitest";
import { cost, deployedResources, formatDollars, PRICES, sumOfMicros } from "./bill.ts";

test("a million requests cost the price of a million requests", () => {
  expect(formatDollars(cost(PRICES.restRequests, 1_000_000))).toBe("3.50");
  expect(formatDollars(cost(PRICES.mails, 1_000_000))).toBe("100.00");
});

test("a price with seven decimals is exact", () => {
  expect(cost(PRICES.lambdaDuration, 1_000_000)).toBe(13_333_400n);
});

test("a quantity counts to its thousandth, and half a micro-dollar rounds up", () => {
  expect(cost({ micros: 3, per: 1 }, 0.5)).toBe(2n);
  expect(cost({ micros: 1_000, per: 1 }, 0.001)).toBe(1n);
  expect(cost({ micros: 1, per: 1_000 }, 499)).toBe(0n);
});

test("an amount below half a cent is shown as <0.01, and zero as 0.00", () => {
  expect([0n, 1n, 4_999n, 5_000n, 1_005_000n].map(formatDollars)).toEqual([
    "0.00",
    "<0.01",
    "<0.01",
    "0.01",
    "1.01",
  ]);
});

test("amounts are added before they are rounded", () => {
  expect(formatDollars(sumOfMicros([4_000n, 4_000n, 4_000n]))).toBe("0.01");
});

test("deployed resources are counted in the files that declare them", async () => {
  const resources = await deployedResources();
  expect(resources).toMatchObject({ interfaceEndpoints: 2, zones: 2, minimumAcu: 0.5 });
  expect(resources.count("AWS::RDS::DBInstance")).toBe(2);
  expect(resources.count("AWS::CloudWatch::Alarm")).toBeGreaterThan(30);
});
