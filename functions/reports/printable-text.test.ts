import fc from "fast-check";
import { expect, test } from "vitest";
import { printable, REPLACEMENT } from "./printable-text.ts";

test.each([
  "Ação à vista — “Você” não é 1ª via… € 5, R$ 1, § 2º, Ü, ñ",
  "Łukasz Żółć, Đặng Thị Nguyễn, Þór, Ağaoğlu, Şükrü, ẞ, Ħ, ʻOkina",
  "Лев Чехов, Щукин, подъезд, соль, Қазақстан, Ұлы, Ѓорѓи, Љубав",
  "Ελλάδα, Ψυχή, Ἀθῆναι",
  "₹ 500, ₩ 10, ✓, ½, −1",
])("%s is printed as it is written", (text) => {
  expect(printable(text)).toBe(text);
});

test("a decomposed accent is composed, and compatibility forms are spelled out", () => {
  expect(printable("e\u0301")).toBe("é");
  expect(printable("１２㎏")).toBe("12kg");
});

test("a character without a glyph is one box, however many code points it has", () => {
  expect(printable("山田 太郎")).toBe(`${REPLACEMENT.repeat(2)} ${REPLACEMENT.repeat(2)}`);
  expect(printable("ok 👨‍👩‍👧👍🏽!")).toBe(`ok ${REPLACEMENT.repeat(2)}!`);
  expect(printable("a\ud800b")).toBe(`a${REPLACEMENT}b`);
});

test("text in a right-to-left script is replaced, because it would print backwards", () => {
  expect(printable("محمد")).toBe(REPLACEMENT.repeat(4));
});

test("line breaks, direction marks and invisible characters are removed", () => {
  expect(printable("a\r\n\tb\u2028c\u202Ed\u0000e")).toBe("a b c d e");
  expect(printable("so\u00ADft\u200B\uFE0F")).toBe("soft");
});

test.each([
  ["Latin", 0x0041, 0x024f],
  ["Latin Extended Additional", 0x1e00, 0x1ef9],
  ["Greek", 0x0370, 0x03ff],
  ["Greek Extended", 0x1f00, 0x1fff],
  ["Cyrillic", 0x0400, 0x0523],
])("every letter of %s is kept", (_, first, last) => {
  const letters = Array.from({ length: last - first + 1 }, (_, index) => String.fromCodePoint(first + index))
    .filter((character) => /\p{L}/u.test(character))
    .map((character) => character.normalize("NFC"));
  expect(letters.length).toBeGreaterThan(100);
  expect(letters.filter((letter) => printable(letter) !== letter)).toEqual([]);
});

test("printing printed text again changes nothing", () => {
  const text = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }));
  fc.assert(
    fc.property(text, (any) => {
      const once = printable(any);
      expect(once).not.toMatch(/\p{Cc}/u);
      expect(printable(once)).toBe(once);
    }),
    { numRuns: 500 },
  );
});
