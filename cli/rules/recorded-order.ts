/** What GET /orders/{orderId} responds, as an order that can be posted. */
import { orderHeader } from "../../lib/domain/order.ts";

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether a body is a response about an order rather than an order as it is posted. */
const isResponse = (body: Json): boolean => Object.hasOwn(body, "receivedAt") && Object.hasOwn(body, "tasks");

const HEADER_FIELDS = new Set(Object.keys(orderHeader.shape));

const postedLine = ({ total: _total, free: _free, ...line }: Json): Json => line;

/** The order as it was posted: without the free lines and the results. Other bodies stay as they are. */
export const asPosted = (body: Json): Json => {
  if (!isResponse(body)) return body;
  const header = Object.entries(body).filter(([name]) => HEADER_FIELDS.has(name));
  const lines = Array.isArray(body.lines) ? body.lines.filter(isObject) : [];
  return {
    ...Object.fromEntries(header),
    lines: lines.filter(({ free }) => free !== true).map(postedLine),
  };
};
