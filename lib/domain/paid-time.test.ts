import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addPeriod } from "./calendar.ts";
import { changeMembership, type Membership, NO_MEMBERSHIP } from "./membership.ts";
import { repeatPeriod } from "./paid-time.ts";

const START = "2027-01-31T12:00:00.000Z";

const activate = (membership: Membership, period: string, at: string): Membership => {
  const result = changeMembership(membership, { change: "activate", plan: "basic", period }, at);
  if (!result.ok) throw new Error(result.error.reason);
  return result.value.membership;
};
const bought = (periods: readonly string[], at: string): Membership =>
  periods.reduce((membership, period) => activate(membership, period, at), NO_MEMBERSHIP);

const starts = fc
  .date({ min: new Date("2020-01-01T00:00:00Z"), max: new Date("2200-01-01T00:00:00Z"), noInvalidDate: true })
  .map((date) => date.toISOString());
const periods = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.constantFrom("D", "W", "M", "Y"))
  .map(([count, unit]) => `P${count}${unit}`);

describe("the paid time of a membership", () => {
  test.each([
    [["P1M"], "2027-02-28T12:00:00.000Z"],
    [["P1M", "P1M"], "2027-03-31T12:00:00.000Z"],
    [["P1M", "P1M", "P1M"], "2027-04-30T12:00:00.000Z"],
    [["P3M"], "2027-04-30T12:00:00.000Z"],
    [["P1M", "P30D", "P1M"], "2027-04-30T12:00:00.000Z"],
    [["P1Y", "P1M", "P1W"], "2028-03-07T12:00:00.000Z"],
  ])("from 31 January of %j ends at %s", (given, end) => {
    expect(bought(given, START).expiresAt).toBe(end);
  });

  test("n times a period, bought at once or one by one, ends when n times its length ends", () => {
    fc.assert(
      fc.property(starts, fc.integer({ min: 1, max: 12 }), periods, (at, n, period) => {
        const oneByOne = bought(
          Array.from({ length: n }, () => period),
          at,
        );
        expect(oneByOne).toEqual(bought([repeatPeriod(period, n)], at));
        const [, count, unit] = /^P(\d+)(\w)$/.exec(period)!;
        const total = Number(count) * n;
        if (total <= 999) expect(oneByOne.expiresAt).toBe(addPeriod(at, `P${total}${unit}`));
      }),
    );
  });

  test("does not depend on the order of the periods, and every period makes it longer", () => {
    fc.assert(
      fc.property(starts, fc.array(periods, { minLength: 1, maxLength: 6 }), periods, (at, given, more) => {
        const membership = bought(given, at);
        expect(bought(given.toReversed(), at)).toEqual(membership);
        expect(activate(membership, more, at).expiresAt! > membership.expiresAt!).toBe(true);
      }),
    );
  });

  test("begins again when the membership had ended", () => {
    const ended = bought(["P1M"], START);
    const again = activate(ended, "P1M", "2027-02-28T12:00:00.000Z");
    expect(again).toMatchObject({ since: "2027-02-28T12:00:00.000Z", expiresAt: "2027-03-28T12:00:00.000Z" });
  });

  test("of an older version is inferred from its whole months, else begins at its expiry", () => {
    const old: Membership = {
      status: "active",
      plan: "basic",
      since: START,
      expiresAt: "2027-02-28T12:00:00.000Z",
    };
    expect(activate(old, "P1M", START).expiresAt).toBe("2027-03-31T12:00:00.000Z");
    const drifted = { ...old, expiresAt: "2027-03-28T12:00:00.000Z" };
    expect(activate(drifted, "P1M", START).expiresAt).toBe("2027-04-28T12:00:00.000Z");
  });

  test.each(["P9990000Y", "P99999999D", "P99999999M"])("of %s is rejected with the reason", (period) => {
    expect(changeMembership(NO_MEMBERSHIP, { change: "activate", plan: "basic", period }, START)).toEqual({
      ok: false,
      error: {
        reason: "the membership would end after the year 9999",
        cause: { code: "membership-too-long" },
      },
    });
  });
});
