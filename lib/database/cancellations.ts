/** Cancellations: the state that they are planned from, and what they have recorded. */
import * as z from "zod";
import type { Note } from "../domain/note.ts";
import { bytes, instant, json, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

/**
 * Makes the cancellations of an order wait for each other, before any of them locks its tasks. It is no lock on the order's row:
 * handlers lock the tasks first and may then wait for the row.
 */
export const lockCancellations = async (tx: Sql, orderNo: number): Promise<void> => {
  await tx.execute("select pg_advisory_xact_lock(hashtextextended('cancellations ' || $1::bigint, 0))", [
    orderNo,
  ]);
};

const stateRow = rowOf({
  customerId: z.string(),
  refundLeft: z.int(),
  paidAt: instant,
  imported: z.boolean(),
  erasedAt: instant.nullable(),
});
const lineRow = rowOf({ lineId: z.string(), quantity: z.int(), total: z.int(), cancelled: z.int() });

/** An order as far as cancellations have come, with its lines in their order. */
export const findOrderState = async (sql: Sql, orderNo: number) => {
  const state = await sql.one(
    query(
      stateRow,
      `select customer_id, total - refunded as refund_left, paid_at, imported, erased_at
       from orders where order_no = $1`,
    ),
    [orderNo],
  );
  const lines = await sql.many(
    query(
      lineRow,
      `select line_id, quantity, quantity * unit_price - discount as total, cancelled
       from order_lines where order_no = $1 order by position`,
    ),
    [orderNo],
  );
  return { ...state, lines };
};
export type OrderState = Awaited<ReturnType<typeof findOrderState>>;

const numberRow = rowOf({ accountId: z.int().nullable(), cancellationNo: z.int(), receivedAt: instant });

/**
 * The number of a cancellation among all that is accepted, and when that was. Locks the membership account that the order's
 * tasks have changed, if any.
 */
export const takeCancellationNumber = (tx: Sql, orderNo: number) =>
  tx.one(
    query(numberRow, "select account_id, cancellation_no, received_at from take_cancellation_number($1)"),
    [orderNo],
  );

export type NewCancellation = {
  readonly cancellationNo: number;
  readonly orderNo: number;
  readonly clientId: string;
  readonly cancellationId: string;
  readonly contentHash: Buffer;
  readonly reason: string;
  readonly at: string;
  readonly receivedAt: string;
  readonly rulebookVersion: number;
  readonly refundAmount?: number | undefined;
  /** The id of the key. */
  readonly requestedBy: string;
  readonly notes?: readonly Note[] | undefined;
  /** The ids of the rules that suppressed an effect. */
  readonly suppressedBy?: readonly string[] | undefined;
  readonly lines: readonly { readonly lineId: string; readonly quantity: number; readonly amount: number }[];
};

const INSERT = `
with cancellation as (
  insert into cancellations (cancellation_no, order_no, client_id, cancellation_id, content_hash, reason, at, received_at,
                             rulebook_version, refund_amount, requested_by, requested_by_name, notes,
                             suppressed_by)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, (select name from api_keys where key_id::text = $11), $12, $14)
)
insert into cancelled_lines (cancellation_no, order_no, line_id, quantity, amount)
select $1, $2, l."lineId", l.quantity, l.amount
from jsonb_to_recordset($13) as l("lineId" text, quantity integer, amount bigint)`;

/** Stores a cancellation. Triggers add its sums to the order and create the tasks of its event. */
export const insertCancellation = async (tx: Sql, input: NewCancellation): Promise<void> => {
  await tx.execute(INSERT, [
    input.cancellationNo,
    input.orderNo,
    input.clientId,
    input.cancellationId,
    input.contentHash,
    input.reason,
    input.at,
    input.receivedAt,
    input.rulebookVersion,
    input.refundAmount,
    input.requestedBy,
    input.notes === undefined ? null : JSON.stringify(input.notes),
    JSON.stringify(input.lines),
    input.suppressedBy ?? null,
  ]);
};

const cancellationRow = rowOf({
  cancellationNo: z.int(),
  cancellationId: z.string(),
  contentHash: bytes,
  reason: z.string(),
  at: instant,
  receivedAt: instant,
  refundAmount: z.int().nullable(),
  requestedBy: z.string(),
  notes: json<readonly Note[] | null>(),
  lines: z.array(z.object({ lineId: z.string(), quantity: z.int(), amount: z.int() })).readonly(),
  taskIds: z.array(z.uuid()).readonly(),
});
export type StoredCancellation = z.infer<typeof cancellationRow>;

/**
 * The cancellations of an order in the order of acceptance.
 * @param cancellationId only this one
 */
export const findCancellations = (
  sql: Sql,
  orderNo: number,
  cancellationId?: string,
): Promise<StoredCancellation[]> =>
  sql.many(
    query(
      cancellationRow,
      `select c.cancellation_no, c.cancellation_id, c.content_hash, c.reason, c.at, c.received_at, c.refund_amount,
              coalesce(c.requested_by_name, c.requested_by) as requested_by, c.notes,
              (select jsonb_agg(jsonb_build_object('lineId', l.line_id, 'quantity', l.quantity, 'amount', l.amount)
                                order by o.position)
               from cancelled_lines l join order_lines o using (order_no, line_id)
               where l.cancellation_no = c.cancellation_no) as lines,
              array(select t.task_id from tasks t where t.order_no = c.order_no and t.cancellation_no = c.cancellation_no
                    order by t.position, t.task_id) as task_ids
       from cancellations c where c.order_no = $1 and ($2::text is null or c.cancellation_id = $2)
       order by c.cancellation_no`,
    ),
    [orderNo, cancellationId ?? null],
  );

const recordedRow = rowOf({
  orderNo: z.int(),
  cancellationId: z.string(),
  reason: z.string(),
  at: instant,
  refund: z.int().nullable(),
  complete: z.boolean(),
  lines: z.array(z.object({ lineId: z.string(), quantity: z.int(), amount: z.int() })).readonly(),
});

/** A cancellation as its rules saw it. */
export type RecordedCancellation = Omit<z.infer<typeof recordedRow>, "refund"> & {
  readonly refund?: number;
};

/** The cancellations of some orders in the order of acceptance, but of imported ones, to which no rule applies. */
export const findRecordedCancellations = async (
  sql: Sql,
  orderNos: readonly number[],
): Promise<readonly RecordedCancellation[]> => {
  const rows = await sql.many(
    query(
      recordedRow,
      `select c.order_no, c.cancellation_id, c.reason, c.at, c.refund_amount as refund,
              (select jsonb_agg(jsonb_build_object('lineId', l.line_id, 'quantity', l.quantity, 'amount', l.amount)
                                order by o.position)
               from cancelled_lines l join order_lines o using (order_no, line_id)
               where l.cancellation_no = c.cancellation_no) as lines,
              not exists (
                select from order_lines l
                where l.order_no = c.order_no and l.quantity > (
                  select coalesce(sum(x.quantity), 0) from cancelled_lines x
                  where x.order_no = l.order_no and x.line_id = l.line_id and x.cancellation_no <= c.cancellation_no)
              ) as complete
       from cancellations c join orders using (order_no)
       where c.order_no = any($1) and not orders.imported order by c.cancellation_no`,
    ),
    [orderNos],
  );
  return rows.map(({ refund, ...row }) => (refund === null ? row : { ...row, refund }));
};
