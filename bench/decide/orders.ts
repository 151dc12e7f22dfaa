/** The orders every engine decides: five lines, one of each kind, all different in ids, prices and deliveries. */
import type { Order } from "../../lib/domain/order.ts";
import type { OrderLine } from "../../lib/domain/order-line.ts";

const common = { quantity: 1, discount: 0, free: false };

const linesOf = (number: number): readonly OrderLine[] => [
  {
    ...common,
    lineId: "1",
    type: "physical",
    sku: `LAPTOP-${number % 50}`,
    title: "Laptop",
    unitPrice: 150_000 + number,
  },
  {
    ...common,
    lineId: "2",
    type: "book",
    sku: `BOOK-${number % 500}`,
    title: "The Two Towers",
    unitPrice: 3_000 + (number % 100),
    isbn: "978-0-618-00222-1",
    authors: ["J.R.R. Tolkien"],
    royaltyRateBps: 600,
  },
  {
    ...common,
    lineId: "3",
    type: "membership",
    sku: "MEMBER-BASIC",
    title: "Básico",
    unitPrice: 5_000,
    plan: "basic",
    period: "P1M",
  },
  {
    ...common,
    lineId: "4",
    type: "membership_upgrade",
    sku: "UP-PLUS",
    title: "Plus",
    unitPrice: 5_000,
    toPlan: "plus",
  },
  {
    ...common,
    lineId: "5",
    type: "video",
    sku: "VIDEO-SKI",
    title: "Learning to Ski",
    unitPrice: 3_000,
    delivery: number % 2 === 0 ? "disc" : "streaming",
  },
];

const orderOf = (number: number): Order => ({
  orderId: `BENCH-${number}`,
  placedAt: "2026-11-20T14:03:00-03:00",
  currency: "BRL",
  locale: "pt-BR",
  customer: { customerId: `C-${number}`, name: "Carlos Silva", email: "carlos@example.com" },
  shippingAddress: { line1: "Rua A", city: "São Paulo", state: "SP", postalCode: "01010-000", country: "BR" },
  agentId: `A-${number % 20}`,
  payment: { method: "pix", paidAt: "2026-11-20T14:03:10-03:00", amount: 169_000 },
  lines: linesOf(number),
  metadata: {},
});

export const ORDERS: readonly Order[] = Array.from({ length: 1_000 }, (_, number) => orderOf(number));
