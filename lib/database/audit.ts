/** The audit trail: what people did. Entries are added and never changed. */
import * as z from "zod";
import { instant, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

export type NewAuditEntry = {
  readonly at: string;
  /** The key that was used; undefined for the command line. */
  readonly actor?: { readonly clientId: string; readonly keyId: string } | undefined;
  /** The id of the operation. */
  readonly action: string;
  /** The path of what is changed, such as `agents/A-1`. */
  readonly subject: string;
  /** Whose it is; undefined for what belongs to the company, or while it is not known. */
  readonly clientId?: string | undefined;
};

const numberRow = rowOf({ entryId: z.int() });

/** @returns the id of the entry */
export const insertAuditEntry = async (sql: Sql, entry: NewAuditEntry): Promise<number> => {
  const { at, actor, action, subject, clientId } = entry;
  const row = await sql.one(
    query(
      numberRow,
      `insert into audit_entries (at, actor_client, key_id, key_name, action, subject, client_id)
       values ($1, $2, $3, (select name from api_keys where key_id::text = $3), $4, $5, $6) returning entry_id`,
    ),
    [at, actor?.clientId ?? null, actor?.keyId ?? null, action, subject, clientId ?? null],
  );
  return row.entryId;
};

export type AuditOutcome = {
  readonly status: number;
  readonly subject?: string | undefined;
  readonly clientId?: string | undefined;
};

/** What became of it. */
export const insertAuditOutcome = async (sql: Sql, entryId: number, outcome: AuditOutcome): Promise<void> => {
  const { status, subject, clientId } = outcome;
  await sql.execute(
    "insert into audit_outcomes (entry_id, status, subject, client_id) values ($1, $2, $3, $4)",
    [entryId, status, subject ?? null, clientId ?? null],
  );
};

/** A change by the command line or by an administrator of the deployment. */
export const recordDirectChange = async (sql: Sql, entry: Omit<NewAuditEntry, "actor">): Promise<void> =>
  insertAuditOutcome(sql, await insertAuditEntry(sql, entry), { status: 200 });

const auditRow = rowOf({
  entryId: z.int(),
  at: instant,
  actorClient: z.string().nullable(),
  keyId: z.string().nullable(),
  keyName: z.string().nullable(),
  action: z.string(),
  subject: z.string(),
  clientId: z.string().nullable(),
  status: z.int().nullable(),
});
export type AuditRow = z.infer<typeof auditRow>;

export type AuditFilter = {
  /** Sees what it did, what belongs to it, and what belongs to the company; undefined sees everything. */
  readonly clientId: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** A key's name or id, or a client. */
  readonly actor?: string | undefined;
  /** A path, or the beginning of one at a slash. */
  readonly subject?: string | undefined;
  readonly action?: string | undefined;
  readonly before?: number | undefined;
  readonly limit: number;
};

/** What belongs to the company, by the first segment of its path. */
export const COMPANY_SUBJECTS = ["rulebooks", "lists", "connections"] as const;

const SUBJECT = "coalesce(o.subject, e.subject)";

/** Byte order: what begins with the path and a slash is below the path and "0". */
const isOrBelow = (path: string): string =>
  `(e.subject = ${path} or (e.subject >= ${path} || '/' and e.subject < ${path} || '0'))`;

const OF_COMPANY = COMPANY_SUBJECTS.map((name) => isOrBelow(`'${name}'`)).join(" or ");

/** `agents/A-1`: `agents`. An outcome's subject is below that of its entry. */
const pathsAbove = (path: string): string[] =>
  [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index));

/** Every condition is one on entries, so that it reads their indexes. */
const conditionsOf = (filter: AuditFilter, p: (value: unknown) => string): string[] => {
  const { clientId, since, until, actor, subject, action, before } = filter;
  const ofClient = (client: string) =>
    `(e.actor_client = ${client} or e.client_id = ${client} or ${OF_COMPANY}
      or e.entry_id = any (array(select entry_id from audit_outcomes where client_id = ${client})))`;
  const about = (path: string, above: string) =>
    `(${isOrBelow(path)} or (e.subject = any (${above}) and (o.subject = ${path} or starts_with(o.subject, ${path} || '/'))))`;
  return [
    "(o.status is null or o.status < 400)",
    ...(clientId === undefined ? [] : [ofClient(p(clientId))]),
    ...(since === undefined ? [] : [`e.at >= ${p(since)}`]),
    ...(until === undefined ? [] : [`e.at < ${p(until)}`]),
    ...(actor === undefined ? [] : [`${p(actor)} in (e.key_name, e.key_id, e.actor_client)`]),
    ...(subject === undefined ? [] : [about(`${p(subject)}::text`, `${p(pathsAbove(subject))}::text[]`)]),
    ...(action === undefined ? [] : [`e.action = ${p(action)}`]),
    ...(before === undefined ? [] : [`e.entry_id < ${p(before)}`]),
  ];
};

/** Entries, newest first. Refused changes are left out: they changed nothing. */
export const listAuditEntries = (sql: Sql, filter: AuditFilter): Promise<AuditRow[]> => {
  const values: unknown[] = [];
  const p = (value: unknown) => `$${values.push(value)}`;
  const conditions = conditionsOf(filter, p).join(" and ");
  return sql.many(
    query(
      auditRow,
      `select e.entry_id, e.at, e.actor_client, e.key_id, e.key_name, e.action, ${SUBJECT} as subject,
         coalesce(o.client_id, e.client_id) as client_id, o.status
       from audit_entries e left join audit_outcomes o using (entry_id)
       where ${conditions} order by e.entry_id desc limit ${p(filter.limit)}`,
    ),
    values,
  );
};
