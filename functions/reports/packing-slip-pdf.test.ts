import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import type { Slip } from "../../lib/domain/slip.ts";
import { lineOf, royaltySlip, shippingSlip } from "../../test/support/packing-slips.ts";
import { renderPackingSlip } from "./packing-slip-pdf.ts";
import {
  readPdf,
  readPdfInfo,
  type PdfText,
  type PdfPageContent,
  textOf,
} from "../../test/support/pdf-reader.ts";

const read = async (slip: Slip): Promise<PdfPageContent[]> => readPdf(await renderPackingSlip(slip));
const linesOf = async (slip: Slip): Promise<string[]> => textOf(await read(slip)).split("\n");

const MARGIN = 48;
const WIDTH = 595.28;
const FOOTER = /^(Não é documento fiscal|Página \d+ de \d+)$/;

/** No text outside the margins, no content in the footer, no text over another. */
const expectWithinMargins = (pages: readonly PdfPageContent[]): void => {
  for (const { texts } of pages) {
    for (const text of texts) {
      expect(text.x).toBeGreaterThanOrEqual(MARGIN - 0.01);
      expect(text.right).toBeLessThanOrEqual(WIDTH - MARGIN + 0.5);
      expect(text.y > 60 || FOOTER.test(text.text)).toBe(true);
    }
    for (const row of Map.groupBy(texts, ({ y }) => y.toFixed(2)).values())
      row
        .toSorted((one, other) => one.x - other.x)
        .reduce((before, after) => {
          expect(after.x).toBeGreaterThanOrEqual(before.right - 0.01);
          return after;
        });
  }
};

const find = (pages: readonly PdfPageContent[], text: string): PdfText[] =>
  pages.flatMap(({ texts }) => texts.filter((one) => one.text === text));

afterEach(() => vi.useRealTimers());

test("a slip gives the same bytes at any time of printing", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2026, 10, 21) });
  const once = await renderPackingSlip(shippingSlip());
  vi.setSystemTime(Date.UTC(2031, 4, 5, 6, 7, 8));
  const again = await renderPackingSlip(shippingSlip());
  expect(Buffer.from(once.subarray(0, 5)).toString("latin1")).toBe("%PDF-");
  expect(Buffer.from(again).equals(Buffer.from(once))).toBe(true);
});

test("the file's title and dates are those of the slip", async () => {
  expect(await readPdfInfo(await renderPackingSlip(shippingSlip()))).toMatchObject({
    Title: "Romaneio 2026-000123",
    CreationDate: "D:20261121010300Z",
    ModDate: "D:20261121010300Z",
    Language: "pt-BR",
  });
});

test("the shipping copy has every field of the slip", async () => {
  const lines = await linesOf(shippingSlip());
  for (const text of [
    ...["Romaneio 2026-000123", "1ª via — Expedição", "Não é documento fiscal", "WEB-1001", "20/11/2026"],
    ...["Despacho Comércio Ltda.", "Av. Paulista, 1000", "01310-100"],
    "Tel. +55 11 4002-8922 · CNPJ 12.ABC.345/01DE-35",
    ...["Carlos Silva", "Rua A, 123", "Centro", "São Paulo/SP", "01010-000"],
    "Tel. +55 11 1234-5678 · CPF 123.456.789-00",
    ...["LAPTOP-1", "Laptop", "Produto", "R$ 1.500,00", "BOOK-8", "Livro", "desconto de R$ 5,00", "R$ 55,00"],
    ...["First Aid", "grátis — Decisão judicial de 1997", "3 itens · 4 unidades", "R$ 1.555,00"],
    ...["3,05 kg", "VOLUMES", "TRANSPORTADORA", "pix, em 20/11/2026", "Página 1 de 1"],
    ...["Item gratuito: First Aid — Decisão judicial de 1997", "Peso: só o dos itens de peso conhecido"],
  ])
    expect(lines).toContain(text);
  expect(lines).not.toContain("ROYALTIES");
});

