/** Clients and what belongs to them, for tests. Everything belongs to `test-shop` unless a test names another client. */
import type { Sql } from "../../lib/database/sql.ts";

export const TEST_CLIENT = "test-shop";

/** Creates the clients that do not exist yet. Each starts with the starting catalogue. */
export const createClients = (sql: Sql, ...clientIds: readonly string[]): Promise<number> =>
  sql.execute(
    "insert into clients (client_id, created_at) select unnest($1::text[]), now() on conflict do nothing",
    [clientIds],
  );

/** Creates an agent without a rate, and the client. */
export const createAgent = async (sql: Sql, agentId: string, clientId = TEST_CLIENT): Promise<void> => {
  await createClients(sql, clientId);
  await sql.execute(
    `insert into agents (client_id, agent_id, name, created_at) values ($1, $2, 'Ana', now())
     on conflict do nothing`,
    [clientId, agentId],
  );
};

/** @param validFrom RFC 3339 text, or `-infinity` */
export const addRate = (
  sql: Sql,
  agentId: string,
  validFrom: string,
  rateBps: number,
  clientId = TEST_CLIENT,
): Promise<number> =>
  sql.execute(
    `insert into agent_rates (client_id, agent_id, valid_from, rate_bps, created_at)
     values ($1, $2, $3, $4, now())`,
    [clientId, agentId, validFrom, rateBps],
  );
