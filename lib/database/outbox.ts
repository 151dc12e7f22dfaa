/** How the outbox is doing. */
import type { Sql } from "./sql.ts";

/** Since when the oldest task waits that could be published, or null when none does. */
export const oldestUnpublished = async (sql: Sql, now: string): Promise<string | null> =>
  (
    await sql.one<{ oldest: string | null }>(
      `select min(greatest(created_at, not_before)) as oldest from tasks
       where status = 'pending' and not blocked and (not_before is null or not_before <= $1)`,
      [now],
    )
  ).oldest;
