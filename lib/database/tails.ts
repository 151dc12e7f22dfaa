/**
 * Tails: what was booked or happened and is not yet in the sums of months, the counts of quarters and those of memberships.
 * Reports read both, so a long tail only makes them slower.
 */
import * as z from "zod";
import { query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

/** Takes about a second. */
const ROWS_PER_STEP = 10_000;

const foldedRow = rowOf({ ledger: z.int(), activity: z.int(), memberships: z.int() });

/** Adds some of the tails to the sums and counts. @returns whether there may be more */
export const foldTails = async (sql: Sql): Promise<boolean> => {
  const folded = await sql.one(
    query(
      foldedRow,
      `select fold_ledger_tail($1) as ledger, fold_activity_tails($1) as activity, fold_membership_count_tail($1) as memberships`,
    ),
    [ROWS_PER_STEP],
  );
  return Object.values(folded).some((rows) => rows >= ROWS_PER_STEP);
};
