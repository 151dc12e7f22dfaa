import { describe, expect, test } from "vitest";
import { formatDay, formatMoney, oneLine } from "./format.ts";

describe("formatted money", () => {
  test.each([
    [123_450, "BRL", "pt-BR", "R$ 1.234,50"],
    [5, "BRL", "pt-BR", "R$ 0,05"],
    [0, "BRL", "en", "R$0.00"],
    [-123_450, "BRL", "pt-BR", "-R$ 1.234,50"],
    [1_500, "JPY", "en", "¥1,500"],
    [1_500, "KWD", "pt-BR", "KWD 1,500"],
    [999_999_999_999, "BRL", "pt-BR", "R$ 9.999.999.999,99"],
    [Number.MAX_SAFE_INTEGER, "BRL", "pt-BR", "R$ 90.071.992.547.409,91"],
  ] as const)("%d of %s in %s reads %s", (amount, currency, locale, expected) => {
    expect(formatMoney(amount, currency, locale)).toBe(expected);
  });
});

test("a formatted day is the day in São Paulo", () => {
  expect(formatDay("2026-12-21T02:59:59.999Z", "pt-BR")).toBe("20/12/2026");
  expect(formatDay("2026-12-21T03:00:00.000Z", "en")).toBe("21 December 2026");
});

test("oneLine removes line breaks and direction marks, and keeps accents and emoji", () => {
  expect(oneLine(" João\r\n\tda\u2028 Silva\u0000\u202E ")).toBe("João da Silva");
  expect(oneLine("👩‍💻 Zoë")).toBe("👩‍💻 Zoë");
});
