/** SQL of commissions: one statement per batch. */
import * as z from "zod";
import { COMMISSION_ROLES, type CommissionRole } from "../../lib/domain/commission.ts";
import { query, rowOf } from "../../lib/database/rows.ts";
import type { Sql } from "../../lib/database/sql.ts";

/** Which entry is taken back, by which cancellation. */
export type Reversal = {
  readonly reverses: string;
  readonly cancellationId: string;
  readonly cancelledAt: string;
};

/** An entry to book. Those of a reversal have a base and an amount of zero or less. */
export type NewEntry = Partial<Reversal> & {
  readonly entryId: string;
  readonly taskId: string;
  readonly orderNo: number;
  readonly lineId: string;
  readonly agentId: string;
  readonly role: CommissionRole;
  readonly base: number;
  readonly rateBps: number;
  readonly amount: number;
  readonly currency: string;
  readonly paidAt: string;
  /** Absent: the quantity of the line. */
  readonly units?: number | undefined;
};

/** A trigger books the entries in the ledger, too. */
export const insertEntries = async (tx: Sql, entries: readonly NewEntry[], now: string): Promise<void> => {
  await tx.execute(
    `insert into commission_entries
       (entry_id, task_id, order_no, line_id, agent_id, role, base, rate_bps, amount, currency, paid_at, booked_at, units,
        reverses, cancellation_id, cancelled_at)
     select "entryId", "taskId", "orderNo", "lineId", "agentId", role, base, "rateBps", amount, currency, "paidAt", $2, units,
            reverses, "cancellationId", "cancelledAt"
     from jsonb_to_recordset($1)
       as e("entryId" uuid, "taskId" uuid, "orderNo" bigint, "lineId" text, "agentId" text, role text,
            base bigint, "rateBps" int, amount bigint, currency text, "paidAt" timestamptz, units int, reverses uuid,
            "cancellationId" text, "cancelledAt" timestamptz)`,
    [JSON.stringify(entries), now],
  );
};

const bookedRow = rowOf({
  entryId: z.string(),
  taskId: z.uuid(),
  lineId: z.string(),
  role: z.enum(COMMISSION_ROLES),
});

/** The entries that some tasks of orders booked. @param orderNos the orders of the tasks */
export const findBookedEntries = (
  tx: Sql,
  orderNos: readonly number[],
  taskIds: readonly string[],
): Promise<z.infer<typeof bookedRow>[]> =>
  tx.many(
    query(
      bookedRow,
      `select entry_id, task_id, line_id, role from commission_entries
       where order_no = any($1) and task_id = any($2) and reverses is null`,
    ),
    [orderNos, taskIds],
  );
