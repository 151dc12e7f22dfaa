import fc from "fast-check";
import { expect, test } from "vitest";
import { keyFormOf, newKeyText } from "./api-key-text.ts";

const KEY_LENGTH = 53;

test("every new key has a right checksum, and its hint shows its ends only", () => {
  for (let n = 0; n < 200; n++) {
    const { key, hint } = newKeyText();
    expect([keyFormOf(key), key.length, hint]).toEqual([
      "checked",
      KEY_LENGTH,
      `${key.slice(0, 8)}…${key.slice(-4)}`,
    ]);
  }
});

test("a key with one character changed, left out or added is invalid", () => {
  const position = fc.nat(KEY_LENGTH - 1);
  const character = fc.constantFrom(..."ABCxyz019_-");
  fc.assert(
    fc.property(position, character, (at, other) => {
      const { key } = newKeyText();
      const [before, after] = [key.slice(0, at), key.slice(at + 1)];
      if (key[at] !== other) expect(keyFormOf(before + other + after)).toBe("invalid");
      expect(keyFormOf(before + after)).toBe("invalid");
      expect(keyFormOf(before + other + key.slice(at))).toBe("invalid");
    }),
  );
});

test.each([
  ["dsp_unknown", "invalid"],
  ["", "invalid"],
  [`dsp_${"a".repeat(43)}`, "unchecked"],
  [`dsp_${"a".repeat(44)}`, "invalid"],
  [`dsp_${"a".repeat(49)}`, "invalid"],
  [`key_${"a".repeat(43)}`, "invalid"],
])("the form of %j is %s", (text, form) => {
  expect(keyFormOf(text)).toBe(form);
});
