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

/** What has an id that is unique within its client, or for a packing slip in all. */
export type OwnedKind = "order" | "agent" | "customer" | "buyer" | "slip";

const OWNS: Record<OwnedKind, string> = {
  order: "from orders o where o.client_id = c.client_id and o.order_id = $1",
  agent: "from agents a where a.client_id = c.client_id and a.agent_id = $1",
  customer: "from membership_accounts m where m.client_id = c.client_id and m.customer_id = $1",
  buyer: `from (
    select from orders o where o.client_id = c.client_id and o.customer_id = $1
    union all select from membership_accounts m where m.client_id = c.client_id and m.customer_id = $1) b`,
  slip: "from packing_slips s join orders o using (order_no) where o.client_id = c.client_id and s.number = $1",
};

/** The clients that have an order, an agent, a customer with a membership or with any order, or a packing slip of this id. */
export const findOwners = async (sql: Sql, kind: OwnedKind, id: string): Promise<string[]> =>
  (
    await sql.many(
      query(
        clientRow,
        `select client_id from clients c where exists (select ${OWNS[kind]}) order by client_id`,
      ),
      [id],
    )
  ).map(({ clientId }) => clientId);

/** Whether there is such a client. */
export const clientExists = async (sql: Sql, clientId: string): Promise<boolean> =>
  (await sql.maybeOne(query(clientRow, "select client_id from clients where client_id = $1"), [clientId])) !==
  undefined;
