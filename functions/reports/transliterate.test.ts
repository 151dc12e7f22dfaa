import fc from "fast-check";
import { expect, test } from "vitest";
import { transliterate } from "./transliterate.ts";

test("Portuguese is printed as it is written", () => {
  const text = "Ação à vista — “Você” não é 1ª via… € 5, R$ 1, § 2º, Ü, ñ";
  expect(transliterate(text)).toBe(text);
});

test.each([
  ["Łukasz Żółć", "Lukasz Zólc"],
  ["Лев Чехов, Щукин", "Lev Chekhov, Shchukin"],
  ["Ελλάδα, Ψ", "Ellada, Ps"],
  ["Nguyễn Thị", "Nguyen Thi"],
  ["e\u0301 decomposto", "é decomposto"],
  ["①②③ ﬁm ⅓ 15㎏ −1", "123 fim 1/3 15kg -1"],
  ["₹ 500", "INR 500"],
])("%s is spelled with the letters there are: %s", (text, spelled) => {
  expect(transliterate(text)).toBe(spelled);
});

test("what has no spelling is one question mark a character, however it is put together", () => {
  expect(transliterate("山田 太郎")).toBe("?? ??");
  expect(transliterate("ok 👨‍👩‍👧👍🏽🇧🇷!")).toBe("ok ???!");
  expect(transliterate("a\ud800b")).toBe("a?b");
});

test("line breaks, directions and what is not seen leave no trace", () => {
  expect(transliterate("a\r\n\tb\u2028c\u202Ed\u0000e")).toBe("a b c d e");
  expect(transliterate("so\u00ADft\u200B\uFE0F")).toBe("soft");
  expect(transliterate("! \u1DC0")).toBe("!");
});

test("whatever comes in, only Windows-1252 comes out, on one line, and printing it again changes nothing", () => {
  const encoded = new TextDecoder("windows-1252");
  const known = new Set(Array.from({ length: 256 }, (_, byte) => encoded.decode(Uint8Array.of(byte))));
  const text = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }));
  fc.assert(
    fc.property(text, (any) => {
      const printed = transliterate(any);
      expect([...printed].filter((letter) => !known.has(letter) || /\p{Cc}/u.test(letter))).toEqual([]);
      expect(transliterate(printed)).toBe(printed);
    }),
    { numRuns: 500 },
  );
});
