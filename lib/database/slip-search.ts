/** Searching slips by their numbers, and by the ids, addresses and tax ids of their orders. */
import { type SearchPlan, type SearchTerm, termRange, walkCondition } from "./order-search.ts";

type Parameter = (value: unknown) => string;

/** Of more orders than this, the newest are looked at. */
const MAX_FOUND_ORDERS = 2_000;

/** Whether a slip `s` is of one of the newest orders that have a term. */
const isOfFoundOrder = (terms: readonly SearchTerm[], p: Parameter): string => {
  const ranges = terms.map((term) => termRange(term, "c.client_id", p)).join(" union all ");
  return `s.order_no in (
    select distinct found.order_no from clients c cross join lateral (${ranges}) as found
    order by found.order_no desc limit ${MAX_FOUND_ORDERS})`;
};

/** The conditions on slips `s` of orders `o`. A slip's number finds that slip, and not another one of its order. */
export const slipConditions = ({ kind, terms }: SearchPlan, p: Parameter): string[] => {
  const number = terms.find((term) => term.kind === "slip");
  const ofOrders = terms.filter((term) => term.kind !== "slip");
  const isRead = kind === "read";
  const alternatives = [
    ...(number === undefined ? [] : [`starts_with(s.number, ${p(number.prefix)})`]),
    ...(ofOrders.length === 0 ? [] : [isRead ? isOfFoundOrder(ofOrders, p) : walkCondition(ofOrders, p)]),
  ];
  const oneOf = `(${alternatives.join(" or ")})`;
  return isRead && number !== undefined ? [isOfFoundOrder(terms, p), oneOf] : [oneOf];
};
