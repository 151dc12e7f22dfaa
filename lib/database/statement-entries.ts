/** The entries of an agent's statement: commissions, reversals, adjustments and payments, in the order of their time. */
import * as z from "zod";
import { COMMISSION_ROLES } from "../domain/commission.ts";
import { instant, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

const shared = {
  entryId: z.string(),
  /** When it was earned, cancelled, adjusted or paid. */
  at: instant,
  /** The month of `at`, when the statement is of a later month. */
  about: z.string().nullable(),
  /** What it adds to what the agent is owed, in minor units. */
  amount: z.int(),
};
const line = {
  orderId: z.string(),
  lineId: z.string(),
  role: z.enum(COMMISSION_ROLES),
  paidAt: instant,
  sku: z.string(),
  title: z.string(),
  quantity: z.int(),
  base: z.int(),
  rateBps: z.int(),
};
const none = <Shape extends z.ZodRawShape>(shape: Shape) =>
  Object.fromEntries(Object.keys(shape).map((key) => [key, z.null()])) as {
    [Key in keyof Shape]: z.ZodNull;
  };
const booking = { bookingId: z.string(), note: z.string().nullable() };

const statementEntry = z.discriminatedUnion("kind", [
  rowOf({
    ...shared,
    kind: z.literal("commission"),
    ...line,
    cancellationId: z.null(),
    ...none(booking),
  }),
  rowOf({
    ...shared,
    kind: z.literal("reversal"),
    ...line,
    cancellationId: z.string(),
    ...none(booking),
  }),
  rowOf({
    ...shared,
    kind: z.enum(["adjustment", "payment"]),
    ...none(line),
    cancellationId: z.null(),
    ...booking,
  }),
]);
export type StatementEntry = z.infer<typeof statementEntry>;
/** An entry about an order line; of a reversal quantity, base and amount are zero or less. */
export type LineEntry = Extract<StatementEntry, { readonly kind: "commission" | "reversal" }>;
export type BookingEntry = Exclude<StatementEntry, LineEntry>;

export const isLineEntry = (entry: StatementEntry): entry is LineEntry =>
  entry.kind === "commission" || entry.kind === "reversal";
export const isBookingEntry = (entry: StatementEntry): entry is BookingEntry => !isLineEntry(entry);

/** A month of an agent, such as `2026-11`, in one currency. */
export type StatementMonth = {
  readonly clientId: string;
  readonly agentId: string;
  readonly month: string;
  readonly currency: string;
};

const ENTRIES = `ledger l
  left join commission_entries e on e.entry_id = l.entry_id
  left join orders o on o.order_no = e.order_no
  left join order_lines n on n.order_no = e.order_no and n.line_id = e.line_id
  left join agent_bookings b on b.entry_id = l.entry_id`;

// Entries of one instant are in the order of acceptance, and of the lines of an order.
const ORDER = "l.at, coalesce(e.order_no, 0), coalesce(n.position, 0), coalesce(e.role, ''), l.entry_id";

// The first comparison is read from the index; the second one cuts within an instant.
const AFTER = `and l.at >= (select at from ledger where entry_id = $6)
       and (${ORDER}) > (select ${ORDER} from ${ENTRIES} where l.entry_id = $6)`;

/**
 * The entries of a month in one currency.
 * @param page at most `limit` entries, after the entry `after` when there is one
 */
export const listStatementEntries = (
  sql: Sql,
  { clientId, agentId, month, currency }: StatementMonth,
  { limit, after }: { readonly limit: number; readonly after?: string | undefined },
): Promise<StatementEntry[]> =>
  sql.many(
    query(
      statementEntry,
      `select l.entry_id, l.kind, l.at, case when l.about < l.month then to_char(l.about, 'YYYY-MM') end as about,
            case when l.credit = 'agents-payable' then l.amount else -l.amount end as amount,
            o.order_id, e.line_id, e.role, e.paid_at, n.sku, n.title,
            case when e.reverses is null then coalesce(e.units, n.quantity) else coalesce(-x.quantity, 0) end as quantity,
            e.base, e.rate_bps, e.cancellation_id, b.booking_id, b.note
     from ${ENTRIES}
       left join cancellations c on c.order_no = e.order_no and c.cancellation_id = e.cancellation_id
       left join cancelled_lines x on x.cancellation_no = c.cancellation_no and x.line_id = e.line_id
     where l.client_id = $1 and l.agent_id = $2 and l.month = ($3 || '-01')::date and l.currency = $4
       ${after === undefined ? "" : AFTER}
     order by ${ORDER} limit $5`,
    ),
    [clientId, agentId, month, currency, limit, ...(after === undefined ? [] : [after])],
  );
