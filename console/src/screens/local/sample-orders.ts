/** An order of every kind, for trying things on the local stage. Pure. */

const LINES = {
  PARCEL: [{ type: "physical", sku: "LAPTOP-1", title: "Laptop", quantity: 1, unitPrice: 150_000 }],
  BOOKS: [
    {
      type: "book",
      sku: "BOOK-8",
      title: "The Two Towers",
      quantity: 2,
      unitPrice: 3_000,
      isbn: "978-0-618-00222-1",
      authors: ["J.R.R. Tolkien"],
      royaltyRateBps: 600,
    },
  ],
  MEMBER: [
    {
      type: "membership",
      sku: "MEMBER-BASIC",
      title: "Básico",
      quantity: 1,
      unitPrice: 5_000,
      plan: "basic",
      period: "P1M",
    },
  ],
  UPGRADE: [
    {
      type: "membership_upgrade",
      sku: "UP-PLUS",
      title: "Plus",
      quantity: 1,
      unitPrice: 5_000,
      toPlan: "plus",
    },
  ],
  DISC: [
    {
      type: "video",
      sku: "VIDEO-SKI",
      title: "Learning to Ski",
      quantity: 1,
      unitPrice: 3_000,
      delivery: "disc",
    },
  ],
  STREAM: [
    {
      type: "video",
      sku: "VIDEO-SKI",
      title: "Learning to Ski",
      quantity: 1,
      unitPrice: 3_000,
      delivery: "streaming",
    },
  ],
} as const;

/** In an order in which the upgrade finds a membership: all are of one customer. */
export const sampleOrders = (now: Date) => {
  const suffix = now.getTime().toString(36).toUpperCase();
  const at = now.toISOString();
  return Object.entries(LINES).map(([kind, lines]) => ({
    orderId: `SAMPLE-${kind}-${suffix}`,
    placedAt: at,
    currency: "BRL",
    customer: { customerId: `C-${suffix}`, name: "Maria Exemplo", email: "maria@example.com" },
    shippingAddress: {
      line1: "Rua A",
      number: "1",
      city: "São Paulo",
      state: "SP",
      postalCode: "01010-000",
      country: "BR",
    },
    payment: {
      method: "pix",
      paidAt: at,
      amount: lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0),
    },
    lines,
  }));
};
