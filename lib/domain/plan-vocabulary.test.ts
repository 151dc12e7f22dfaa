import { describe, expect, test } from "vitest";
import { membershipLine, orderBody, upgradeLine } from "../../test/support/order-body.ts";
import { parseEntry } from "../contract/registry-bodies.ts";
import { parseOrder } from "./parse-order.ts";

const vocabulary = { productTypes: {}, plans: ["basic", "plus"] };
const issuesOf = (lines: object[]) => {
  const parsed = parseOrder(orderBody({ lines }), vocabulary);
  return parsed.ok ? [] : parsed.error;
};

describe("a plan that the rulebook does not name", () => {
  test("is an issue of the line, beside the line's other issues", () => {
    expect(issuesOf([membershipLine, upgradeLine])).toEqual([]);
    expect(
      issuesOf([
        { ...membershipLine, plan: "gold" },
        { ...upgradeLine, toPlan: "constructor", discount: 5_001 },
        { ...membershipLine, plan: "gold", period: "soon" },
      ]),
    ).toMatchObject([
      { pointer: "/lines/0/plan", detail: "must be a plan of the rulebook: basic, plus" },
      { pointer: "/lines/1/discount" },
      { pointer: "/lines/1/toPlan" },
      { pointer: "/lines/2/period" },
      { pointer: "/lines/2/plan" },
    ]);
  });

  test("is an issue of a catalogue entry", () => {
    const entry = (plan: string) =>
      parseEntry("M", { type: "membership", title: "M", plan, period: "P1M" }, vocabulary, []);
    expect(entry("basic").ok).toBe(true);
    expect(entry("gold")).toMatchObject({ ok: false, error: [{ pointer: "/plan" }] });
  });
});
