/** Lists: immutable versions, of which the latest counts. */
import { createHash } from "node:crypto";
import * as z from "zod";
import { LIST_KINDS, type ListKind, type ListVersions } from "../domain/list.ts";
import { bytes, instant, json, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

const kind = z.enum(LIST_KINDS);

const versionShape = {
  version: z.int(),
  createdAt: instant,
  /** Client and key of who made the version. */
  createdBy: z.string(),
};
const listRow = rowOf({ listId: z.string(), kind, size: z.int(), ...versionShape });
/** A list without its values. */
export type ListHead = z.infer<typeof listRow>;

const HEAD = "list_id, kind, size, version, created_at, created_by";
const CURRENT = `select distinct on (list_id) ${HEAD} from list_versions where list_id > $1 order by list_id, version desc`;

/** The lists whose ids come after `after`, by id. */
export const listLists = (sql: Sql, page: { after: string; limit: number }): Promise<ListHead[]> =>
  sql.many(
    query(listRow, `select * from (${CURRENT}) as current where size is not null order by list_id limit $2`),
    [page.after, page.limit],
  );

const versionRow = rowOf({ ...versionShape, kind, size: z.int().nullable() });
/** A version of a list; its size is null when it is the deletion of the list. */
export type ListVersion = z.infer<typeof versionRow>;

/** The versions of a list below one, the latest first. */
export const listListVersions = (
  sql: Sql,
  listId: string,
  page: { before: number | undefined; limit: number },
): Promise<ListVersion[]> =>
  sql.many(
    query(
      versionRow,
      `select version, created_at, created_by, kind, size from list_versions
       where list_id = $1 and ($2::integer is null or version < $2) order by version desc limit $3`,
    ),
    [listId, page.before ?? null, page.limit],
  );

const fullRow = rowOf({
  listId: z.string(),
  kind,
  size: z.int().nullable(),
  items: json<readonly string[] | null>(),
  ...versionShape,
});
export type StoredList = ListHead & { readonly items: readonly string[] };

/**
 * A version of a list with its values.
 * @param version by default the current one
 * @returns undefined when there is none, or when it is the deletion of the list
 */
export const findList = async (
  sql: Sql,
  listId: string,
  version?: number,
): Promise<StoredList | undefined> => {
  const row = await sql.maybeOne(
    query(
      fullRow,
      `select ${HEAD}, items from list_versions
       where list_id = $1 and ($2::integer is null or version = $2) order by version desc limit 1`,
    ),
    [listId, version ?? null],
  );
  if (row === undefined) return undefined;
  const { size, items, ...head } = row;
  return size === null || items === null ? undefined : { ...head, size, items };
};

const currentRow = rowOf({ listId: z.string(), version: z.int() });

/** The current versions of those of the lists that exist. */
export const findCurrentListVersions = async (
  sql: Sql,
  listIds: readonly string[],
): Promise<ListVersions> => {
  const rows = await sql.many(
    query(
      currentRow,
      `select id as list_id, version from unnest($1::text[]) as id, lateral (
         select version, size from list_versions where list_id = id order by version desc limit 1) as latest
       where size is not null`,
    ),
    [listIds],
  );
  return Object.fromEntries(rows.map(({ listId, version }) => [listId, version]));
};

const contentRow = rowOf({ listId: z.string(), version: z.int(), kind, items: json<readonly string[]>() });

/** Versions with their values; those that do not exist are omitted. */
export const findListContents = (sql: Sql, versions: ListVersions) =>
  sql.many(
    query(
      contentRow,
      `select list_id, version, kind, items from list_versions
       join unnest($1::text[], $2::integer[]) as wanted(list_id, version) using (list_id, version)
       where items is not null`,
    ),
    [Object.keys(versions), Object.values(versions)],
  );

const kindRow = rowOf({ listId: z.string(), kind });

/** The kinds of all lists, by id. */
export const findListKinds = async (sql: Sql): Promise<ReadonlyMap<string, ListKind>> => {
  const rows = await sql.many(
    query(
      kindRow,
      `select list_id, kind from (
         select distinct on (list_id) list_id, kind, size from list_versions order by list_id, version desc) as current
       where size is not null`,
    ),
  );
  return new Map(rows.map(({ listId, kind: of }) => [listId, of]));
};

/** Serialises what changes the lists, and what relies on their existence, until the end of the transaction. */
export const lockLists = async (tx: Sql, listIds: readonly string[]): Promise<void> => {
  // In one order, so that two transactions do not wait for each other.
  for (const listId of [...listIds].sort())
    await tx.execute("select pg_advisory_xact_lock(hashtextextended('list ' || $1, 0))", [listId]);
};

/**
 * Locks lists that a rulebook in force is going to use, so that none is deleted before the transaction ends.
 * @returns those that do not exist
 */
export const lockUsedLists = async (tx: Sql, listIds: readonly string[]): Promise<readonly string[]> => {
  await lockLists(tx, listIds);
  const versions = await findCurrentListVersions(tx, listIds);
  return listIds.filter((listId) => !Object.hasOwn(versions, listId));
};

const latestRow = rowOf({
  listId: z.string(),
  kind,
  size: z.int().nullable(),
  contentHash: bytes.nullable(),
  ...versionShape,
});
type LatestVersion = z.infer<typeof latestRow>;
/** The current version of a list. */
export type CurrentVersion = ListHead & { readonly contentHash: Buffer };

/** The current version, undefined when the list was deleted or never existed; and the number of the next version. */
export type ListState = { readonly current: CurrentVersion | undefined; readonly nextVersion: number };

const stateOf = (latest: LatestVersion | undefined): ListState => {
  if (latest === undefined) return { current: undefined, nextVersion: 1 };
  const { size, contentHash, ...head } = latest;
  const current = size === null || contentHash === null ? undefined : { ...head, size, contentHash };
  return { current, nextVersion: latest.version + 1 };
};

/** The state of a list, without its values. */
export const findListState = async (sql: Sql, listId: string): Promise<ListState> =>
  stateOf(
    await sql.maybeOne(
      query(
        latestRow,
        `select ${HEAD}, content_hash from list_versions where list_id = $1 order by version desc limit 1`,
      ),
      [listId],
    ),
  );

/** Of the values as a set: their order makes no difference. */
export const listContentHash = (items: readonly string[]): Buffer =>
  createHash("sha256")
    .update(JSON.stringify([...items].sort()))
    .digest();

export type NewListVersion = {
  readonly listId: string;
  readonly version: number;
  readonly kind: ListKind;
  readonly createdAt: string;
  readonly createdBy: string;
};

/** Stores a version with its values. */
export const insertListVersion = async (
  tx: Sql,
  input: NewListVersion & { readonly items: readonly string[]; readonly contentHash: Buffer },
): Promise<void> => {
  const { listId, version, createdAt, createdBy, items, contentHash } = input;
  await tx.execute(
    `insert into list_versions (list_id, version, kind, created_at, created_by, items, size, content_hash)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [listId, version, input.kind, createdAt, createdBy, JSON.stringify(items), items.length, contentHash],
  );
};

/** Stores the deletion of a list. */
export const insertListDeletion = async (tx: Sql, input: NewListVersion): Promise<void> => {
  const { listId, version, createdAt, createdBy } = input;
  await tx.execute(
    "insert into list_versions (list_id, version, kind, created_at, created_by) values ($1, $2, $3, $4, $5)",
    [listId, version, input.kind, createdAt, createdBy],
  );
};

const usingRow = rowOf({ version: z.int() });

/** The rulebook versions that use a list and are active, scheduled or in the shadow at `now`, ascending. */
export const rulebooksUsingList = async (sql: Sql, listId: string, now: string): Promise<number[]> => {
  const rows = await sql.many(
    query(
      usingRow,
      `select version from rulebooks where program -> 'lists' ? $1 and version in (
         select version from rulebook_schedule where effective_from > $2
         union (select version from rulebook_schedule where effective_from <= $2
                order by effective_from desc, activation_id desc limit 1)
         union select version from rulebook_shadow)
       order by version`,
    ),
    [listId, now],
  );
  return rows.map(({ version }) => version);
};
