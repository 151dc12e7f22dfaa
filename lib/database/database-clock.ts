/** The clock of the database. */
import * as z from "zod";
import { query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

const clockRow = rowOf({ milliseconds: z.int() });

/** Milliseconds since the epoch. */
export const readClock = async (sql: Sql): Promise<number> =>
  (
    await sql.one(
      query(clockRow, "select (extract(epoch from clock_timestamp()) * 1000)::bigint as milliseconds"),
    )
  ).milliseconds;
