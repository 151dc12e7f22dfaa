import { describe, expect, test } from "vitest";
import type { StatementEntry } from "../../lib/database/statement-entries.ts";
import type { Language } from "../../lib/domain/localized-text.ts";
import { readPdf, textOf } from "../../test/support/pdf-reader.ts";
import { statementPdf } from "./statement-pdf.ts";

const A4_WIDTH = 595.28;
const MARGIN = 48;

const entry = (fields: Partial<StatementEntry>): StatementEntry =>
  ({
    entryId: "1",
    kind: "commission",
    at: "2026-11-20T15:00:00.000Z",
    about: null,
    amount: 123_450,
    orderId: "WEB-1",
    lineId: "1",
    role: "agent",
    paidAt: "2026-11-20T15:00:00.000Z",
    sku: "LAPTOP-1",
    title: "Laptop",
    quantity: 1,
    base: 1_234_500,
    rateBps: 1_000,
    cancellationId: null,
    bookingId: null,
    note: null,
    ...fields,
  }) as StatementEntry;

const payment = entry({
  kind: "payment",
  about: "2026-10",
  amount: -5_000,
  orderId: null,
  bookingId: "PAY-1",
  note: "Pix",
});

const render = (entries: readonly StatementEntry[], language: Language, closedAt: string | null = null) =>
  statementPdf(
    {
      companyName: "Despacho Comércio Ltda.",
      agentId: "A-1",
      month: "2026-11",
      closedAt,
      sums: {
        name: "Ana Souza",
        currency: "BRL",
        orders: 1,
        units: 1,
        sales: 1_234_500,
        openingBalance: 700,
        commission: 123_450,
        reversals: -100,
        adjustments: 25,
        payments: -5_000,
        carriedForward: 119_075,
      },
      entries,
      isComplete: true,
    },
    language,
  );

describe("an agent's statement as PDF", () => {
  test.each([
    [
      "pt-BR",
      [
        "Extrato de comissões",
        "novembro de 2026 · BRL",
        "Mês fechado em 02/12/2026",
        "R$ 1.190,75",
        "20/11/2026",
        "pagamento",
        "Pix · referente a 2026-10",
        "-50,00",
      ],
    ],
    [
      "en",
      [
        "Commission statement",
        "November 2026 · BRL",
        "Month closed on 2 December 2026",
        "R$1,190.75",
        "20 Nov 2026",
        "payment",
        "Pix · about 2026-10",
        "-50.00",
      ],
    ],
  ] as const)(
    "in %s has the agent, the month, its state, the balances and the entries",
    async (language, parts) => {
      const pages = await readPdf(await render([entry({}), payment], language, "2026-12-02T12:00:00.000Z"));
      // A cell may be broken into lines.
      const text = textOf(pages).replaceAll("\n", " ");
      for (const part of ["Despacho Comércio Ltda.", "Ana Souza", "A-1", "WEB-1", ...parts])
        expect(text).toContain(part);
    },
  );

  test("of a month without entries says so, and that it is open", async () => {
    const text = textOf(await readPdf(await render([], "pt-BR")));
    expect(text).toContain("Sem lançamentos no mês.");
    expect(text).toContain("Mês em aberto");
  });

  test("keeps its margins with long ids, long titles and large amounts, on every page", async () => {
    const wide = entry({
      orderId: "W".repeat(64),
      sku: "W".repeat(64),
      title: "W".repeat(200),
      base: 999_999_999_999,
      amount: -999_999_999_999,
    });
    const pages = await readPdf(
      await render(
        Array.from({ length: 60 }, () => wide),
        "en",
      ),
    );
    expect(pages.length).toBeGreaterThan(2);
    for (const { texts } of pages)
      for (const { x, right } of texts) {
        expect(x).toBeGreaterThanOrEqual(MARGIN - 1);
        expect(right).toBeLessThanOrEqual(A4_WIDTH - MARGIN + 1);
      }
  });

  test("has the same bytes at any time", async () => {
    expect(await render([entry({}), payment], "pt-BR")).toEqual(await render([entry({}), payment], "pt-BR"));
  });
});
