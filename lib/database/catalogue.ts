/** A client's catalogue: what a rule may add for free, and the links of streaming videos. */
import type { Catalogue, CatalogueEntry } from "../domain/catalogue.ts";
import * as z from "zod";
import { instant, json, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

export type StoredEntry = CatalogueEntry & { readonly updatedAt: string };

const entryRow = rowOf({
  sku: z.string(),
  type: z.string(),
  title: z.string(),
  link: z.string().nullable(),
  fields: json<Record<string, unknown>>(),
  updatedAt: instant,
});
type EntryRow = z.infer<typeof entryRow>;

const ENTRY = `select sku, type, title, link, fields, updated_at from catalogue`;

const entryOf = ({ link, ...row }: EntryRow): StoredEntry => (link === null ? row : { ...row, link });

const bySku = (rows: readonly EntryRow[]): Catalogue =>
  Object.fromEntries(
    rows.map((row) => {
      const { updatedAt: _, ...entry } = entryOf(row);
      return [entry.sku, entry];
    }),
  );

/** The entry of a SKU. */
export const findEntry = async (
  sql: Sql,
  clientId: string,
  sku: string,
): Promise<StoredEntry | undefined> => {
  const row = await sql.maybeOne(query(entryRow, `${ENTRY} where client_id = $1 and sku = $2`), [
    clientId,
    sku,
  ]);
  return row === undefined ? undefined : entryOf(row);
};

/** The entries of some SKUs; SKUs that are not in the catalogue are omitted. */
export const findEntries = async (sql: Sql, clientId: string, skus: readonly string[]): Promise<Catalogue> =>
  skus.length === 0
    ? {}
    : bySku(
        await sql.many(query(entryRow, `${ENTRY} where client_id = $1 and sku = any($2)`), [clientId, skus]),
      );

const clientEntryRow = entryRow.unwrap().extend({ clientId: z.string() }).readonly();

/** The entries of some SKUs in every client's catalogue, by client. */
export const findEntriesByClient = async (
  sql: Sql,
  skus: readonly string[],
): Promise<ReadonlyMap<string, Catalogue>> => {
  const rows = await sql.many(
    query(
      clientEntryRow,
      `select client_id, sku, type, title, link, fields, updated_at from catalogue where sku = any($1)`,
    ),
    [skus],
  );
  const byClient = Map.groupBy(rows, ({ clientId }) => clientId);
  return new Map([...byClient].map(([clientId, entries]) => [clientId, bySku(entries)]));
};

/** A client's whole catalogue, for checking a rulebook. */
export const findAllEntries = async (sql: Sql, clientId: string): Promise<Catalogue> =>
  bySku(await sql.many(query(entryRow, `${ENTRY} where client_id = $1`), [clientId]));

/**
 * The entries of a client, or with undefined of all, by client and SKU.
 * @param filter.withoutLink only videos without a streaming link
 */
export const listEntries = async (
  sql: Sql,
  filter: {
    readonly clientId: string | undefined;
    readonly withoutLink: boolean;
    /** Client and SKU. */
    readonly after?: readonly string[] | undefined;
    readonly limit: number;
  },
): Promise<(StoredEntry & { readonly clientId: string })[]> => {
  const rows = await sql.many(
    query(
      clientEntryRow,
      `select client_id, sku, type, title, link, fields, updated_at from catalogue
       where ($1::text is null or client_id = $1) and ($2::text[] is null or (client_id, sku) > ($2[1], $2[2]))
         ${filter.withoutLink ? "and type = 'video' and link is null" : ""}
       order by client_id, sku limit $3`,
    ),
    [filter.clientId ?? null, filter.after ?? null, filter.limit],
  );
  return rows.map(({ clientId, ...row }) => ({ clientId, ...entryOf(row) }));
};

/** Creates or replaces an entry. */
export const putEntry = async (
  sql: Sql,
  clientId: string,
  entry: CatalogueEntry,
  now: string,
): Promise<StoredEntry> =>
  entryOf(
    await sql.one(
      query(
        entryRow,
        `insert into catalogue (sku, type, title, link, fields, updated_at, client_id)
       values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (client_id, sku) do update set type = excluded.type, title = excluded.title, link = excluded.link,
                                       fields = excluded.fields, updated_at = excluded.updated_at
       returning sku, type, title, link, fields, updated_at`,
      ),
      [
        entry.sku,
        entry.type,
        entry.title,
        entry.link ?? null,
        JSON.stringify(entry.fields ?? {}),
        now,
        clientId,
      ],
    ),
  );
