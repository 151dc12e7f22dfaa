/** SQL of packing slips: one statement per batch. */
import type { Slip } from "../../lib/domain/slip.ts";
import * as z from "zod";
import { query, rowOf } from "../../lib/database/rows.ts";
import type { Sql } from "../../lib/database/sql.ts";

const numberRow = rowOf({ next: z.int() });

/** New numbers of a sequence, which takes no lock. Numbers of a batch that is rolled back are gaps. */
export const nextNumbers = async (tx: Sql, count: number): Promise<number[]> => {
  const rows = await tx.many(
    query(numberRow, "select nextval('packing_slip_numbers') as next from generate_series(1, $1)"),
    [count],
  );
  return rows.map((row) => row.next);
};

export type NewSlip = { readonly taskId: string; readonly orderNo: number; readonly slip: Slip };

export const insertSlips = async (tx: Sql, slips: readonly NewSlip[]): Promise<void> => {
  await tx.execute(
    `insert into packing_slips (number, task_id, order_no, destination, line_count, document, issued_at)
     select document ->> 'number', "taskId", "orderNo", document ->> 'destination',
            jsonb_array_length(document -> 'lines'), document, (document ->> 'issuedAt')::timestamptz
     from jsonb_to_recordset($1) as slip("taskId" uuid, "orderNo" bigint, document jsonb)`,
    [JSON.stringify(slips.map(({ taskId, orderNo, slip }) => ({ taskId, orderNo, document: slip })))],
  );
};
