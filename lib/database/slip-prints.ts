/** Lists of packing slips, and their prints. */
import * as z from "zod";
import { type IssuedSlip, SLIP_KINDS } from "../domain/slip.ts";
import { planSearch } from "./order-search.ts";
import { instant, json, query, rowOf } from "./rows.ts";
import { slipConditions } from "./slip-search.ts";
import type { Sql } from "./sql.ts";

const ISO = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;

/** The slip that replaces `packing_slips s`. */
const REPLACED_BY = "(select r.number from packing_slips r where r.replaces = s.number)";

/** The document of `packing_slips s`, with what happened to it since its issue. */
export const ISSUED_SLIP = `case when s.voided_at is null then s.document else s.document || jsonb_strip_nulls(jsonb_build_object(
  'voidedAt', to_char(s.voided_at at time zone 'UTC', ${ISO}), 'replacedBy', ${REPLACED_BY})) end`;

const storedSlip = rowOf({ number: z.string(), clientId: z.string(), document: json<IssuedSlip>() });
export type StoredSlip = z.infer<typeof storedSlip>;

/** Those of the slips that exist and belong to the client, or with undefined to any. */
export const findSlips = (
  sql: Sql,
  clientId: string | undefined,
  numbers: readonly string[],
): Promise<StoredSlip[]> =>
  sql.many(
    query(
      storedSlip,
      `select s.number, s.client_id, ${ISSUED_SLIP} as document from packing_slips s
       where s.number = any($2) and ($1::text is null or s.client_id = $1)`,
    ),
    [clientId ?? null, numbers],
  );

export type SlipPrintSummary = {
  readonly printId: string;
  readonly at: string;
  readonly by: string;
  readonly confirmedAt: string | null;
};

const listedSlip = rowOf({
  number: z.string(),
  clientId: z.string(),
  orderId: z.string(),
  destination: z.string(),
  title: z.string().nullable(),
  issuedAt: instant,
  recipient: z.string(),
  units: z.int(),
  lines: z.int(),
  weightGrams: z.int().nullable(),
  printedAt: instant.nullable(),
  kind: z.enum(SLIP_KINDS),
  voidedAt: instant.nullable(),
  replaces: z.string().nullable(),
  replacedBy: z.string().nullable(),
  reverses: z.string().nullable(),
  prints: json<readonly SlipPrintSummary[]>(),
});
export type ListedSlip = z.infer<typeof listedSlip>;

export type SlipFilter = {
  readonly clientId: string | undefined;
  readonly destination?: string | undefined;
  readonly printed?: boolean | undefined;
  readonly kind?: (typeof SLIP_KINDS)[number] | undefined;
  /** Left out: slips that are still to be printed have no voided ones among them, others do. */
  readonly voided?: boolean | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** The beginning of a slip's number, or of an id, e-mail address or tax id of its order. */
  readonly search?: string | undefined;
  /** The instant of issue and the number of the last slip of the page before. */
  readonly after?: readonly string[] | undefined;
  readonly limit: number;
};

const PRINTS = `(select coalesce(jsonb_agg(jsonb_build_object(
    'printId', p.print_id, 'at', to_char(p.created_at at time zone 'UTC', ${ISO}), 'by', p.created_by,
    'confirmedAt', to_char(p.confirmed_at at time zone 'UTC', ${ISO})) order by p.created_at, p.print_id), '[]')
  from slip_print_items i join slip_prints p using (print_id) where i.number = s.number)`;

