/** Orders of the seeded shop. The n-th order is always the same but for its time, so that a seed can be repeated. */
import { AGENT_WITHOUT_RATE, PRODUCTS, SELLERS, VIDEO_WITHOUT_LINK } from "./assortment.ts";

export type OrderBody = { readonly orderId: string } & Readonly<Record<string, unknown>>;

type Line = { readonly quantity: number; readonly unitPrice: number } & Readonly<Record<string, unknown>>;

const PLACES = [
  ["São Paulo", "SP", "01310-100"],
  ["Rio de Janeiro", "RJ", "20040-020"],
  ["Curitiba", "PR", "80010-000"],
  ["Recife", "PE", "50010-000"],
  ["Manaus", "AM", "69005-000"],
  ["Belo Horizonte", "MG", "30110-000"],
  ["Porto Alegre", "RS", "90010-000"],
] as const;
const FIRST = ["Ana", "Bruno", "Célia", "Diego", "Elza", "Fábio", "Gilda", "Heitor", "Iara", "João"];
const LAST = ["Souza", "Lima", "Rocha", "Pires", "Moraes", "Vidal", "Campos", "Freitas"];

/** A number below `size` that looks as if it came by chance. */
const pick = (n: number, salt: number, size: number): number => {
  let value = Math.imul(n ^ Math.imul(salt, 0x9e37_79b1), 0x85eb_ca6b) >>> 0;
  value = Math.imul(value ^ (value >>> 13), 0xc2b2_ae35) >>> 0;
  return ((value ^ (value >>> 16)) >>> 0) % size;
};

const lineOf = (n: number, salt: number): Line => {
  const { sku, type, title, unitPrice, fields } = PRODUCTS[pick(n, salt, PRODUCTS.length)]!;
  const delivery = type === "video" ? { delivery: pick(n, salt + 1, 3) === 0 ? "disc" : "streaming" } : {};
  return { type, sku, title, unitPrice, quantity: 1 + pick(n, salt + 2, 3), ...fields, ...delivery };
};

const MEMBERSHIP: Line = {
  type: "membership",
  sku: "MEMBER-BASIC",
  title: "Básico",
  quantity: 1,
  unitPrice: 5_000,
  plan: "basic",
  period: "P1M",
};
const upgrade = (toPlan: string): Line => ({
  type: "membership_upgrade",
  sku: `UP-${toPlan.toUpperCase()}`,
  title: toPlan,
  quantity: 1,
  unitPrice: 5_000,
  toPlan,
});

const customerOf = (customer: number) => {
  const name = `${FIRST[customer % FIRST.length]} ${LAST[customer % LAST.length]}`;
  return { customerId: `C-${customer}`, name, email: `cliente.${customer}@example.com` };
};

const addressOf = (customer: number) => {
  const [city, state, postalCode] = PLACES[customer % PLACES.length]!;
  return {
    line1: "Rua das Flores",
    number: String(1 + (customer % 900)),
    city,
    state,
    postalCode,
    country: "BR",
  };
};

const METHODS = ["pix", "credit_card", "boleto"];

/** An order of some lines; fields replace what it has. */
const orderOf = (n: number, orderId: string, at: string, lines: readonly Line[], fields: object = {}) => {
  const customer = pick(n, 3, 4_000);
  const amount = lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);
  const isPresent = pick(n, 9, 25) === 0;
  return {
    orderId,
    placedAt: at,
    currency: "BRL",
    locale: pick(n, 8, 12) === 0 ? "en" : "pt-BR",
    customer: customerOf(customer),
    shippingAddress: addressOf(customer),
    ...(pick(n, 4, 5) === 0 ? {} : { agentId: SELLERS[pick(n, 5, SELLERS.length)] }),
    payment: { method: METHODS[pick(n, 6, METHODS.length)], paidAt: at, amount },
    metadata: { channel: pick(n, 7, 6) === 0 ? "marketplace" : "web", ...(isPresent ? { gift: "yes" } : {}) },
    lines,
    ...fields,
  };
};

/** One of every fifteen orders is of a membership; the others have one to three lines. */
const linesOf = (n: number): readonly Line[] =>
  pick(n, 10, 15) === 0
    ? [MEMBERSHIP]
    : Array.from({ length: 1 + pick(n, 11, 3) }, (_, index) => lineOf(n, 20 + index * 3));

const YEAR_MS = 365 * 86_400_000;

/** The n-th of the orders of the year before an instant, oldest first. */
export const orderOfYear = (n: number, count: number, until: number): OrderBody =>
  orderOf(
    n,
    `LOJA-${n}`,
    new Date(until - YEAR_MS + Math.floor((YEAR_MS / count) * n)).toISOString(),
    linesOf(n),
  );

const streaming = { ...VIDEO_WITHOUT_LINK, quantity: 1, delivery: "streaming" };
const member = (customer: number) => ({ customer: customerOf(customer), agentId: undefined });

/** How many orders of an agent without a rate wait. */
const WAITING_COMMISSIONS = 38;
export const SUPPRESSED_ADDRESS = "devolvido@example.com";

/** Orders whose tasks are rejected or wait, one group for each cause. `at` is when they are paid. */
export const troubledOrders = (at: string): readonly (readonly OrderBody[])[] => {
  let n = 0;
  const order = (lines: readonly Line[], fields: object = {}): OrderBody => {
    n += 1;
    return orderOf(90_000 + n, `AGORA-T${n}`, at, lines, fields);
  };
  const times = (count: number, make: (index: number) => OrderBody) =>
    Array.from({ length: count }, (_, index) => make(index));
  const one = (sku: string): Line => {
    const { fields, ...product } = PRODUCTS.find((listed) => listed.sku === sku)!;
    return { ...product, ...fields, quantity: 1 };
  };
  const novel = one("NOVEL-1");
  const lesson = { ...one("VIDEO-COOKING"), delivery: "streaming" };
  return [
    times(WAITING_COMMISSIONS, () => order([novel], { agentId: AGENT_WITHOUT_RATE })),
    times(7, () => order([streaming])),
    times(4, (index) => order([upgrade("plus")], member(8_000 + index))),
    times(3, () => order([lesson], { shippingAddress: undefined })),
    times(2, (index) =>
      order([lesson], { customer: { ...customerOf(8_100 + index), email: SUPPRESSED_ADDRESS } }),
    ),
    times(5, () => order([one("TEXT-1")])),
    times(3, () => order([one("LAPTOP-1")])),
    // Each waits for the one before: the customer becomes a member, goes up, and then asks for what cannot be.
    times(3, (index) => order([MEMBERSHIP], member(8_200 + index))),
    times(3, (index) => order([upgrade("family")], member(8_200 + index))),
    [
      order([upgrade("family")], member(8_200)),
      order([upgrade("plus")], member(8_201)),
      order([MEMBERSHIP], member(8_202)),
    ],
  ];
};

/** Orders of today that go through. */
export const todaysOrders = (count: number, at: string): readonly OrderBody[] =>
  Array.from({ length: count }, (_, index) =>
    orderOf(50_000 + index, `AGORA-${index + 1}`, at, linesOf(50_000 + index)),
  );
