/** An order as its client posted it, made of what the API says about it now. Pure. */
import type { Line, OrderDetail } from "../../api/types.ts";

/** Fields of a line that only responses have. */
const OF_RESPONSES = new Set(["free", "total", "reason", "reasonTexts", "ruleId", "causedBy", "cancelled"]);

export type PostedLine = Readonly<Record<string, unknown>>;

const postedLine = (line: Line): PostedLine =>
  Object.fromEntries(
    Object.entries(line).filter(
      ([name, value]) => !OF_RESPONSES.has(name) && !(name === "discount" && value === 0),
    ),
  );

/** The lines that were bought, without those that rules added. */
export const postedLines = (order: Pick<OrderDetail, "lines">): readonly PostedLine[] =>
  order.lines.filter(({ free }) => !free).map(postedLine);

/** A body for `POST /decisions`. */
export const postedOrder = (order: OrderDetail) => {
  const { orderId, placedAt, currency, locale, customer, shippingAddress, agentId, payment, metadata } =
    order;
  return {
    ...{ orderId, placedAt, currency, locale, customer, payment, metadata },
    ...(shippingAddress === undefined ? {} : { shippingAddress }),
    ...(agentId === undefined ? {} : { agentId }),
    lines: postedLines(order),
  };
};
