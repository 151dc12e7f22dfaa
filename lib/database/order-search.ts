/** Searching orders by the beginning of an id, an e-mail address, a tax id or the number of a packing slip. */
import * as z from "zod";
import { query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

type Parameter = (value: unknown) => string;

const SEARCHED = ["order", "customer", "email", "tax", "slip"] as const;
export type SearchedKind = (typeof SEARCHED)[number];

/** A kind of term and the beginning that its terms must have. */
export type SearchTerm = { readonly kind: SearchedKind; readonly prefix: string };

export type SearchPlan = {
  /**
   * `read`: the orders are read from the terms and then filtered. `walk`: so many orders match that the newest are looked at
   * first, until a page is full.
   */
  readonly kind: "read" | "walk";
  /** Of which there are orders. */
  readonly terms: readonly SearchTerm[];
};

/** Without punctuation, as `tax_term` of the database has it. */
export const taxTerm = (text: string): string => text.replace(/[^0-9A-Za-z]/g, "").toUpperCase();

const isId = (text: string): boolean => /^[A-Za-z0-9._-]{1,64}$/.test(text);

/** The terms that a text may be the beginning of. */
export const searchTerms = (text: string): SearchTerm[] => {
  const lower = text.toLowerCase();
  const tax = /^[0-9A-Za-z./ -]+$/.test(text) ? taxTerm(text) : "";
  return [
    ...(isId(text)
      ? [{ kind: "order", prefix: lower } as const, { kind: "customer", prefix: lower } as const]
      : []),
    ...(/\s/.test(text) ? [] : [{ kind: "email", prefix: lower } as const]),
    ...(tax === "" ? [] : [{ kind: "tax", prefix: tax } as const]),
    ...(/^[\d-]{1,20}$/.test(text) ? [{ kind: "slip", prefix: text } as const] : []),
  ];
};

/** The last code point: in byte order no continuation of a prefix is above it. */
const LAST = "\u{10FFFF}";

/** Selects the numbers of a client's orders that have a term with the prefix. */
export const termRange = ({ kind, prefix }: SearchTerm, client: string, p: Parameter): string =>
  `select order_no from order_terms where client_id = ${client} and kind = '${kind}'
     and term >= ${p(prefix)} and term < ${p(prefix + LAST)}`;

/** Orders are looked at in blocks of 4 096 numbers, as the index of terms by age has them. */
const BLOCK_BITS = 12;

/** The first and the last number that an order may have, as expressions; left out: any. */
export type NumberRange = { readonly first?: string | undefined; readonly last?: string | undefined };

/**
 * Selects the numbers of a client's orders that have one of the terms, the newest first, as `block` and `order_no`. A limit ends
 * it after the blocks that it needs.
 */
export const newestMatches = (
  terms: readonly SearchTerm[],
  client: string,
  p: Parameter,
  { first = "0", last = "(select max(order_no) from orders)" }: NumberRange = {},
): string => `
  select blocks.block, found.order_no
  from (
    select block from generate_series((${first}) >> ${BLOCK_BITS}, (${last}) >> ${BLOCK_BITS}) as block order by block desc
  ) as blocks cross join lateral (
    select distinct order_no
    from (${terms.map((term) => `${termRange(term, client, p)} and order_no >> ${BLOCK_BITS} = blocks.block`).join(" union all ")}) as matched
    where order_no between ${first} and ${last}
  ) as found`;

/** In the order of `newestMatches`, which needs no sorting of more than a block. */
export const NEWEST_FIRST = "block desc, order_no desc";

const EMAIL = "lower(o.snapshot -> 'customer' ->> 'email')";
const TAX = "tax_term(o.snapshot -> 'customer' ->> 'taxId')";

const WALKED: Record<SearchedKind, (prefix: string) => string> = {
  order: (prefix) => `starts_with(lower(o.order_id), ${prefix})`,
  customer: (prefix) => `starts_with(lower(o.customer_id), ${prefix})`,
  email: (prefix) => `starts_with(${EMAIL}, ${prefix})`,
  tax: (prefix) => `starts_with(${TAX}, ${prefix})`,
  slip: (prefix) =>
    `exists (select from packing_slips s where s.order_no = o.order_no and starts_with(s.number, ${prefix}))`,
};

/** Whether an order `o` has one of the terms. */
export const walkCondition = (terms: readonly SearchTerm[], p: Parameter): string =>
  `(${terms.map(({ kind, prefix }) => WALKED[kind](p(prefix))).join(" or ")})`;

/** More matches of a kind than this are not all read for a page. */
const MAX_MATCHES = 5_000;

const countRow = rowOf({ kind: z.enum(SEARCHED), count: z.int() });

const countMatches = (sql: Sql, clientId: string | undefined, terms: readonly SearchTerm[]) => {
  const values: unknown[] = [clientId ?? null, MAX_MATCHES + 1];
  const p: Parameter = (value) => `$${values.push(value)}`;
  const counts = terms.map(
    (term) => `select '${term.kind}' as kind, count(*)::integer as count
      from clients c cross join lateral (${termRange(term, "c.client_id", p)} limit $2) as found
      where $1::text is null or c.client_id = $1`,
  );
  return sql.many(query(countRow, counts.join(" union all ")), values);
};

/** How the orders that a text finds are read; undefined when it can be no term. */
export const planSearch = async (
  sql: Sql,
  clientId: string | undefined,
  text: string,
): Promise<SearchPlan | undefined> => {
  const terms = searchTerms(text);
  if (terms.length === 0) return undefined;
  const counts = new Map((await countMatches(sql, clientId, terms)).map(({ kind, count }) => [kind, count]));
  const matched = terms.filter(({ kind }) => (counts.get(kind) ?? 0) > 0);
  if (matched.length === 0) return undefined;
  const isMany = matched.some(({ kind }) => (counts.get(kind) ?? 0) > MAX_MATCHES);
  return { kind: isMany ? "walk" : "read", terms: matched };
};
