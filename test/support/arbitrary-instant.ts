/** Random spellings of instants in RFC 3339, with the instant that they name. */
import fc from "fast-check";

export const FIRST_INSTANT = Date.parse("0001-01-01T00:00:00.000Z");
export const LAST_INSTANT = Date.parse("9999-12-31T23:59:59.999Z");

const pad = (value: number): string => String(value).padStart(2, "0");

const offsetText = (minutes: number): string =>
  `${minutes < 0 ? "-" : "+"}${pad(Math.floor(Math.abs(minutes) / 60))}:${pad(Math.abs(minutes) % 60)}`;

/** `epoch` as the clock of an offset shows it, with more digits after the milliseconds. */
export const spelling = (epoch: number, offsetMinutes: number, moreDigits: string): string => {
  const local = new Date(epoch + offsetMinutes * 60_000).toISOString().slice(0, -1);
  return `${local}${moreDigits}${offsetMinutes === 0 ? "Z" : offsetText(offsetMinutes)}`;
};

/** Instants of all years, often at the ends of the range. */
export const arbitraryEpoch = fc.oneof(
  fc.integer({ min: FIRST_INSTANT, max: LAST_INSTANT }),
  fc.integer({ min: FIRST_INSTANT, max: FIRST_INSTANT + 4_000_000_000_000 }),
  fc.constantFrom(FIRST_INSTANT, LAST_INSTANT, -1, 0, Date.parse("1914-01-01T03:06:28Z")),
);

export const arbitraryOffset = fc.integer({ min: -15 * 60 - 59, max: 15 * 60 + 59 });

export type Spelt = { readonly text: string; readonly utc: string };

/** Texts whose local year has four digits. */
export const arbitraryInstant: fc.Arbitrary<Spelt> = fc
  .record({
    epoch: arbitraryEpoch,
    offset: fc.oneof(fc.constant(0), arbitraryOffset),
    more: fc.constantFrom("", "9", "9999", "999999", "0".repeat(30), "9".repeat(40)),
  })
  .map(({ epoch, offset, more }) => ({
    text: spelling(epoch, offset, more),
    utc: new Date(epoch).toISOString(),
  }))
  .filter(({ text }) => /^\d{4}-/.test(text));