/** Slips, the last issued first. */
export const listSlips = async (sql: Sql, filter: SlipFilter): Promise<ListedSlip[]> => {
  const { clientId, destination, printed, kind, since, until, search, after } = filter;
  const plan = search === undefined ? undefined : await planSearch(sql, clientId, search);
  if (search !== undefined && plan === undefined) return [];
  const values: unknown[] = [];
  const p = (value: unknown) => `$${values.push(value)}`;
  const client = clientId === undefined ? undefined : p(clientId);
  const voided = filter.voided ?? (printed === false ? false : undefined);
  const conditions = [
    ...(client === undefined ? [] : [`s.client_id = ${client}`]),
    ...(destination === undefined ? [] : [`s.destination = ${p(destination)}`]),
    ...(printed === undefined ? [] : [`s.printed_at is ${printed ? "not null" : "null"}`]),
    ...(kind === undefined ? [] : [`s.kind = ${p(kind)}`]),
    ...(voided === undefined ? [] : [`s.voided_at is ${voided ? "not null" : "null"}`]),
    ...(since === undefined ? [] : [`s.issued_at >= ${p(since)}`]),
    ...(until === undefined ? [] : [`s.issued_at < ${p(until)}`]),
    ...(plan === undefined ? [] : slipConditions(plan, client, p)),
    ...(after === undefined
      ? []
      : [`(s.issued_at, s.number) < (${p(after[0])}::timestamptz, ${p(after[1])})`]),
  ];
  return sql.many(
    query(
      listedSlip,
      `select s.number, s.client_id, o.order_id, s.destination, s.document ->> 'title' as title, s.issued_at,
         s.document -> 'recipient' ->> 'name' as recipient, s.line_count as lines, s.printed_at,
         s.kind, s.voided_at, s.replaces, ${REPLACED_BY} as replaced_by, s.reverses,
         (select sum((line ->> 'quantity')::integer)::integer from jsonb_array_elements(s.document -> 'lines') as line) as units,
         (s.document ->> 'weightGrams')::integer as weight_grams, ${PRINTS} as prints
       from packing_slips s join orders o using (order_no)
       ${conditions.length === 0 ? "" : `where ${conditions.join(" and ")}`}
       order by s.issued_at desc, s.number desc limit ${p(filter.limit)}`,
    ),
    values,
  );
};

const printRow = rowOf({
  printId: z.uuid(),
  createdAt: instant,
  createdBy: z.string(),
  confirmedAt: instant.nullable(),
  confirmedBy: z.string().nullable(),
  numbers: z.array(z.string()).readonly(),
  voided: z.array(z.string()).readonly(),
});
export type SlipPrint = z.infer<typeof printRow>;

export type NewSlipPrint = {
  readonly printId: string;
  /** Whose slips they are; undefined when several clients'. */
  readonly clientId: string | undefined;
  readonly at: string;
  readonly by: string;
  readonly numbers: readonly string[];
};

/** Records a print, in one statement. */
export const insertPrint = async (sql: Sql, print: NewSlipPrint): Promise<void> => {
  const { printId, clientId, at, by, numbers } = print;
  await sql.execute(
    `with print as (
       insert into slip_prints (print_id, client_id, created_at, created_by) values ($1, $2, $3, $4) returning print_id
     )
     insert into slip_print_items (print_id, position, number)
     select print_id, position - 1, number from print, unnest($5::text[]) with ordinality as item(number, position)`,
    [printId, clientId ?? null, at, by, numbers],
  );
};

/** A print of the client's slips, or with undefined of any. */
export const findPrint = (
  sql: Sql,
  clientId: string | undefined,
  printId: string,
): Promise<SlipPrint | undefined> =>
  sql.maybeOne(
    query(
      printRow,
      `select print_id, created_at, created_by, confirmed_at, confirmed_by,
         array(select number from slip_print_items i where i.print_id = p.print_id order by position) as numbers,
         array(select number from slip_print_items i join packing_slips s using (number)
               where i.print_id = p.print_id and s.voided_at is not null order by position) as voided
       from slip_prints p where print_id = $2 and ($1::text is null or client_id = $1)`,
    ),
    [clientId ?? null, printId],
  );

/**
 * Confirms a print; the first confirmation counts. Its slips are printed from then on, but for those that a cancellation voided
 * before. The first slips of their families are locked as undoing a slip locks them, in the order of their numbers.
 */
export const confirmPrint = async (
  tx: Sql,
  printId: string,
  { at, by }: { readonly at: string; readonly by: string },
): Promise<void> => {
  await tx.execute(
    "update slip_prints set confirmed_at = $2, confirmed_by = $3 where print_id = $1 and confirmed_at is null",
    [printId, at, by],
  );
  await tx.execute(
    `select 1 from packing_slips where task_id in (
       select coalesce(s.original_task_id, s.task_id) from slip_print_items i join packing_slips s using (number)
       where i.print_id = $1
     ) order by number for no key update`,
    [printId],
  );
  await tx.execute(
    `update packing_slips s set printed_at = p.confirmed_at
     from slip_print_items i join slip_prints p using (print_id)
     where i.print_id = $1 and i.number = s.number and s.printed_at is null and s.voided_at is null`,
    [printId],
  );
};
