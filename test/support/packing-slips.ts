/** For tests: the slips of an order, one for the warehouse and its duplicate for the royalty department. */
import type { Party, Slip, SlipLine } from "../../lib/domain/slip.ts";

const sender: Party = {
  name: "Despacho Comércio Ltda.",
  address: "Av. Paulista, 1000 — Bela Vista — São Paulo/SP — 01310-100",
  phone: "+55 11 4002-8922",
  taxId: "12.ABC.345/01DE-35",
};

export const lineOf = (fields: Partial<SlipLine>): SlipLine => ({
  lineId: "1",
  sku: "LAPTOP-1",
  title: "Laptop",
  type: "physical",
  quantity: 1,
  unitPrice: 150_000,
  total: 150_000,
  free: false,
  ...fields,
});

const book = { lineId: "2", sku: "BOOK-8", title: "The Two Towers", type: "book", quantity: 2 };

export const shippingSlip = (fields: Partial<Slip> = {}): Slip => ({
  number: "2026-000123",
  orderId: "WEB-1001",
  destination: "shipping",
  issuedAt: "2026-11-21T01:03:00.000Z",
  sender,
  recipient: {
    name: "Carlos Silva",
    address: "Rua A, 123 — Centro — São Paulo/SP — 01010-000",
    phone: "+55 11 1234-5678",
    taxId: "123.456.789-00",
  },
  lines: [
    lineOf({}),
    lineOf({ ...book, unitPrice: 3_000, total: 5_500 }),
    lineOf({
      lineId: "3",
      sku: "VIDEO-FIRST-AID",
      title: "First Aid",
      type: "video",
      unitPrice: 0,
      total: 0,
      free: true,
      reason: "Decisão judicial de 1997",
    }),
  ],
  weightGrams: 3_050,
  total: 155_500,
  currency: "BRL",
  notes: [
    "Item gratuito: First Aid — Decisão judicial de 1997",
    "Pagamento: pix, em 20/11/2026",
    "Peso: só o dos itens de peso conhecido",
    "Não é documento fiscal",
  ],
  ...fields,
});

export const royaltySlip = (fields: Partial<Slip> = {}): Slip =>
  shippingSlip({
    number: "2026-000124",
    destination: "royalties",
    recipient: { ...sender, name: `Departamento de Direitos Autorais — ${sender.name}` },
    lines: [
      lineOf({
        ...book,
        unitPrice: 3_000,
        total: 6_000,
        isbn: "978-0-618-00222-1",
        authors: ["J.R.R. Tolkien", "Ronald Kyrmse"],
        royaltyRateBps: 625,
        royaltyDue: 375,
      }),
    ],
    weightGrams: null,
    total: 6_000,
    notes: ["Royalties devidos: R$ 3,75", "Não é documento fiscal"],
    ...fields,
  });
