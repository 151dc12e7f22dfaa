/** For tests of handlers: tasks of a cancellation, stored as the acceptance of cancellations stores them. */
import { v7 } from "uuid";
import type { Sql } from "../../lib/database/sql.ts";
import type { TypedPayload } from "../../lib/tasks/registry.ts";
import type { AcceptedOrder } from "./orders.ts";

export type CancellationTask = TypedPayload & { readonly lineIds?: readonly string[] };

let made = 0;

/**
 * Stores a cancellation of an order with its tasks, which are left pending.
 * @returns the ids of the tasks, in their order
 */
export const acceptCancellation = async (
  sql: Sql,
  { orderNo }: Pick<AcceptedOrder, "orderNo">,
  tasks: readonly CancellationTask[],
  receivedAt = new Date().toISOString(),
): Promise<readonly string[]> => {
  made += 1;
  const rows = tasks.map(({ type, payload, lineIds = ["1"] }, position) => ({
    task_id: v7(),
    position,
    type,
    payload,
    line_ids: lineIds,
    key: `cancellation:RF-${made}:${position}`,
  }));
  await sql.execute(
    `with accepted as (
       insert into cancellations (cancellation_no, order_no, client_id, cancellation_id, content_hash, reason, at, received_at,
                                  rulebook_version, requested_by)
       select nextval(pg_get_serial_sequence('orders', 'order_no')), order_no, client_id, $2, sha256('x'), 'test', $3, $3,
              rulebook_version, 'test'
       from orders where order_no = $1
       returning cancellation_no, order_no, client_id
     )
     insert into tasks (task_id, order_no, client_id, position, type, key, payload, line_ids, because, rule_ids, account_id,
                        created_at, cancellation_no)
     select t.task_id, a.order_no, a.client_id, t.position, t.type, t.key, t.payload, t.line_ids, '[]', '{}',
            case when t.type = 'membership' then (
              select m.account_id from membership_accounts m join orders o using (client_id, customer_id)
              where o.order_no = a.order_no) end,
            $3, a.cancellation_no
     from accepted a,
       jsonb_to_recordset($4) as t(task_id uuid, position int, type text, key text, payload jsonb, line_ids text[])`,
    [orderNo, `RF-${made}`, receivedAt, JSON.stringify(rows)],
  );
  return rows.map(({ task_id }) => task_id);
};

type Items = readonly { readonly lineId: string; readonly quantity: number }[];

/** A task that takes items away from the slip of a destination. */
export const undoSlipTask = (
  taskId: string,
  lines: Items,
  payload: { readonly destination: string } = { destination: "shipping" },
): CancellationTask => ({
  type: "packing_slip",
  payload: { ...payload, cancels: { cancellationId: "RF", taskId, lines } },
  lineIds: lines.map(({ lineId }) => lineId),
});
