/**
 * The sample order of the API's description. The orders of tests, benches, the demo and the printed curl line are
 * derived from it.
 */
import type { BuiltInLineType } from "../domain/order-line.ts";

export type ExampleLine = Readonly<Record<string, unknown>> & {
  readonly quantity: number;
  readonly unitPrice: number;
  readonly discount?: number;
};

/** A line of every built-in type, with the required fields only. */
export const exampleLines = {
  physical: { type: "physical", sku: "LAPTOP-1", title: "Laptop", quantity: 1, unitPrice: 150_000 },
  book: {
    type: "book",
    sku: "BOOK-8",
    title: "The Two Towers",
    quantity: 2,
    unitPrice: 3_000,
    isbn: "978-0-618-00222-1",
    authors: ["J.R.R. Tolkien"],
    royaltyRateBps: 600,
  },
  membership: {
    type: "membership",
    sku: "MEMBER-BASIC",
    title: "Básico",
    quantity: 1,
    unitPrice: 5_000,
    plan: "basic",
    period: "P1M",
  },
  membership_upgrade: {
    type: "membership_upgrade",
    sku: "UP-PLUS",
    title: "Plus",
    quantity: 1,
    unitPrice: 5_000,
    toPlan: "plus",
  },
  video: {
    type: "video",
    sku: "VIDEO-SKI",
    title: "Learning to Ski",
    quantity: 1,
    unitPrice: 3_000,
    delivery: "streaming",
  },
} as const satisfies Record<BuiltInLineType, ExampleLine>;

/** What the lines cost, in minor units. */
const amountOf = (lines: readonly ExampleLine[]): number =>
  lines.reduce((sum, { quantity, unitPrice, discount = 0 }) => sum + quantity * unitPrice - discount, 0);

const address = {
  line1: "Rua A",
  number: "123",
  district: "Centro",
  city: "São Paulo",
  state: "SP",
  postalCode: "01010-000",
  country: "BR",
};

/** A complete order of the given lines, paid in full. */
export const exampleOrderOf = (lines: readonly ExampleLine[]) => ({
  orderId: "WEB-1001",
  placedAt: "2026-11-20T14:03:00-03:00",
  currency: "BRL",
  customer: { customerId: "C-77", name: "Carlos Silva", email: "carlos.silva@example.com" },
  shippingAddress: address,
  agentId: "A-1",
  payment: { method: "pix", paidAt: "2026-11-20T14:03:10-03:00", amount: amountOf(lines) },
  lines,
});

const order = exampleOrderOf([
  { ...exampleLines.physical, weightGrams: 2_100 },
  exampleLines.book,
  exampleLines.video,
]);

export const exampleOrder = {
  ...order,
  locale: "pt-BR" as const,
  customer: { ...order.customer, taxId: "123.456.789-00", phone: "+55 11 1234-5678" },
  metadata: { channel: "web" },
};
