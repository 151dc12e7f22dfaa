/** Parses order bodies as POST /orders does, for tests of the parser. */
import { parseJson } from "../../lib/contract/json.ts";
import { parseOrder } from "../../lib/domain/parse-order.ts";
import type { ProductTypes } from "../../lib/domain/product-type.ts";
import { orderBody } from "./order-body.ts";

export const ticket: ProductTypes = {
  ticket: {
    ships: false,
    attributes: {
      venue: { type: "string", optional: false },
      seats: { type: "list<string>", optional: true },
    },
  },
  poster: { ships: true, attributes: { framed: { type: "bool", optional: true } } },
};

export const parse = (body: object, types: ProductTypes = {}) => {
  const text = parseJson(JSON.stringify(body));
  if (!text.ok) throw new Error(text.error.detail);
  return parseOrder(text.value.json as object, { productTypes: types }, text.value.protoKeys);
};
export const issuesIn = (body: object, types: ProductTypes = {}) => {
  const parsed = parse(body, types);
  return parsed.ok ? [] : parsed.error;
};
export const pointersIn = (body: object, types: ProductTypes = {}) =>
  issuesIn(body, types).map((issue) => issue.pointer);

export const without = (body: Record<string, unknown>, name: string) =>
  Object.fromEntries(Object.entries(body).filter(([key]) => key !== name));
export const customer = { customerId: "C-1", name: "Ana", email: "ana@example.com" };
export const payment = { method: "pix", paidAt: "2026-11-20T14:03:10-03:00", amount: 150_000 };
/** An order of one line, with a well-formed payment also when the line is invalid. */
export const one = (line: Record<string, unknown>) => {
  const body = orderBody({ lines: [line] });
  const amount = Math.min(10 ** 12, Math.max(0, Math.trunc(Number(body.payment.amount)) || 0));
  return { ...body, payment: { ...payment, amount } };
};
