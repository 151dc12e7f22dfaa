/**
 * Addresses that must get no more mail, because one bounced permanently or its owner complained. Stored as hashes, so that
 * the list contains no customer's address.
 */
import { createHash } from "node:crypto";
import { bytes, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

const hashRow = rowOf({ recipientHash: bytes });

/**
 * The hash under which a recipient is stored: SHA-256 of the address in lower case.
 * @param recipient an address, alone or as `Name <address>`
 */
export const recipientHash = (recipient: string): Buffer => {
  const address = /<([^<>]+)>\s*$/.exec(recipient)?.[1] ?? recipient;
  return createHash("sha256").update(address.trim().toLowerCase()).digest();
};

export type Suppression = { readonly recipientHash: Buffer; readonly cause: "bounce" | "complaint" };

/** Stores suppressed addresses; one that is already stored keeps its first cause. */
export const insertSuppressions = async (
  sql: Sql,
  suppressions: readonly Suppression[],
  now: string,
): Promise<void> => {
  if (suppressions.length === 0) return;
  await sql.execute(
    `insert into suppressed_addresses (recipient_hash, cause, at)
     select hash, cause, $3 from unnest($1::bytea[], $2::text[]) as suppression(hash, cause)
     on conflict do nothing`,
    [
      suppressions.map((suppression) => suppression.recipientHash),
      suppressions.map(({ cause }) => cause),
      now,
    ],
  );
};

/** Those of the given addresses that are suppressed. */
export const findSuppressed = async (sql: Sql, addresses: readonly string[]): Promise<Set<string>> => {
  const hashes = new Map(addresses.map((address) => [address, recipientHash(address)]));
  const rows = await sql.many(
    query(hashRow, "select recipient_hash from suppressed_addresses where recipient_hash = any($1)"),
    [[...hashes.values()]],
  );
  const suppressed = new Set(rows.map((row) => row.recipientHash.toString("hex")));
  return new Set(addresses.filter((address) => suppressed.has(hashes.get(address)!.toString("hex"))));
};
