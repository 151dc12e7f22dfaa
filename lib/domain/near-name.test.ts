import { describe, expect, test } from "vitest";
import { didYouMean, joinWithOr, nearestName } from "./near-name.ts";

const NAMES = ["customer", "shippingAddress", "agentId", "locale", "lines"];

describe("nearestName", () => {
  test.each([
    ["a missing character", "custmer", "customer"],
    ["two swapped characters", "cutsomer", "customer"],
    ["an extra character", "customers", "customer"],
    ["another case and separators", "shipping_address", "shippingAddress"],
    ["the beginning of one name", "ship", "shippingAddress"],
    ["a short name with one wrong character", "line", "lines"],
  ])("finds a name written with %s", (_name, written, expected) => {
    expect(nearestName(written, NAMES)).toBe(expected);
  });

  test.each([
    ["another word", "warehouse"],
    ["a text of 65 characters", `customer${"r".repeat(57)}`],
    ["an empty text", ""],
  ])("finds no name for %s", (_name, written) => {
    expect(nearestName(written, NAMES)).toBeUndefined();
  });

  test("prefers the name with fewer edits", () => {
    expect(nearestName("plas", ["play", "plus"])).toBe("play");
    expect(nearestName("pluss", ["play", "plus"])).toBe("plus");
  });
});

test("didYouMean ends a message with the nearest name, or adds nothing", () => {
  expect(didYouMean("custmer", NAMES)).toBe("; did you mean `customer`?");
  expect(didYouMean("warehouse", NAMES)).toBe("");
});

test("joinWithOr lists names as part of a sentence", () => {
  expect([[], ["a"], ["a", "b"], ["a", "b", "c"]].map(joinWithOr)).toEqual([
    "nothing",
    "a",
    "a or b",
    "a, b or c",
  ]);
});
