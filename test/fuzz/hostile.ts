/** Values that a caller may send in the place of a good one. None of them names a host outside this machine. */
import type { Random } from "../support/seeded-random.ts";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

const LONE_SURROGATE = String.fromCharCode(0xd800);
const NUL = String.fromCharCode(0);

const HOSTILE_TEXTS: readonly string[] = [
  "",
  " ",
  NUL,
  LONE_SURROGATE,
  "\u202e\u0007\u001b[2J",
  "👩‍👩‍👧‍👦",
  "e\u0301".repeat(50),
  "' or 1=1; drop table orders; --",
  "<script>alert(1)</script>",
  "${process.env.HOME}{{constructor}}%s%n",
  "../../etc/passwd",
  "__proto__",
  "constructor",
  "a".repeat(70_000),
  "(".repeat(5_000),
  "9".repeat(400),
  "-1",
  "0x10",
  "1e400",
  "2026-02-30",
  "2026-13",
  "0000-00",
  "9999-12-31T23:59:60Z",
  "-271821-04-20T00:00:00Z",
  "2026-11-20T14:03:00-99:00",
  "P99999999999Y",
  "PT0S",
  "x@y",
  "a@b.example\r\nBcc: c@d.example",
  "http://127.0.0.1:1/",
  "file:///etc/passwd",
  'line.type == "book"',
  "null",
  "true",
  "00000000-0000-0000-0000-000000000000",
];

const HOSTILE_NUMBERS: readonly number[] = [
  0,
  -0,
  -1,
  0.1,
  1e-9,
  1e21,
  1e308,
  2 ** 31,
  2 ** 53,
  2 ** 63,
  1_000_000_000_001,
  Number.MAX_SAFE_INTEGER,
];

const nested = (depth: number): Json => {
  let value: Json = "deep";
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { deep: value };
  return value;
};

export const hostileText = (random: Random): string =>
  random.chance(0.2)
    ? String.fromCodePoint(...Array.from({ length: random.below(20) }, () => random.below(0x10ffff)))
    : random.pick(HOSTILE_TEXTS);

/** A value of any JSON type. */
export const hostileValue = (random: Random): Json => {
  switch (random.below(7)) {
    case 0:
      return random.pick([null, true, false]);
    case 1:
      return random.pick(HOSTILE_NUMBERS);
    case 2:
      return random.pick<Json>([[], {}, [[]], [null], { "": "" }]);
    case 3:
      return nested(random.pick([3, 30, 300, 3_000]));
    case 4:
      return Array.from({ length: random.pick([2, 600]) }, () => random.pick<Json>([1, "x", null]));
    default:
      return hostileText(random);
  }
};
