/** Connections: the receivers of webhooks. They belong to the company. Secrets are read for signing only. */
import * as z from "zod";
import { WEBHOOK_EVENTS, type WebhookEvent } from "../domain/webhook-event.ts";
import { instant, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

const connectionRow = rowOf({
  connectionId: z.string(),
  url: z.string(),
  events: z.array(z.enum(WEBHOOK_EVENTS)).readonly(),
  clients: z.array(z.string()).readonly().nullable(),
  secretCreatedAt: instant,
  previousSecretUntil: instant.nullable(),
  createdAt: instant,
  updatedAt: instant,
});
export type StoredConnection = z.infer<typeof connectionRow>;

const COLUMNS = `connection_id, url, events, clients, secret_created_at,
  case when previous_secret_until > $2 then previous_secret_until end as previous_secret_until, created_at, updated_at`;

/** @param now a previous secret that ended before is not shown */
export const findConnection = (
  sql: Sql,
  connectionId: string,
  now: string,
): Promise<StoredConnection | undefined> =>
  sql.maybeOne(query(connectionRow, `select ${COLUMNS} from connections where connection_id = $1`), [
    connectionId,
    now,
  ]);

const idRow = rowOf({ connectionId: z.string() });

/** The ids of all connections, for checking a rulebook. */
export const findConnectionIds = async (sql: Sql): Promise<ReadonlySet<string>> => {
  const rows = await sql.many(query(idRow, "select connection_id from connections"));
  return new Set(rows.map(({ connectionId }) => connectionId));
};

export type ConnectionInput = {
  readonly connectionId: string;
  readonly url: string;
  readonly events: readonly WebhookEvent[];
  /** Null: all clients. */
  readonly clients: readonly string[] | null;
};

const putRow = rowOf({ ...connectionRow.unwrap().shape, isNew: z.boolean() });

/**
 * Creates a connection with the secret, or replaces everything but the secret. Another URL ends a pause.
 * @returns the connection, and whether it is new
 */
export const putConnection = async (
  sql: Sql,
  { connectionId, url, events, clients }: ConnectionInput,
  secret: string,
  now: string,
): Promise<{ readonly connection: StoredConnection; readonly isNew: boolean }> => {
  const { isNew, ...connection } = await sql.one(
    query(
      putRow,
      `insert into connections as c (connection_id, url, events, clients, secret, secret_created_at, created_at, updated_at)
       values ($1, $3, $4, $5, $6, $2, $2, $2)
       on conflict (connection_id) do update
       set url = excluded.url, events = excluded.events, clients = excluded.clients, updated_at = excluded.updated_at,
           failures = case when c.url = excluded.url then c.failures else 0 end,
           paused_until = case when c.url = excluded.url then c.paused_until end
       returning ${COLUMNS}, secret = $6 as is_new`,
    ),
    [connectionId, now, url, events, clients, secret],
  );
  return { connection, isNew };
};

/**
 * Replaces the secret. The one before stays valid until the given instant; an earlier one ends at once.
 * @returns undefined when there is no such connection
 */
export const rotateSecret = (
  sql: Sql,
  input: {
    readonly connectionId: string;
    readonly secret: string;
    readonly now: string;
    readonly previousUntil: string;
  },
): Promise<StoredConnection | undefined> =>
  sql.maybeOne(
    query(
      connectionRow,
      `update connections set previous_secret = secret, previous_secret_until = $4, secret = $3, secret_created_at = $2,
                              updated_at = $2
       where connection_id = $1 returning ${COLUMNS}`,
    ),
    [input.connectionId, input.now, input.secret, input.previousUntil],
  );

const versionRow = rowOf({ version: z.int() });

/** The rulebooks, active, scheduled or in the shadow, whose rules send webhooks to a connection. */
const findUses = (tx: Sql, connectionId: string, now: string) =>
  tx.many(
    query(
      versionRow,
      `select version from rulebooks
       where version in (
         (select version from rulebook_schedule where effective_from <= $2
          order by effective_from desc, activation_id desc limit 1)
         union all select version from rulebook_schedule where effective_from > $2
         union all select version from rulebook_shadow
       ) and jsonb_path_exists(program, '$.rules[*].then[*] ? (@.action == "webhook" && @.connection == $id)',
                               jsonb_build_object('id', $1::text))
       order by version`,
    ),
    [connectionId, now],
  );

export type DeleteConnectionResult =
  | { readonly kind: "deleted" | "unknown" }
  | { readonly kind: "inUse"; readonly versions: readonly number[] };

/** Deletes a connection that no rulebook in force, scheduled or in the shadow uses. */
export const deleteConnection = async (
  tx: Sql,
  connectionId: string,
  now: string,
): Promise<DeleteConnectionResult> => {
  const uses = await findUses(tx, connectionId, now);
  if (uses.length > 0) return { kind: "inUse", versions: uses.map(({ version }) => version) };
  const deleted = await tx.execute("delete from connections where connection_id = $1", [connectionId]);
  return { kind: deleted === 0 ? "unknown" : "deleted" };
};

const receiverRow = rowOf({
  connectionId: z.string(),
  url: z.string(),
  /** The current one, and during a rotation the one before. */
  secrets: z.array(z.string()).readonly(),
  failures: z.int(),
  pausedUntil: instant.nullable(),
});
/** What sending to a connection needs. Not for responses or logs: it has the secrets. */
export type Receiver = z.infer<typeof receiverRow>;

export const findReceivers = async (
  sql: Sql,
  connectionIds: readonly string[],
  now: string,
): Promise<ReadonlyMap<string, Receiver>> => {
  const rows = await sql.many(
    query(
      receiverRow,
      `select connection_id, url, failures, paused_until,
              array[secret] || case when previous_secret_until > $2 then array[previous_secret] else '{}' end as secrets
       from connections where connection_id = any($1)`,
    ),
    [connectionIds, now],
  );
  return new Map(rows.map((receiver) => [receiver.connectionId, receiver]));
};

/** Records whether a connection is in trouble. A connection whose URL has changed since is left alone. */
export const recordReceiverState = async (
  sql: Sql,
  { connectionId, url, failures, pausedUntil }: Omit<Receiver, "secrets">,
): Promise<void> => {
  await sql.execute(
    "update connections set failures = $3, paused_until = $4 where connection_id = $1 and url = $2",
    [connectionId, url, failures, pausedUntil],
  );
};
