/** Addresses that get no more mail are kept as hashes: the list itself must not become a list of customers. */
import type { Sql } from "../../lib/database/sql.ts";
import type { Suppression } from "./ses-notification.ts";

export const suppress = async (sql: Sql, suppressions: readonly Suppression[], at: string): Promise<void> => {
  if (suppressions.length === 0) return;
  await sql.many(
    `insert into suppressed_addresses (recipient_hash, cause, at)
     select hash, cause, $3 from unnest($1::bytea[], $2::text[]) as noticed(hash, cause)
     on conflict do nothing`,
    [suppressions.map(({ recipientHash }) => recipientHash), suppressions.map(({ cause }) => cause), at],
  );
};
