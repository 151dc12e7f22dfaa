/**
 * Tails: what was booked or happened and is not yet in the sums of months and the counts of quarters. Reports read both, so a
 * long tail only makes them slower.
 */
import * as z from "zod";
import { query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

/** Takes about a second. */
const ROWS_PER_STEP = 10_000;

const foldedRow = rowOf({ ledger: z.int(), activity: z.int() });

/** Adds some of the tails to the sums and counts. @returns whether there may be more */
export const foldTails = async (sql: Sql): Promise<boolean> => {
  const { ledger, activity } = await sql.one(
    query(foldedRow, "select fold_ledger_tail($1) as ledger, fold_activity_tails($1) as activity"),
    [ROWS_PER_STEP],
  );
  return ledger === ROWS_PER_STEP || activity >= ROWS_PER_STEP;
};
