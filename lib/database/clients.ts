/** Clients: the shops and platforms that orders belong to. The first API key of a client creates it. */
import * as z from "zod";
import { query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

const clientRow = rowOf({ clientId: z.string() });

/** The ids of all clients, sorted. */
export const listClientIds = async (sql: Sql): Promise<string[]> =>
  (await sql.many(query(clientRow, "select client_id from clients order by client_id"))).map(
    ({ clientId }) => clientId,
  );