test("the royalty copy adds ISBN, authors, rate and royalty due", async () => {
  const pages = await read(royaltySlip());
  const lines = textOf(pages).split("\n");
  for (const text of [
    ...["2ª via — Royalties", "ISBN 978-0-618-00222-1", "J.R.R. Tolkien, Ronald Kyrmse"],
    ...["taxa 6,25%", "R$ 3,75", "R$ 60,00", "Royalties devidos"],
  ])
    expect(lines).toContain(text);
  expect(find(pages, "R$ 3,75").map(({ right }) => right)).toEqual([
    expect.closeTo(WIDTH - MARGIN, 1),
    expect.closeTo(WIDTH - MARGIN, 1),
  ]);
});

test("a voided slip says so on every page, with the slip that replaces it", async () => {
  const lines = Array.from({ length: 60 }, (_, index) => lineOf({ sku: `SKU-${index}` }));
  const voided = { voidedAt: "2026-11-22T12:00:00.000Z", replacedBy: "2026-000130" };
  const pages = await readPdf(await renderPackingSlip({ ...shippingSlip({ lines }), ...voided }));
  expectWithinMargins(pages);
  expect(pages.length).toBeGreaterThan(1);
  for (const page of pages) expect(textOf([page])).toContain("CANCELADO / VOID");
  expect(textOf(pages)).toContain("em 22/11/2026 · substituído por 2026-000130");
});

test("a slip that replaces another, and a return slip, name the other one; lines come back from the customer", async () => {
  const next = await linesOf(shippingSlip({ replaces: "2026-000122" }));
  expect(next).toContain("Substitui o romaneio 2026-000122");
  const back = await linesOf(
    shippingSlip({
      kind: "return",
      reverses: "2026-000122",
      title: "Devolução — Expedição",
      notes: ["Devolução do romaneio 2026-000122", "Não é documento fiscal"],
    }),
  );
  for (const text of [
    "Devolução 2026-000123",
    "Referente ao romaneio 2026-000122",
    "DEVOLUÇÃO DE",
    "DEVOLVER A",
  ])
    expect(back).toContain(text);
  expect(back.join("\n")).not.toMatch(/OBSERVAÇÕES|CONDIÇÕES DE PAGAMENTO|DESTINATÁRIO/);
});

test("a reversing copy has negative units, totals and royalties", async () => {
  const [line] = royaltySlip().lines;
  const reversed = { ...line!, quantity: -2, total: -5_500, royaltyDue: -344 };
  const lines = await linesOf(
    royaltySlip({ kind: "reversal", reverses: "2026-000122", lines: [reversed], total: -5_500, notes: [] }),
  );
  for (const text of [
    "Estorno 2026-000124",
    "-2",
    "-R$ 55,00",
    "-R$ 3,44",
    "Royalties estornados",
    "desconto de R$ 5,00",
  ])
    expect(lines).toContain(text);
});

test("a field without a value is a line to write on", async () => {
  const blanks = ([page]: PdfPageContent[]): number =>
    page!.boxes.filter(({ width, height }) => height === 0.5 && width < 400).length;
  const unknown = await read(shippingSlip({ weightGrams: null, notes: [] }));
  expect(textOf(unknown)).not.toMatch(/kg|pix|OBSERVAÇÕES|undefined|null/);
  expect(blanks(unknown)).toBe(5);
});

test.each([
  ["BRL", 123_450, "R$ 1.234,50"],
  ["USD", 123_450, "US$ 1.234,50"],
  ["EUR", 123_450, "€ 1.234,50"],
  ["JPY", 1_234, "JP¥ 1.234"],
  ["INR", 123_450, "₹ 1.234,50"],
  ["BRL", 10 ** 12, "R$ 10.000.000.000,00"],
])("%s %i is written %s", async (currency, total, written) => {
  expect(await linesOf(shippingSlip({ currency, total }))).toContain(written);
});

test("500 lines continue on further pages, each with headings and page number", async () => {
  const lines = Array.from({ length: 500 }, (_, index) =>
    lineOf({ sku: `SKU-${index}`, quantity: index + 1, total: (index + 1) * 150_000 }),
  );
  const pages = await read(shippingSlip({ lines }));
  expect(pages.length).toBeGreaterThan(10);
  expectWithinMargins(pages);
  const texts = new Set(textOf(pages).split("\n"));
  for (const { sku } of lines) expect(texts).toContain(sku);
  for (const [index, page] of pages.entries()) {
    const texts = textOf([page]).split("\n");
    expect(texts).toContain(`Página ${index + 1} de ${pages.length}`);
    expect(texts).toContain("Não é documento fiscal");
    expect(texts).toContain("Romaneio 2026-000123");
    if (texts.some((text) => text.startsWith("SKU-"))) expect(texts).toContain("CÓDIGO");
  }
});

