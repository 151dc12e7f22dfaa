import fc from "fast-check";
import { expect, test } from "vitest";
import { slipNumber } from "../../lib/domain/slip.ts";
import { shippingSlip } from "../../test/support/packing-slips.ts";
import { renderPackingSlip } from "./packing-slip-pdf.ts";
import { type Box, readPdf } from "../../test/support/pdf-reader.ts";

// Widths of bar, space, bar, space, bar, space for the values 0 to 105, as ISO/IEC 15417 lists them.
const PATTERNS =
  `212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132
  122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211
  212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123
  113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411
  431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111
  241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341
  131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214 211232`.split(/\s+/);
const STOP = "2331112";
const [CODE_C, CODE_B, START_B, START_C] = [99, 100, 104, 105];

/** Widths of bars and spaces in turn, in modules. */
const widthsOf = (boxes: readonly Box[]): string => {
  const bars = boxes.toSorted((one, other) => one.x - other.x);
  const module = Math.min(...bars.map(({ width }) => width));
  return bars
    .flatMap(({ x, width }, index) => {
      const next = bars[index + 1];
      return next === undefined ? [width] : [width, next.x - x - width];
    })
    .map((width) => Math.round((width / module) * 100) / 100)
    .join("");
};

const valuesOf = (widths: string): number[] => {
  expect(widths.slice(-STOP.length)).toBe(STOP);
  const symbols = widths.slice(0, -STOP.length).match(/.{6}/g) ?? [];
  return symbols.map((symbol) => PATTERNS.indexOf(symbol));
};

const decode = (boxes: readonly Box[]): string => {
  const values = valuesOf(widthsOf(boxes));
  const [start, ...rest] = values;
  const check = rest.pop();
  expect(values).not.toContain(-1);
  expect([START_B, START_C]).toContain(start);
  expect(rest.reduce((sum, value, index) => sum + value * (index + 1), start!) % 103).toBe(check);
  let set = start === START_C ? "C" : "B";
  return rest
    .map((value) => {
      if (set === "C" && value < 100) return String(value).padStart(2, "0");
      if (set === "B" && value < 96) return String.fromCharCode(value + 32);
      set = value === CODE_C ? "C" : value === CODE_B ? "B" : expect.fail(`no value of set ${set}: ${value}`);
      return "";
    })
    .join("");
};

const barsOn = async (number: string): Promise<Box[]> => {
  const [page] = await readPdf(await renderPackingSlip(shippingSlip({ number })));
  return page!.boxes.filter(({ width, height }) => height > width && height > 20);
};

test("the decoding table has 106 distinct symbols of 11 modules", () => {
  expect(new Set(PATTERNS).size).toBe(106);
  for (const pattern of PATTERNS)
    expect([...pattern].reduce((sum, width) => sum + Number(width), 0)).toBe(11);
});

test("the barcode decodes to the slip's number", async () => {
  expect(decode(await barsOn("2026-000123"))).toBe("2026-000123");
});

test("the barcode decodes to any number that a slip may have", async () => {
  const number = fc
    .tuple(fc.integer({ min: 2000, max: 9999 }), fc.integer({ min: 1, max: 10 ** 9 }))
    .map(([year, sequence]) => slipNumber(year, sequence));
  await fc.assert(
    fc.asyncProperty(number, async (any) => {
      expect(decode(await barsOn(any))).toBe(any);
    }),
    { numRuns: 25 },
  );
}, 60_000);

test("a module is at least 0.33 mm wide, with a quiet zone of ten modules on either side", async () => {
  const bars = await barsOn("2026-000123");
  const module = Math.min(...bars.map(({ width }) => width));
  expect((module / 72) * 25.4).toBeGreaterThan(0.33);
  const left = Math.min(...bars.map(({ x }) => x));
  const right = Math.max(...bars.map(({ x, width }) => x + width));
  const [page] = await readPdf(await renderPackingSlip(shippingSlip()));
  const beside = page!.texts.filter(({ y }) => y > bars[0]!.y);
  for (const text of beside) expect(text.right).toBeLessThan(left - 10 * module);
  expect(595 - right).toBeGreaterThan(10 * module);
});
