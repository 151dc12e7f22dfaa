/** The state of the outbox. */
import { instant, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

const oldestRow = rowOf({ oldest: instant.nullable() });

/** The instant since which the oldest publishable task has been waiting, or null when none waits. */
export const oldestUnpublished = async (sql: Sql, now: string): Promise<string | null> =>
  (
    await sql.one(
      query(
        oldestRow,
        `select min(greatest(created_at, not_before)) as oldest from tasks
       where status = 'pending' and not blocked and (not_before is null or not_before <= $1)`,
      ),
      [now],
    )
  ).oldest;
