/** Bodies of POST /orders. */

type Body = Record<string, unknown> & {
  orderId: string;
  lines: Record<string, unknown>[];
  payment: Record<string, unknown>;
};

export const laptopLine = {
  type: "physical",
  sku: "LAPTOP-1",
  title: "Laptop",
  quantity: 1,
  unitPrice: 150_000,
};
export const bookLine = {
  type: "book",
  sku: "BOOK-8",
  title: "The Two Towers",
  quantity: 2,
  unitPrice: 3_000,
  isbn: "978-0-618-00222-1",
  authors: ["J.R.R. Tolkien"],
  royaltyRateBps: 600,
};
export const membershipLine = {
  type: "membership",
  sku: "MEMBER-BASIC",
  title: "Básico",
  quantity: 1,
  unitPrice: 5_000,
  plan: "basic",
  period: "P1M",
};
export const upgradeLine = {
  type: "membership_upgrade",
  sku: "UP-PLUS",
  title: "Plus",
  quantity: 1,
  unitPrice: 5_000,
  toPlan: "plus",
};
export const videoLine = {
  type: "video",
  sku: "VIDEO-SKI",
  title: "Learning to Ski",
  quantity: 1,
  unitPrice: 3_000,
  delivery: "streaming",
};

const amountOf = (lines: readonly Record<string, unknown>[]): number =>
  lines.reduce(
    (sum, line) => sum + Number(line.quantity) * Number(line.unitPrice) - Number(line.discount ?? 0),
    0,
  );

let made = 0;

/** A valid order, mixed unless lines are given, paid with what they cost. */
export const orderBody = (fields: Record<string, unknown> = {}): Body => {
  made += 1;
  const lines = (fields.lines ?? [laptopLine, bookLine, membershipLine, videoLine]) as Body["lines"];
  return {
    orderId: `WEB-${made}`,
    placedAt: "2026-11-20T14:03:00-03:00",
    currency: "BRL",
    customer: { customerId: `C-${made}`, name: "Carlos Silva", email: `carlos.${made}@example.com` },
    shippingAddress: {
      line1: "Rua A",
      number: "123",
      complement: "",
      district: "Centro",
      city: "São Paulo",
      state: "SP",
      postalCode: "01010-000",
      country: "BR",
    },
    agentId: "A-1",
    payment: { method: "pix", paidAt: "2026-11-20T14:03:10-03:00", amount: amountOf(lines) },
    ...fields,
    lines,
  } as Body;
};
