/** Cancellations for tests of what they book, stored with their tasks as the acceptance of cancellations stores them. */
import { v7 } from "uuid";
import type { Sql } from "../../lib/database/sql.ts";
import type { CommissionPayload } from "../../lib/tasks/commission.ts";
import type { TypedPayload } from "../../lib/tasks/registry.ts";
import type { AcceptedOrder } from "./orders.ts";

export type TestCancellation = {
  readonly cancellationId: string;
  readonly at: string;
  readonly lines: readonly {
    readonly lineId: string;
    readonly quantity: number;
    readonly amount: number;
  }[];
  readonly tasks: readonly TypedPayload[];
};

/** @returns the ids of the tasks, in their order */
export const storeCancellation = async (
  sql: Sql,
  { orderNo }: Pick<AcceptedOrder, "orderNo">,
  { cancellationId, at, lines, tasks }: TestCancellation,
): Promise<string[]> => {
  const rows = tasks.map(({ type, payload }, position) => ({ task_id: v7(), position, type, payload }));
  await sql.execute(
    `with accepted as (
       insert into cancellations (cancellation_no, order_no, client_id, cancellation_id, content_hash, reason, at, received_at,
                                  rulebook_version, requested_by)
       select nextval(pg_get_serial_sequence('orders', 'order_no')), order_no, client_id, $2, sha256('x'), 'test', $3, $3,
              rulebook_version, 'test'
       from orders where order_no = $1
       returning cancellation_no, order_no
     ), taken as (
       insert into cancelled_lines (cancellation_no, order_no, line_id, quantity, amount)
       select cancellation_no, order_no, l."lineId", l.quantity, l.amount
       from accepted, jsonb_to_recordset($4) as l("lineId" text, quantity int, amount bigint)
     )
     insert into tasks (task_id, order_no, client_id, position, type, key, payload, line_ids, because, rule_ids, created_at,
                        cancellation_no)
     select t.task_id, a.order_no, o.client_id, t.position, t.type, 'cancellation:' || $2 || ':' || t.position, t.payload,
            array(select value ->> 'lineId' from jsonb_array_elements($4::jsonb)), '[]', '{}', $3, a.cancellation_no
     from accepted a join orders o using (order_no),
       jsonb_to_recordset($5) as t(task_id uuid, position int, type text, payload jsonb)`,
    [orderNo, cancellationId, at, JSON.stringify(lines), JSON.stringify(rows)],
  );
  return rows.map(({ task_id: taskId }) => taskId);
};

type Reversed = NonNullable<CommissionPayload["reverses"]>;

/** A task that takes back part of what a task booked for an agent. */
export const reversalTask = (agentId: string, reverses: Reversed): TypedPayload => ({
  type: "commission",
  payload: { agentId, entries: [], reverses: { ...reverses, entries: [...reverses.entries] } },
});
