/** Bodies of POST /orders. */
import { type ExampleLine, exampleLines, exampleOrderOf } from "../../lib/contract/example-order.ts";

type Body = Record<string, unknown> & {
  orderId: string;
  lines: Record<string, unknown>[];
  payment: Record<string, unknown>;
};

export const laptopLine = exampleLines.physical;
export const bookLine = exampleLines.book;
export const membershipLine = exampleLines.membership;
export const upgradeLine = exampleLines.membership_upgrade;
export const videoLine = exampleLines.video;

let made = 0;

/** A valid order with its own id and customer, paid in full. Without given lines it has a line of most types. */
export const orderBody = (fields: Record<string, unknown> = {}): Body => {
  made += 1;
  const lines = (fields.lines ?? [laptopLine, bookLine, membershipLine, videoLine]) as ExampleLine[];
  const order = exampleOrderOf(lines);
  return {
    ...order,
    orderId: `WEB-${made}`,
    customer: { ...order.customer, customerId: `C-${made}`, email: `carlos.${made}@example.com` },
    shippingAddress: { ...order.shippingAddress, complement: "" },
    ...fields,
    lines,
  } as unknown as Body;
};
