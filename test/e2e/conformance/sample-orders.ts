/** Orders that the checks post. */

type Body = { readonly orderId: string } & Readonly<Record<string, unknown>>;

const ADDRESS = {
  line1: "Rua A",
  number: "123",
  city: "São Paulo",
  state: "SP",
  postalCode: "01010-000",
  country: "BR",
};

const around = (orderId: string, amount: number, line: object): Body => ({
  orderId,
  placedAt: "2026-11-20T14:03:00-03:00",
  currency: "BRL",
  customer: { customerId: `C-${orderId}`, name: "Ana", email: `${orderId.toLowerCase()}@example.com` },
  payment: { method: "pix", paidAt: "2026-11-20T14:03:10-03:00", amount },
  lines: [{ quantity: 1, unitPrice: amount, ...line }],
});

/** Leads to an activation and the mail that tells of it. */
export const membershipOrder = (orderId: string, amount = 5_000): Body =>
  around(orderId, amount, { type: "membership", sku: "M", title: "M", plan: "basic", period: "P1M" });

/** Leads to a slip. */
export const laptopOrder = (orderId: string): Body => ({
  ...around(orderId, 150_000, { type: "physical", sku: "LAPTOP-1", title: "Laptop" }),
  shippingAddress: ADDRESS,
});
