/** The pseudonyms of erased customers: in lists of the company, and in orders. */
import * as z from "zod";
import { pseudonymAddress } from "../domain/privacy/order-fields.ts";
import { findListEntries, type Identities, type ListEntry } from "./customer-identities.ts";
import { findList, listContentHash, lockLists } from "./lists.ts";
import { query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

const countRow = rowOf({ orders: z.int() });

/** How many orders have a pseudonym. */
export const countOrdersOf = async (sql: Sql, clientId: string, pseudonym: string): Promise<number> =>
  (
    await sql.one(
      query(
        countRow,
        "select count(*)::integer as orders from orders where client_id = $1 and customer_id = $2",
      ),
      [clientId, pseudonym],
    )
  ).orders;

const replaceInVersion = async (tx: Sql, entries: readonly ListEntry[], pseudonym: string): Promise<void> => {
  const { listId, version, kind } = entries[0]!;
  const by = kind === "email" ? pseudonymAddress(pseudonym) : pseudonym;
  // Two values of a list must not become the same.
  const replacements = new Map(
    entries.map(({ value }, index) => [value, index === 0 ? by : `${index + 1}.${by}`]),
  );
  const list = await findList(tx, listId, version);
  if (list === undefined) return;
  const hash = listContentHash(list.items.map((item) => replacements.get(item) ?? item));
  await tx.execute("select replace_list_values($1, $2, $3, $4, $5)", [
    listId,
    version,
    [...replacements.keys()],
    [...replacements.values()],
    hash,
  ]);
};

/**
 * Replaces a customer's values in all versions of lists, but those that another customer has, too.
 * @param pseudonym undefined: lists are not changed
 * @returns the ids of the lists that still hold the customer
 */
export const replaceInLists = async (
  tx: Sql,
  identities: Identities,
  pseudonym: string | undefined,
): Promise<readonly string[]> => {
  const entries = await findListEntries(tx, identities);
  const own = pseudonym === undefined ? [] : entries.filter(({ isShared }) => !isShared);
  await lockLists(tx, [...new Set(own.map(({ listId }) => listId))]);
  const byVersion = Map.groupBy(own, ({ listId, version }) => `${listId} ${version}`);
  for (const one of byVersion.values()) await replaceInVersion(tx, one, pseudonym!);
  const left = entries.filter((entry) => !own.includes(entry));
  return [...new Set(left.map(({ listId }) => listId))];
};
