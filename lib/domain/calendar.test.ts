import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addMonthsAndDays,
  addPeriod,
  subtractPeriod,
  zonedDateTime,
  civilDate,
  monthOf,
  yearOf,
} from "./calendar.ts";

// From after the end of daylight saving in Brazil, so that a civil time is always three hours behind UTC.
const recent = fc
  .date({ min: new Date("2020-01-01T00:00:00Z"), max: new Date("2200-01-01T00:00:00Z"), noInvalidDate: true })
  .map((date) => date.toISOString());
const anytime = fc
  .date({ min: new Date("1950-01-01T00:00:00Z"), max: new Date("2200-01-01T00:00:00Z"), noInvalidDate: true })
  .map((date) => date.toISOString());
const months = fc.integer({ min: 1, max: 999 });

describe("civil dates", () => {
  test("are dates in São Paulo: 01:00 UTC falls on the day before", () => {
    expect(civilDate("2026-11-21T01:00:00Z")).toBe("2026-11-20");
    expect(civilDate("2026-11-21T03:00:00Z")).toBe("2026-11-21");
    expect(yearOf("2027-01-01T02:59:59.999Z")).toBe(2026);
    expect(monthOf("2026-12-01T00:30:00-03:00")).toBe("2026-12");
    expect(monthOf("2026-12-01T00:30:00Z")).toBe("2026-11");
  });

  test("follow the daylight saving that Brazil had until 2019", () => {
    expect(civilDate("2018-12-01T02:30:00Z")).toBe("2018-12-01");
    expect(civilDate("2019-12-01T02:30:00Z")).toBe("2019-11-30");
  });

  test("are right for early years and before 1970", () => {
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

  test("keeps the local time of day across the start and the end of daylight saving", () => {
    expect(addPeriod("2018-10-20T12:00:00.000Z", "P1M")).toBe("2018-11-20T11:00:00.000Z");
    expect(addPeriod("2019-01-20T11:00:00.000Z", "P1M")).toBe("2019-02-20T12:00:00.000Z");
  });

  test("moves a skipped local time forward, and takes the first of a repeated one", () => {
    expect(addPeriod("2018-10-04T03:30:00.000Z", "P1M")).toBe("2018-11-04T03:30:00.000Z");
    expect(addPeriod("2019-01-17T01:30:00.000Z", "P1M")).toBe("2019-02-17T01:30:00.000Z");
  });

  test("returns undefined past the year 9999", () => {
    expect(addPeriod("9999-11-20T12:00:00.000Z", "P1M")).toBe("9999-12-20T12:00:00.000Z");
    expect(addPeriod("9999-12-20T12:00:00.000Z", "P1M")).toBeUndefined();
    expect(addPeriod("9500-12-20T12:00:00.000Z", "P999Y")).toBeUndefined();
  });

  test("throws a RangeError for text that is not a period", () => {
    for (const wrong of ["", "P0M", "PT1H", "P1M2D", "1M"])
      expect(() => addPeriod("2026-11-20T17:03:00.000Z", wrong)).toThrow(RangeError);
  });

  test("n months later is the same day n months on, or the last day of that month, at the same time", () => {
    fc.assert(
      fc.property(recent, months, (instant, count) => {
        const from = zonedDateTime(instant);
        const to = zonedDateTime(addPeriod(instant, `P${count}M`)!);
        const passed = (to.year - from.year) * 12 + (to.month - from.month);
        const nextDay = zonedDateTime(addPeriod(addPeriod(instant, `P${count}M`)!, "P1D")!);
        expect(passed).toBe(count);
        expect(to.toPlainTime().toString()).toBe(from.toPlainTime().toString());
        expect(to.day === from.day || (to.day < from.day && nextDay.day === 1)).toBe(true);
      }),
    );
  });

  test("a year equals twelve months, and a week seven days", () => {
    fc.assert(
      fc.property(anytime, fc.integer({ min: 1, max: 83 }), (instant, count) => {
        expect(addPeriod(instant, `P${count}Y`)).toBe(addPeriod(instant, `P${count * 12}M`));
        expect(addPeriod(instant, `P${count}W`)).toBe(addPeriod(instant, `P${count * 7}D`));
      }),
    );
  });

  test("a longer period or a later start never ends earlier", () => {
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

test.each([
  ["2026-03-31T12:00:00.000Z", "P1M", "2026-02-28T12:00:00.000Z"],
  ["2026-11-20T17:00:00.000Z", "P5Y", "2021-11-20T17:00:00.000Z"],
  ["2026-11-20T17:00:00.000Z", "P90D", "2026-08-22T17:00:00.000Z"],
  ["2026-11-20T17:00:00.000Z", "P999Y", "1027-11-20T17:00:00.000Z"],
])("%s less %s is %s", (instant, period, earlier) => {
  expect(subtractPeriod(instant, period).slice(0, 10)).toBe(earlier.slice(0, 10));
});

test("a period that is subtracted must be one", () => {
  for (const wrong of ["", "P0M", "PT1H", "1M"])
    expect(() => subtractPeriod("2026-11-20T17:03:00.000Z", wrong)).toThrow(RangeError);
});

describe("adding months and days", () => {
  test("is adding the months, and then the days", () => {
    expect(addMonthsAndDays("2027-01-31T12:00:00.000Z", 1, 0)).toBe("2027-02-28T12:00:00.000Z");
    expect(addMonthsAndDays("2027-01-31T12:00:00.000Z", 1, 1)).toBe("2027-03-01T12:00:00.000Z");
    expect(addMonthsAndDays("2027-01-31T12:00:00.000Z", 0, 30)).toBe("2027-03-02T12:00:00.000Z");
  });

  test("returns undefined past the year 9999, for any number of months and of days", () => {
    const START = "2026-11-20T12:00:00.000Z";
    expect(addMonthsAndDays(START, 12 * 7_973, 0)).toBe("9999-11-20T12:00:00.000Z");
    for (const [months, days] of [
      [12 * 7_973 + 2, 0],
      [0, 3_000_000],
      [120_000, 0],
      [120_001, 0],
      [0, 3_660_001],
      [Number.MAX_SAFE_INTEGER, 0],
      [0, Number.MAX_SAFE_INTEGER],
    ] as const)
      expect(addMonthsAndDays(START, months, days)).toBeUndefined();
  });
});
