/** PostgreSQL's text of a timestamptz, which JavaScript's Date misreads in early years and cannot read before Christ. */

/** `2026-11-20 17:03:00.123456+00`, as sessions in UTC write it. */
const UTC_FORM = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d+))?\+00$/;

/** Years of more than four digits, offsets with seconds (local mean time) and years before Christ. */
const ANY_FORM =
  /^(\d{4,6})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d+))?([+-])(\d\d)(?::(\d\d))?(?::(\d\d))?( BC)?$/;

const milliseconds = (fraction = ""): string => fraction.slice(0, 3).padEnd(3, "0");

const offsetMillis = (sign: string, [hours, minutes, seconds]: readonly (string | undefined)[]): number =>
  (sign === "-" ? -1000 : 1000) * (Number(hours) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0));

const parseAnyForm = (text: string): string => {
  const parts = ANY_FORM.exec(text);
  if (parts === null) throw new RangeError("a timestamptz column has an unknown format");
  const [, year, month, day, hour, minute, second, fraction, sign = "+", ...rest] = parts;
  const isBeforeChrist = rest[3] !== undefined;
  const local = new Date(0);
  // Astronomical years have a year 0: 1 BC.
  local.setUTCFullYear(isBeforeChrist ? 1 - Number(year) : Number(year), Number(month) - 1, Number(day));
  local.setUTCHours(Number(hour), Number(minute), Number(second), Number(milliseconds(fraction)));
  return new Date(local.getTime() - offsetMillis(sign, rest)).toISOString();
};

/**
 * The instant as RFC 3339 in UTC, cut to milliseconds; `infinity` and `-infinity` are unchanged.
 * @throws RangeError for text in another date style than ISO
 */
export const parseTimestamptz = (text: string): string => {
  if (text.includes("infinity")) return text;
  const utc = UTC_FORM.exec(text);
  return utc === null ? parseAnyForm(text) : `${utc[1]}T${utc[2]}.${milliseconds(utc[3])}Z`;
};
