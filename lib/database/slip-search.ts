/** Searching slips by their numbers, and by the ids, addresses and tax ids of their orders. */
import { NEWEST_FIRST, newestMatches, type SearchPlan, type SearchTerm, termRange } from "./order-search.ts";

type Parameter = (value: unknown) => string;

/** Of more orders than this, the newest are looked at. */
const MAX_FOUND_ORDERS = 2_000;

/** The numbers of a client's newest orders that have one of the terms. */
const foundOrders = (kind: SearchPlan["kind"], terms: readonly SearchTerm[], p: Parameter): string => {
  const limit = `limit ${MAX_FOUND_ORDERS}`;
  if (kind === "walk")
    return `select order_no from (${newestMatches(terms, "c.client_id", p)}) as matches order by ${NEWEST_FIRST} ${limit}`;
  const ranges = terms.map((term) => termRange(term, "c.client_id", p)).join(" union all ");
  return `select distinct order_no from (${ranges}) as matches order by order_no desc ${limit}`;
};

/**
 * The conditions on slips `s` of orders `o`. A slip's number finds that slip, and not another one of its order.
 * @param client an expression of the client's id; undefined for every client's
 */
export const slipConditions = (
  { kind, terms }: SearchPlan,
  client: string | undefined,
  p: Parameter,
): string[] => {
  const number = terms.find((term) => term.kind === "slip");
  /** Whether a slip is of one of the newest orders that have a term. */
  const isOfFoundOrder = (wanted: readonly SearchTerm[]): string =>
    `s.order_no in (
      select found.order_no from clients c cross join lateral (${foundOrders(kind, wanted, p)}) as found
      ${client === undefined ? "" : `where c.client_id = ${client}`}
      order by found.order_no desc limit ${MAX_FOUND_ORDERS})`;
  if (number === undefined) return [isOfFoundOrder(terms)];
  const ofOrders = terms.filter((term) => term.kind !== "slip");
  const alternatives = [
    `starts_with(s.number, ${p(number.prefix)})`,
    ...(ofOrders.length === 0 ? [] : [isOfFoundOrder(ofOrders)]),
  ];
  return [isOfFoundOrder(terms), `(${alternatives.join(" or ")})`];
};
