/** SQL of commissions: one statement per batch. */
import type { CommissionRole } from "../../lib/domain/commission.ts";
import type { Sql } from "../../lib/database/sql.ts";

export type NewEntry = {
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
};

export const insertEntries = async (tx: Sql, entries: readonly NewEntry[], now: string): Promise<void> => {
  await tx.execute(
    `insert into commission_entries
       (entry_id, task_id, order_no, line_id, agent_id, role, base, rate_bps, amount, currency, paid_at, booked_at)
     select "entryId", "taskId", "orderNo", "lineId", "agentId", role, base, "rateBps", amount, currency, "paidAt", $2
     from jsonb_to_recordset($1)
       as e("entryId" uuid, "taskId" uuid, "orderNo" bigint, "lineId" text, "agentId" text, role text,
            base bigint, "rateBps" int, amount bigint, currency text, "paidAt" timestamptz)`,
    [JSON.stringify(entries), now],
  );
};