test("numbers are aligned on the right edge of their column, text on the left", async () => {
  const lines = [1, 11, 111, 9_999].map((quantity) => lineOf({ quantity, total: quantity * 150_000 }));
  const pages = await read(shippingSlip({ lines }));
  const edge = (heading: string): number => find(pages, heading)[0]!.right;
  for (const [text, heading] of [
    ["1", "QTD."],
    ["9.999", "QTD."],
    ["R$ 1.500,00", "UNITÁRIO"],
    ["R$ 14.998.500,00", "TOTAL"],
  ] as const)
    expect(find(pages, text).at(-1)!.right).toBeCloseTo(edge(heading), 2);
  expect(new Set(find(pages, "Laptop").map(({ x }) => x)).size).toBe(1);
});

test("a long title is wrapped between words and printed whole", async () => {
  const title = "O livro que conta tudo o que há para contar ".repeat(11).trim();
  const pages = await read(shippingSlip({ lines: [lineOf({ title })] }));
  expectWithinMargins(pages);
  const [{ x }] = find(pages, "DESCRIÇÃO") as [PdfText];
  const parts = pages[0]!.texts.filter((one) => one.x === x && one.size === 9);
  expect(parts.length).toBeGreaterThan(3);
  expect(parts.map(({ text }) => text).join(" ")).toContain(title);
});

test("a row higher than a page is broken and printed whole", async () => {
  const authors = Array.from({ length: 50 }, (_, index) => `Autor-${index}-${"Ä".repeat(190)}`);
  const lines = [lineOf({ ...royaltySlip().lines[0]!, title: "W".repeat(500), authors })];
  const pages = await read(royaltySlip({ lines }));
  expect(pages.length).toBeGreaterThan(1);
  expectWithinMargins(pages);
  const text = textOf(pages);
  expect(text.match(/Ä/g)).toHaveLength(50 * 190);
  expect(text.match(/W/g)!.length).toBeGreaterThanOrEqual(500);
});

test.each([100, 350, 360, 500])(
  "a title and a reason of %i wide letters each are printed whole",
  async (length) => {
    const [title, reason] = ["Щ".repeat(length), "Ж".repeat(length)];
    const text = textOf(
      await read(shippingSlip({ lines: [lineOf({ title, free: true, reason })], notes: [] })),
    );
    expect(text.match(/Щ/g)).toHaveLength(length);
    expect(text.match(/Ж/g)).toHaveLength(length);
  },
);

test("no text makes rendering fail or leaves the margins", async () => {
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 200 }),
    fc.string({ unit: "grapheme", maxLength: 200 }),
    fc.constantFrom("Łódź 👨‍👩‍👧 山田", "\ud800", "", " ", "W".repeat(500), "\n\n", "\\) Tj ET <</x"),
  );
  await fc.assert(
    fc.asyncProperty(text, text, text, async (name, title, other) => {
      const party = { name, address: other, phone: title, taxId: other };
      const line = lineOf({
        ...royaltySlip().lines[0]!,
        sku: other,
        title,
        type: name,
        authors: [other, name],
      });
      const lines = [line, lineOf({ ...line, free: true, reason: title })];
      expectWithinMargins(
        await read(royaltySlip({ sender: party, recipient: party, lines, notes: [other, title] })),
      );
    }),
    { numRuns: 25 },
  );
}, 60_000);

test("a slip without prices has neither columns nor a sum of money, and shows its title", async () => {
  const { total: _total, ...slip } = shippingSlip({ title: "3ª via — Presentes", notes: [] });
  const lines = slip.lines.map(({ unitPrice: _price, total: _sum, ...line }) => line);
  const texts = await linesOf({ ...slip, lines });
  expect(texts).toContain("3ª via — Presentes");
  expect(texts.join("\n")).not.toMatch(/UNITÁRIO|TOTAL|Total|R\$/);
});
