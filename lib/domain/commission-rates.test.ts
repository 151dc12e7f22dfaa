import fc from "fast-check";
import { expect, test } from "vitest";
import { rateAt } from "./commission-rates.ts";

const first = { validFrom: "-infinity", rateBps: 500 };
const raised = { validFrom: "2026-06-01T03:00:00.000Z", rateBps: 700 };
const lowered = { validFrom: "2026-12-01T03:00:00.000Z", rateBps: 300 };

test("of several valid rates the latest applies, in any order of the rates", () => {
  for (const rates of [
    [first, raised, lowered],
    [lowered, first, raised],
    [raised, lowered, first],
  ]) {
    expect(rateAt(rates, "1990-01-01T00:00:00Z")).toBe(first);
    expect(rateAt(rates, "2026-11-20T14:03:10-03:00")).toBe(raised);
    expect(rateAt(rates, "2027-01-01T00:00:00Z")).toBe(lowered);
  }
});

test("a rate applies from the instant validFrom on, compared as instants and not as text", () => {
  expect(rateAt([first, raised], "2026-06-01T00:00:00-03:00")).toBe(raised);
  expect(rateAt([first, raised], "2026-05-31T23:59:59.999-03:00")).toBe(first);
});

test("no rate applies before the first one or without rates", () => {
  expect(rateAt([], "2026-01-01T00:00:00Z")).toBeUndefined();
  expect(rateAt([raised], "2026-01-01T00:00:00Z")).toBeUndefined();
});

test("the applied rate is the latest valid one", () => {
  const instant = fc
    .date({ min: new Date("2000-01-01Z"), max: new Date("2050-01-01Z"), noInvalidDate: true })
    .map((date) => date.toISOString());
  const rates = fc.uniqueArray(fc.record({ validFrom: instant, rateBps: fc.nat(10_000) }), {
    selector: (rate) => rate.validFrom,
  });
  fc.assert(
    fc.property(rates, instant, (all, at) => {
      const valid = all
        .filter((rate) => rate.validFrom <= at)
        .sort((a, b) => a.validFrom.localeCompare(b.validFrom));
      expect(rateAt(all, at)).toBe(valid.at(-1));
    }),
  );
});
