import { describe, expect, test } from "vitest";
import { CURRENCY_CODES } from "./currency.ts";
import { currency } from "./fields.ts";
import { formatMoney } from "./format.ts";

// ISO 4217 list one, published 2026-01-01: every code whose minor unit does not have two digits.
const OTHER_DIGITS: Readonly<Record<number, string>> = {
  0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX",
  3: "BHD IQD JOD KWD LYD OMR TND",
  4: "CLF UYW",
};
const digitsOf = (code: string): number =>
  Number(Object.keys(OTHER_DIGITS).find((digits) => OTHER_DIGITS[Number(digits)]!.includes(code)) ?? 2);

const PRINTED: Readonly<Record<number, string>> = {
  0: "1.234.567",
  2: "12.345,67",
  3: "1.234,567",
  4: "123,4567",
};

describe("currencies", () => {
  test("are the 178 codes of ISO 4217; of all other three letters none is accepted", () => {
    const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
    const all = letters.flatMap((a) => letters.flatMap((b) => letters.map((c) => a + b + c)));
    expect(all.filter((code) => currency.safeParse(code).success)).toEqual(CURRENCY_CODES);
    expect(CURRENCY_CODES).toHaveLength(178);
  });

  test.each(["BOV", "CHE", "CHW", "CLF", "COU", "MXV", "USN", "UYI", "UYW", "VED", "XDR"])(
    "accept %s",
    (code) => {
      expect(currency.safeParse(code).success).toBe(true);
    },
  );

  test.each(["HRK", "BGN", "DEM", "VEF", "XYZ", "brl", "BR", "constructor"])("refuse %s", (code) => {
    expect(currency.safeParse(code).success).toBe(false);
  });

  test.each(CURRENCY_CODES.map((code) => [code, digitsOf(code)] as const))(
    "%s prints with %i digits",
    (code, digits) => {
      const printed = formatMoney(1_234_567, code, "pt-BR");
      expect(printed.slice(printed.search(/\d/))).toBe(PRINTED[digits]);
    },
  );
});
