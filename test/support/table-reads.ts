/** What statements read of the tables that grow with the orders, by the statistics of the database. */
import { database } from "../../lib/runtime/database-pool.ts";
import type { Sql } from "../../lib/database/sql.ts";

export type TableReads = {
  readonly table: string;
  /** Rows read by scans of the whole table. */
  readonly scanned: number;
  readonly blocks: number;
  /** How many rows the table has. */
  readonly rows: number;
};

const COUNTS = `
select relname as table, seq_tup_read::integer as scanned, n_live_tup::integer as rows,
       (heap_blks_hit + heap_blks_read + coalesce(idx_blks_hit + idx_blks_read, 0)
        + coalesce(toast_blks_hit + toast_blks_read, 0))::integer as blocks
from pg_stat_user_tables join pg_statio_user_tables using (relid, relname) where relname = any ($1) order by relname`;

/** The functions' pool must have one connection, whose statistics would be flushed later. */
const countsNow = async (sql: Sql, tables: readonly string[]): Promise<TableReads[]> => {
  await database().execute("select pg_stat_force_next_flush()");
  return sql.many<TableReads>(COUNTS, [tables]);
};

/** What `run` reads of the tables. */
export const readsOf = async (
  sql: Sql,
  tables: readonly string[],
  run: () => Promise<unknown>,
): Promise<TableReads[]> => {
  const before = await countsNow(sql, tables);
  await run();
  const after = await countsNow(sql, tables);
  return after.map((table, index) => ({
    ...table,
    scanned: table.scanned - before[index]!.scanned,
    blocks: table.blocks - before[index]!.blocks,
  }));
};

/** The tables that were scanned as a whole. */
export const scannedTables = (reads: readonly TableReads[]): string[] =>
  reads.filter(({ scanned, rows }) => scanned > 0 && scanned >= rows).map(({ table }) => table);
