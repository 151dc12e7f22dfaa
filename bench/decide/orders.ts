/** The orders that every engine decides: five lines, one of each type, with different ids, prices and deliveries. */
import { exampleLines } from "../../lib/contract/example-order.ts";
import type { Order } from "../../lib/domain/order.ts";
import { parsedOrderOf } from "../parsed-order.ts";

const { physical, book, membership, membership_upgrade, video } = exampleLines;

const linesOf = (number: number) => [
  { ...physical, sku: `LAPTOP-${number % 50}`, unitPrice: physical.unitPrice + number },
  { ...book, sku: `BOOK-${number % 500}`, unitPrice: book.unitPrice + (number % 100) },
  membership,
  membership_upgrade,
  { ...video, delivery: number % 2 === 0 ? "disc" : "streaming" },
];

const orderOf = (number: number): Order =>
  parsedOrderOf(linesOf(number), { orderId: `BENCH-${number}`, agentId: `A-${number % 20}` });

export const ORDERS: readonly Order[] = Array.from({ length: 1_000 }, (_, number) => orderOf(number));
