/**
 * Which orders a list has, and the query of a page of their acceptance numbers. Every filter is read from an index in the
 * order of acceptance, so that the cost of a page does not depend on how many orders there are.
 */
import type { OrderStatus } from "../domain/task.ts";
import { NEWEST_FIRST, newestMatches, type SearchPlan, termRange, walkCondition } from "./order-search.ts";

export type OrderFilter = {
  /** Undefined: every client's. */
  readonly clientId: string | undefined;
  readonly status?: OrderStatus | undefined;
  /** Received at or after this instant. */
  readonly since?: string | undefined;
  /** Received before this instant. */
  readonly until?: string | undefined;
  readonly customer?: string | undefined;
  /** The agent of the order or of a line, or one who earns a commission on it. */
  readonly agent?: string | undefined;
  readonly sku?: string | undefined;
  /** A rule that led to a task or a free line. */
  readonly rule?: string | undefined;
  /** The ids that the rule had in earlier versions of the rulebook: what it led to under them counts too. */
  readonly formerRules?: readonly string[] | undefined;
  /** Only orders accepted before this acceptance number. */
  readonly before?: number | undefined;
  readonly limit: number;
};

/** Text of a query and its values. */
export type PageQuery = { readonly text: string; readonly values: readonly unknown[] };

type Parameter = (value: unknown) => string;

const OPEN = "t.status in ('pending', 'queued') and not t.is_event";
const TROUBLED = "t.status in ('rejected', 'failed') and not t.is_event";
const hasTask = (condition: string) =>
  `exists (select from tasks t where t.order_no = o.order_no and ${condition})`;

// Open and troubled tasks have partial indexes.
const STATUS: Record<OrderStatus, string> = {
  processing: hasTask(OPEN),
  attention: `not ${hasTask(OPEN)} and ${hasTask(TROUBLED)}`,
  completed: `not o.imported and o.cancelled_at is null and not ${hasTask(OPEN)} and not ${hasTask(TROUBLED)}`,
  imported: "o.imported and o.cancelled_at is null",
  cancelled: `o.cancelled_at is not null and not ${hasTask(OPEN)} and not ${hasTask(TROUBLED)}`,
};

/**
 * Reads the orders of a status from the index of its tasks, for pages that no other filter narrows. Tasks that are not done
 * have their client.
 */
const statusSource = (status: OrderStatus | undefined, client: string): string => {
  const condition = status === "processing" ? OPEN : status === "attention" ? TROUBLED : undefined;
  if (condition === undefined) return "";
  const ofClient = client === "" ? "" : ` and t.client_id = ${client}`;
  return `join (select distinct t.order_no from tasks t where ${condition}${ofClient}) as by_status using (order_no)`;
};

/** The first number that an order received at or after an instant may have: numbers rise with the receipt, but for imported orders. */
const firstNumberSince = (since: string): string =>
  `least(
     (select order_no from orders where not imported and received_at >= ${since} order by received_at, order_no limit 1),
     case when exists (select from orders where imported and received_at >= ${since})
       then (select min(order_no) from orders where imported) end)`;

/** The last number that an order received before an instant may have; null when there is none. */
export const lastNumberBefore = (until: string): string =>
  `greatest(
     (select order_no from orders where not imported and received_at < ${until}
      order by received_at desc, order_no desc limit 1),
     case when exists (select from orders where imported and received_at < ${until})
       then (select max(order_no) from orders where imported) end)`;

const sinceConditions = (since: string): string[] => [
  `o.received_at >= ${since}`,
  `o.order_no >= ${firstNumberSince(since)}`,
];

const untilConditions = (until: string): string[] => [
  `o.received_at < ${until}`,
  `o.order_no <= ${lastNumberBefore(until)}`,
];

const conditionsOf = (filter: OrderFilter, client: string, p: Parameter): string[] => {
  const { status, since, until, customer, before } = filter;
  return [
    ...(client === "" ? [] : [`o.client_id = ${client}`]),
    ...(status === undefined ? [] : [STATUS[status]]),
    ...(since === undefined ? [] : sinceConditions(`${p(since)}::timestamptz`)),
    ...(until === undefined ? [] : untilConditions(`${p(until)}::timestamptz`)),
    ...(customer === undefined ? [] : [`o.customer_id = ${p(customer)}`]),
    ...(before === undefined ? [] : [`o.order_no < ${p(before)}`]),
  ];
};

/** Each id is read in the order of acceptance, and so are all of them together. An order may have two of them. */
const renamedJoin = (ids: readonly string[], client: string, p: Parameter): string => {
  const ofId = (id: string): string =>
    `select order_no from order_terms where client_id = ${client} and kind = 'rule' and term = ${p(id)}`;
  return `join (
      select distinct order_no from (${ids.map(ofId).join(" union all ")}) as one order by order_no desc
    ) as renamed on renamed.order_no = o.order_no`;
};

