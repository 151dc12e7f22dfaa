/** The catalogue: what a rule may add for free, and the links of streaming videos. */
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
export const findEntry = async (sql: Sql, sku: string): Promise<StoredEntry | undefined> => {
  const row = await sql.maybeOne(query(entryRow, `${ENTRY} where sku = $1`), [sku]);
  return row === undefined ? undefined : entryOf(row);
};

/** The entries of some SKUs; SKUs that are not in the catalogue are omitted. */
export const findEntries = async (sql: Sql, skus: readonly string[]): Promise<Catalogue> =>
  skus.length === 0 ? {} : bySku(await sql.many(query(entryRow, `${ENTRY} where sku = any($1)`), [skus]));

/** The whole catalogue, for checking a rulebook. */
export const findAllEntries = async (sql: Sql): Promise<Catalogue> =>
  bySku(await sql.many(query(entryRow, ENTRY)));

/** Creates or replaces an entry. */
export const putEntry = async (sql: Sql, entry: CatalogueEntry, now: string): Promise<StoredEntry> =>
  entryOf(
    await sql.one(
      query(
        entryRow,
        `insert into catalogue (sku, type, title, link, fields, updated_at) values ($1, $2, $3, $4, $5, $6)
       on conflict (sku) do update set type = excluded.type, title = excluded.title, link = excluded.link,
                                       fields = excluded.fields, updated_at = excluded.updated_at
       returning sku, type, title, link, fields, updated_at`,
      ),
      [entry.sku, entry.type, entry.title, entry.link ?? null, JSON.stringify(entry.fields ?? {}), now],
    ),
  );
