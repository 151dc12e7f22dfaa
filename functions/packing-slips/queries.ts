/** SQL of packing slips: one statement per batch. */
import { SLIP_KINDS, type Slip } from "../../lib/domain/slip.ts";
import type { SlipState } from "../../lib/domain/undo-slip.ts";
import * as z from "zod";
import { json, query, rowOf } from "../../lib/database/rows.ts";
import type { Sql } from "../../lib/database/sql.ts";

const numberRow = rowOf({ next: z.int() });

/** New numbers of a sequence, which takes no lock. Numbers that are not used, as those of a batch that is rolled back, are gaps. */
export const nextNumbers = async (tx: Sql, count: number): Promise<number[]> => {
  const rows = await tx.many(
    query(numberRow, "select nextval('packing_slip_numbers') as next from generate_series(1, $1)"),
    [count],
  );
  return rows.map((row) => row.next);
};

export type NewSlip = {
  readonly taskId: string;
  readonly orderNo: number;
  readonly slip: Slip;
  /** Of a slip that follows from another one: the task that issued the first. */
  readonly originalTaskId?: string;
};

// A slip that follows from no other one, of a task that a cancellation added, is that of a rule.
export const insertSlips = async (tx: Sql, slips: readonly NewSlip[]): Promise<void> => {
  await tx.execute(
    `insert into packing_slips (number, task_id, order_no, destination, line_count, document, issued_at, kind, replaces,
                                reverses, original_task_id, issued_for)
     select document ->> 'number', "taskId", "orderNo", document ->> 'destination',
            jsonb_array_length(document -> 'lines'), document, (document ->> 'issuedAt')::timestamptz,
            coalesce(document ->> 'kind', 'slip'), document ->> 'replaces', document ->> 'reverses', "originalTaskId",
            case when "originalTaskId" is null then (select cancellation_no from tasks where task_id = "taskId") end
     from jsonb_to_recordset($1) as slip("taskId" uuid, "orderNo" bigint, "originalTaskId" uuid, document jsonb)`,
    [JSON.stringify(slips.map(({ slip, ...rest }) => ({ ...rest, document: slip })))],
  );
};

const originalRow = rowOf({ taskId: z.uuid(), originalTaskId: z.uuid() });

/**
 * Locks the first slips of the families to which the slips of some tasks belong. A slip of a family is voided or
 * printed only while this lock is held; several locks are taken in the order of the numbers.
 * @returns the task that issued the first slip, by the given task
 */
export const lockOriginals = async (
  tx: Sql,
  taskIds: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  const rows = await tx.many(
    query(
      originalRow,
      "select task_id, coalesce(original_task_id, task_id) as original_task_id from packing_slips where task_id = any($1)",
    ),
    [taskIds],
  );
  await tx.execute("select 1 from packing_slips where task_id = any($1) order by number for no key update", [
    rows.map(({ originalTaskId }) => originalTaskId),
  ]);
  return new Map(rows.map(({ taskId, originalTaskId }) => [taskId, originalTaskId]));
};

const familyRow = rowOf({
  originalTaskId: z.uuid(),
  number: z.string(),
  kind: z.enum(SLIP_KINDS),
  isVoided: z.boolean(),
  isPrinted: z.boolean(),
  reverses: z.string().nullable(),
  document: json<Slip>(),
});

/** The slips of families whose first slip is locked, by the task that issued it. */
export const findFamilies = async (
  tx: Sql,
  originalTaskIds: readonly string[],
): Promise<ReadonlyMap<string, readonly SlipState[]>> => {
  const rows = await tx.many(
    query(
      familyRow,
      `select coalesce(original_task_id, task_id) as original_task_id, number, kind, voided_at is not null as is_voided,
              printed_at is not null as is_printed, reverses, document
       from packing_slips where task_id = any($1) or original_task_id = any($1) order by number`,
    ),
    [originalTaskIds],
  );
  return Map.groupBy(rows, ({ originalTaskId }) => originalTaskId);
};

/** Voids slips, each by the task that undoes it. */
export const voidSlips = async (
  tx: Sql,
  slips: readonly { readonly number: string; readonly taskId: string }[],
  now: string,
): Promise<void> => {
  if (slips.length === 0) return;
  await tx.execute(
    `update packing_slips s set voided_at = $2, voided_by = v."taskId"
     from jsonb_to_recordset($1) as v(number text, "taskId" uuid) where s.number = v.number`,
    [JSON.stringify(slips), now],
  );
};
