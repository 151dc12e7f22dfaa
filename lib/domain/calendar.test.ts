import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addPeriod, civilDateTimeAt, civilDate, monthOf, yearOf } from "./calendar.ts";

// From after the end of daylight saving in Brazil, so that a civil time is always three hours behind UTC.
const recent = fc
  .date({ min: new Date("2020-01-01T00:00:00Z"), max: new Date("2200-01-01T00:00:00Z"), noInvalidDate: true })
  .map((date) => date.toISOString());
const anytime = fc
  .date({ min: new Date("1950-01-01T00:00:00Z"), max: new Date("2200-01-01T00:00:00Z"), noInvalidDate: true })
  .map((date) => date.toISOString());
const months = fc.integer({ min: 1, max: 999 });

describe("civil dates", () => {
  test("are those of São Paulo, where 01:00 UTC is still the day before", () => {
    expect(civilDate("2026-11-21T01:00:00Z")).toBe("2026-11-20");
    expect(civilDate("2026-11-21T03:00:00Z")).toBe("2026-11-21");
    expect(yearOf("2027-01-01T02:59:59.999Z")).toBe(2026);
    expect(monthOf("2026-12-01T00:30:00-03:00")).toBe("2026-12");
    expect(monthOf("2026-12-01T00:30:00Z")).toBe("2026-11");
  });

  test("know daylight saving, which Brazil had until 2019", () => {
    expect(civilDate("2018-12-01T02:30:00Z")).toBe("2018-12-01");
    expect(civilDate("2019-12-01T02:30:00Z")).toBe("2019-11-30");
  });

  test("hold for early years and before the epoch", () => {
    expect(civilDate("1969-07-20T20:17:00Z")).toBe("1969-07-20");
    expect(civilDate("0099-06-15T12:00:00Z")).toBe("0099-06-15");
  });
});

describe("adding a period", () => {
  test.each([
    ["2026-11-20T17:03:00.000Z", "P1M", "2026-12-20T17:03:00.000Z"],
    ["2027-01-31T12:00:00.000Z", "P1M", "2027-02-28T12:00:00.000Z"],
    ["2028-01-31T12:00:00.000Z", "P1M", "2028-02-29T12:00:00.000Z"],
    ["2028-02-29T12:00:00.000Z", "P1Y", "2029-02-28T12:00:00.000Z"],
    ["2026-12-31T12:00:00.000Z", "P2M", "2027-02-28T12:00:00.000Z"],
    ["2026-11-20T17:03:00.000Z", "P30D", "2026-12-20T17:03:00.000Z"],
    ["2026-11-20T17:03:00.000Z", "P2W", "2026-12-04T17:03:00.000Z"],
    // In UTC it is 1 March already; in São Paulo it is the last of February, and the next month has such a day.
    ["2027-03-01T01:00:00.000Z", "P1M", "2027-03-29T01:00:00.000Z"],
    ["2027-02-01T01:00:00.000Z", "P1M", "2027-03-01T01:00:00.000Z"],
  ])("%s + %s is %s", (instant, period, expected) => {
    expect(addPeriod(instant, period)).toBe(expected);
  });

  test("keeps the time on the wall across the start and the end of daylight saving", () => {
    expect(addPeriod("2018-10-20T12:00:00.000Z", "P1M")).toBe("2018-11-20T11:00:00.000Z");
    expect(addPeriod("2019-01-20T11:00:00.000Z", "P1M")).toBe("2019-02-20T12:00:00.000Z");
  });

  test("moves a time that daylight saving skipped forward, and takes the first of one that came twice", () => {
    expect(addPeriod("2018-10-04T03:30:00.000Z", "P1M")).toBe("2018-11-04T03:30:00.000Z");
    expect(addPeriod("2019-01-17T01:30:00.000Z", "P1M")).toBe("2019-02-17T01:30:00.000Z");
  });

  test("gives nothing beyond the year 9999", () => {
    expect(addPeriod("9999-11-20T12:00:00.000Z", "P1M")).toBe("9999-12-20T12:00:00.000Z");
    expect(addPeriod("9999-12-20T12:00:00.000Z", "P1M")).toBeUndefined();
    expect(addPeriod("9500-12-20T12:00:00.000Z", "P999Y")).toBeUndefined();
  });

  test("refuses what is not a period", () => {
    for (const wrong of ["", "P0M", "PT1H", "P1M2D", "1M"])
      expect(() => addPeriod("2026-11-20T17:03:00.000Z", wrong)).toThrow(RangeError);
  });

  test("months land in the right month, on the same day or on the month's last, at the same time", () => {
    fc.assert(
      fc.property(recent, months, (instant, count) => {
        const from = civilDateTimeAt(instant);
        const to = civilDateTimeAt(addPeriod(instant, `P${count}M`)!);
        const passed = (to.year - from.year) * 12 + (to.month - from.month);
        const nextDay = civilDateTimeAt(addPeriod(addPeriod(instant, `P${count}M`)!, "P1D")!);
        expect(passed).toBe(count);
        expect(to.millisecondOfDay).toBe(from.millisecondOfDay);
        expect(to.day === from.day || (to.day < from.day && nextDay.day === 1)).toBe(true);
      }),
    );
  });

  test("a year is twelve months, a week seven days", () => {
    fc.assert(
      fc.property(anytime, fc.integer({ min: 1, max: 83 }), (instant, count) => {
        expect(addPeriod(instant, `P${count}Y`)).toBe(addPeriod(instant, `P${count * 12}M`));
        expect(addPeriod(instant, `P${count}W`)).toBe(addPeriod(instant, `P${count * 7}D`));
      }),
    );
  });

  test("later stays later: what is paid longer, or starts later, never ends earlier", () => {
    fc.assert(
      fc.property(recent, recent, months, months, (one, other, n, m) => {
        const [early, late] = one < other ? [one, other] : [other, one];
        const [short, long] = n < m ? [n, m] : [m, n];
        expect(addPeriod(early, `P${short}M`)! > early).toBe(true);
        expect(addPeriod(early, `P${short}M`)! <= addPeriod(late, `P${short}M`)!).toBe(true);
        expect(addPeriod(early, `P${short}M`)! <= addPeriod(early, `P${long}M`)!).toBe(true);
      }),
    );
  });
});