const termJoins = (filter: OrderFilter, client: string, p: Parameter): string[] => {
  const { rule, formerRules = [] } = filter;
  const isRenamed = rule !== undefined && formerRules.length > 0;
  const terms = {
    customer: filter.customer?.toLowerCase(),
    agent: filter.agent,
    sku: filter.sku,
    rule: isRenamed ? undefined : rule,
  };
  const ofTerms = Object.entries(terms).flatMap(([kind, term]) =>
    term === undefined
      ? []
      : [
          `join order_terms as ${kind} on ${kind}.client_id = ${client} and ${kind}.kind = '${kind}'
             and ${kind}.term = ${p(term)} and ${kind}.order_no = o.order_no`,
        ],
  );
  return isRenamed ? [...ofTerms, renamedJoin([rule, ...formerRules], client, p)] : ofTerms;
};

/** The numbers of the orders that have a term of the search, the last first. */
const foundBy = (search: SearchPlan, filter: OrderFilter, client: string, p: Parameter): string => {
  const before = filter.before === undefined ? "" : `where order_no < ${p(filter.before)}`;
  return `select distinct order_no from (${search.terms.map((term) => termRange(term, client, p)).join(" union all ")}) as found
    ${before} order by order_no desc`;
};

const narrowed = ({ status, since, until, customer, agent, sku, rule }: OrderFilter): boolean =>
  [status, since, until, customer, agent, sku, rule].some((value) => value !== undefined);

/**
 * Whether a page is found by reading the newest matches of the search and testing the other conditions on each. That is cheap when
 * most orders fulfil them; a condition that few orders fulfil is read from its own index first.
 */
const isWalkedByMatch = ({ status, customer, agent, sku, rule }: OrderFilter): boolean =>
  (status === undefined || status === "completed") &&
  [customer, agent, sku, rule].every((term) => term === undefined);

/** A page of the matches of a search that many orders match. */
const pageOfNewest = (search: SearchPlan, filter: OrderFilter, client: string, p: Parameter): string => {
  const { since, until, before, limit } = filter;
  const last = [
    ...(until === undefined ? [] : [lastNumberBefore(`${p(until)}::timestamptz`)]),
    ...(before === undefined ? [] : [`${p(before)}::bigint - 1`]),
  ];
  const matches = newestMatches(search.terms, client, p, {
    first: since === undefined ? undefined : firstNumberSince(`${p(since)}::timestamptz`),
    last: last.length === 0 ? undefined : `least(${last.join(", ")})`,
  });
  const conditions = conditionsOf({ ...filter, before: undefined }, "", p);
  const wanted =
    conditions.length === 0
      ? ""
      : `cross join lateral (
           select from orders o where ${conditions.join(" and ")} and o.order_no = matches.order_no limit 1
         ) as wanted`;
  return `select order_no from (${matches}) as matches ${wanted} order by ${NEWEST_FIRST} limit ${p(limit)}`;
};

/** A page of one client's orders; `client` is an expression of its id, or empty for every client's. */
const pageOf = (
  filter: OrderFilter,
  search: SearchPlan | undefined,
  client: string,
  p: Parameter,
): string => {
  if (search?.kind === "walk" && isWalkedByMatch(filter)) return pageOfNewest(search, filter, client, p);
  const limit = `limit ${p(filter.limit)}`;
  const isRead = search?.kind === "read";
  if (isRead && !narrowed(filter)) return `${foundBy(search, filter, client, p)} ${limit}`;
  const joins = client === "" ? [] : termJoins(filter, client, p);
  const walked = search === undefined || isRead ? [] : [walkCondition(search.terms, p)];
  const conditions = [...conditionsOf(filter, client, p), ...walked];
  const where = conditions.length === 0 ? "" : `where ${conditions.join(" and ")}`;
  // `limit 1` keeps the found numbers outside, so that each costs one look at its order.
  if (isRead)
    return `select found.order_no from (${foundBy(search, filter, client, p)}) as found cross join lateral (
        select from orders o ${joins.join(" ")} ${where} ${where === "" ? "where" : "and"} o.order_no = found.order_no limit 1
      ) as wanted order by found.order_no desc ${limit}`;
  const source = joins.length > 0 ? "" : statusSource(filter.status, client);
  return `select o.order_no from orders o ${source} ${joins.join(" ")} ${where} order by o.order_no desc ${limit}`;
};

const usesTerms = (filter: OrderFilter, search: SearchPlan | undefined): boolean =>
  search?.kind === "read" ||
  (search?.kind === "walk" && isWalkedByMatch(filter)) ||
  [filter.customer, filter.agent, filter.sku, filter.rule].some((term) => term !== undefined);

/**
 * The query of a page of acceptance numbers, the last first.
 * @param search undefined when the list is not searched
 */
export const orderPageQuery = (filter: OrderFilter, search: SearchPlan | undefined): PageQuery => {
  const values: unknown[] = [];
  const p: Parameter = (value) => `$${values.push(value)}`;
  if (filter.clientId !== undefined) {
    const text = pageOf(filter, search, p(filter.clientId), p);
    return { text, values };
  }
  if (!usesTerms(filter, search)) return { text: pageOf(filter, search, "", p), values };
  // Terms are ordered within a client, so the pages of all clients are merged.
  const text = `select page.order_no from clients cross join lateral (
      ${pageOf(filter, search, "clients.client_id", p)}
    ) as page order by page.order_no desc limit ${p(filter.limit)}`;
  return { text, values };
};
