/** Random orders of every kind. */
import type { Random } from "../../support/seeded-random.ts";
import { AGENTS, CHANGING_AGENT, LATE_AGENT, LATE_VIDEO, SECOND_RATE_FROM } from "./setup.ts";

export type BodyLine = {
  readonly lineId?: string;
  readonly type: "physical" | "book" | "membership" | "membership_upgrade" | "video";
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
  readonly unitPrice: number;
  readonly discount?: number;
  readonly agentId?: string;
  readonly weightGrams?: number;
  readonly isbn?: string;
  readonly authors?: readonly string[];
  readonly royaltyRateBps?: number;
  readonly plan?: string;
  readonly period?: string;
  readonly toPlan?: string;
  readonly delivery?: "disc" | "streaming";
};

export type OrderBody = {
  readonly orderId: string;
  readonly placedAt: string;
  readonly currency: string;
  readonly locale: "pt-BR" | "en";
  readonly customer: { readonly customerId: string; readonly name: string; readonly email: string };
  readonly shippingAddress?: object;
  readonly agentId?: string;
  readonly payment: { readonly method: string; readonly paidAt: string; readonly amount: number };
  readonly lines: readonly BodyLine[];
  readonly metadata?: Readonly<Record<string, string>>;
};

const ADDRESS = {
  line1: "Rua A",
  number: "123",
  city: "São Paulo",
  state: "SP",
  postalCode: "01010-000",
  country: "BR",
};

/** All orders are paid between these instants, and cancelled later. */
const FIRST_PAYMENT = Date.parse("2025-03-15T03:00:00Z");
const PAYMENTS_MS = 60 * 86_400_000;

type LineKind = "laptop" | "book" | "card" | "membership" | "upgrade" | "video";
/** Memberships often, because their sequence matters. */
const KINDS: readonly LineKind[] = [
  ...(["laptop", "laptop", "book", "book", "book", "card"] as const),
  ...(["membership", "membership", "membership", "upgrade", "upgrade", "video", "video"] as const),
];

const FIELDS: Readonly<
  Record<LineKind, (random: Random) => Omit<BodyLine, "quantity" | "unitPrice" | "title">>
> = {
  laptop: (random) => ({
    type: "physical",
    sku: `LAPTOP-${random.below(4)}`,
    ...(random.chance(0.5) ? { weightGrams: 2_100 } : {}),
  }),
  card: () => ({ type: "physical", sku: "CARD-BACK" }),
  book: (random) => ({
    type: "book",
    sku: `BOOK-${random.below(6)}`,
    isbn: "978-0-618-00222-1",
    authors: ["J.R.R. Tolkien"],
    royaltyRateBps: random.below(1_500),
  }),
  membership: (random) => ({
    type: "membership",
    sku: "MEMBER",
    plan: random.pick(["basic", "basic", "basic", "plus"]),
    period: random.pick(["P1M", "P1M", "P3M", "P1Y", "P2W"]),
  }),
  upgrade: (random) => ({
    type: "membership_upgrade",
    sku: "UPGRADE",
    toPlan: random.pick(["plus", "plus", "plus", "basic"]),
  }),
  video: (random) => ({
    type: "video",
    sku: random.pick([
      "VIDEO-SKI",
      "VIDEO-SKI",
      "VIDEO-COOKING",
      ...(random.chance(0.2) ? [LATE_VIDEO] : []),
    ]),
    delivery: random.pick(["disc", "streaming", "streaming"]),
  }),
};

const lineOf = (random: Random, position: number, hasLineIds: boolean): BodyLine => {
  const kind = random.pick(KINDS);
  const quantity = kind === "upgrade" || kind === "card" ? 1 : 1 + random.below(random.chance(0.1) ? 12 : 3);
  const unitPrice = random.chance(0.1) ? random.below(3) : 1 + random.below(30_000);
  const fields = FIELDS[kind](random);
  return {
    ...(hasLineIds ? { lineId: `L${position}` } : {}),
    ...fields,
    title: fields.sku,
    quantity,
    unitPrice,
    ...(random.chance(0.3) ? { discount: random.below(quantity * unitPrice + 1) } : {}),
    ...(random.chance(0.1) ? { agentId: random.pick(AGENTS) } : {}),
  };
};

export const ships = ({ type, delivery }: Pick<BodyLine, "type" | "delivery">): boolean =>
  type === "physical" || type === "book" || delivery === "disc";

/** What is paid for lines: the sum of quantity × unitPrice − discount. */
export const amountOf = (lines: readonly BodyLine[]): number =>
  lines.reduce((sum, { quantity, unitPrice, discount = 0 }) => sum + quantity * unitPrice - discount, 0);

const agentOf = (random: Random): string | undefined => {
  if (random.chance(0.25)) return undefined;
  if (random.chance(0.06)) return LATE_AGENT;
  return random.chance(0.1) ? CHANGING_AGENT : random.pick(AGENTS);
};

const emailOf = (customer: number): string =>
  `customer.${customer}@${customer % 9 === 4 ? "house.example" : "shop.example"}`;

/** @param customers how many there are; several orders are of the same */
export const randomOrder = (random: Random, orderId: string, customers: number): OrderBody => {
  const hasLineIds = random.chance(0.5);
  const lines = Array.from({ length: 1 + random.below(4) }, (_, index) =>
    lineOf(random, index + 1, hasLineIds),
  );
  const customer = random.below(customers);
  const agentId = agentOf(random);
  const paidAt = new Date(FIRST_PAYMENT + random.below(PAYMENTS_MS)).toISOString();
  const address = lines.some(ships) ? ADDRESS : undefined;
  return {
    orderId,
    placedAt: paidAt,
    currency: "BRL",
    locale: random.pick(["pt-BR", "en"]),
    customer: { customerId: `C-${customer}`, name: `Customer ${customer}`, email: emailOf(customer) },
    ...(address === undefined ? {} : { shippingAddress: address }),
    ...(agentId === undefined ? {} : { agentId }),
    payment: { method: "pix", paidAt, amount: amountOf(lines) },
    lines,
    ...(random.chance(0.3) ? { metadata: { gift: "yes" } } : {}),
  };
};

/** Whether the commission of an order depends on the rate that its agent gets between orders. */
export const needsChangedRate = ({ agentId, payment }: OrderBody): boolean =>
  agentId === CHANGING_AGENT && Date.parse(payment.paidAt) >= Date.parse(SECOND_RATE_FROM);
