import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arbitraryInstant, spelling } from "../../test/support/arbitrary-instant.ts";
import { parseInstant } from "./instant.ts";

describe("parsing an instant", () => {
  test("returns the same instant in UTC, cut to milliseconds, for every year, offset and fraction", () => {
    fc.assert(
      fc.property(arbitraryInstant, ({ text, utc }) => {
        expect(parseInstant(text)).toBe(utc);
        expect(parseInstant(utc)).toBe(utc);
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"],
    ["0050-06-15T12:00:00Z", "0050-06-15T12:00:00.000Z"],
    ["0000-12-31T23:00:00-03:00", "0001-01-01T02:00:00.000Z"],
    ["9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.999Z"],
    ["2026-11-20T14:03:00.1239999-03:00", "2026-11-20T17:03:00.123Z"],
  ])("of %s returns %s", (text, utc) => {
    expect(parseInstant(text)).toBe(utc);
  });

  test.each([
    ["a year before 0001 in UTC", "0001-01-01T00:00:00+00:01"],
    ["a year after 9999 in UTC", "9999-12-31T23:59:59.999-00:01"],
    ["the year 0000", "0000-06-01T00:00:00Z"],
    ["an offset of 16 hours", "2026-11-20T14:03:00+16:00"],
    ["no offset", "2026-11-20T14:03:00"],
    ["a day that does not exist", "2026-02-30T00:00:00Z"],
    ["hour 24", "2026-11-20T24:00:00Z"],
    ["a year of five digits", "+010000-01-01T00:00:00Z"],
  ])("with %s is refused", (_, text) => {
    expect(parseInstant(text)).toBeUndefined();
  });
});

test("the spellings of the property test name the offset's local time", () => {
  expect(spelling(0, -180, "99")).toBe("1969-12-31T21:00:00.00099-03:00");
});
