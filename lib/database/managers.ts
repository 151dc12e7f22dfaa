/** The managers of a client's agents, which are dated and never overwritten. */
import * as z from "zod";
import { type AgentId, clientKey } from "../domain/client-key.ts";
import { type ManagerRelation, type Managers, managerAt } from "../domain/managers.ts";
import { agentsOf, type Order } from "../domain/order.ts";
import { rowFrom, startOf } from "./dated-rows.ts";
import { instant, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

const relationRow = rowOf({
  clientId: z.string(),
  agentId: z.string(),
  validFrom: instant,
  managerId: z.string().nullable(),
});

type RelationsByAgent = ReadonlyMap<string, readonly ManagerRelation[]>;

/** The dated managers of some agents in order of validity, by `clientKey`. */
export const findManagerRelations = async (
  sql: Sql,
  agents: readonly AgentId[],
): Promise<RelationsByAgent> => {
  const rows = await sql.many(
    query(
      relationRow,
      `select client_id, agent_id, valid_from, manager_id from agent_managers
       where (client_id, agent_id) in (select * from unnest($1::text[], $2::text[])) order by valid_from`,
    ),
    [agents.map(({ clientId }) => clientId), agents.map(({ agentId }) => agentId)],
  );
  return Map.groupBy(rows, ({ clientId, agentId }) => clientKey(clientId, agentId));
};

/** The dated managers of an agent in order of validity. */
export const listManagers = async (sql: Sql, id: AgentId): Promise<readonly ManagerRelation[]> =>
  (await findManagerRelations(sql, [id])).get(clientKey(id.clientId, id.agentId)) ?? [];

/** The managers of an order's agents when it was paid. */
export const managersOf = (relations: RelationsByAgent, clientId: string, order: Order): Managers =>
  Object.fromEntries(
    agentsOf(order).flatMap((agentId) => {
      const own = relations.get(clientKey(clientId, agentId)) ?? [];
      const managerId = managerAt(own, order.payment.paidAt);
      return managerId === undefined ? [] : [[agentId, managerId]];
    }),
  );

/** The managers of an order's agents when it was paid, as far as they are known now. */
export const findManagers = async (sql: Sql, clientId: string, order: Order): Promise<Managers> => {
  const agents = agentsOf(order).map((agentId) => ({ clientId, agentId }));
  return agents.length === 0 ? {} : managersOf(await findManagerRelations(sql, agents), clientId, order);
};

const idRow = rowOf({ agentId: z.string() });

/** The ids of all agents of a client. */
export const findAgentIds = async (sql: Sql, clientId: string): Promise<ReadonlySet<string>> => {
  const rows = await sql.many(query(idRow, "select agent_id from agents where client_id = $1"), [clientId]);
  return new Set(rows.map(({ agentId }) => agentId));
};

export type ManagerInput = AgentId & {
  /** Null ends the relation. */
  readonly managerId: string | null;
  readonly validFrom?: string | undefined;
};

export type PutManagerResult =
  | { readonly kind: "stored"; readonly validFrom: string }
  /** Another manager, or none, is already valid from that very instant. */
  | { readonly kind: "managerConflict"; readonly managerId: string | null };

/** Dates a manager of an agent that exists and is locked. */
export const putManager = async (tx: Sql, input: ManagerInput, now: string): Promise<PutManagerResult> => {
  const { clientId, agentId, managerId } = input;
  const relations = await listManagers(tx, input);
  const start = startOf(input.validFrom, relations, (row) => row.managerId === managerId, now);
  // Without a date there is nothing to end before the first manager.
  if (managerId === null && relations.length === 0 && input.validFrom === undefined)
    return { kind: "stored", validFrom: start };
  const there = rowFrom(relations, start);
  if (there !== undefined)
    return there.managerId === managerId
      ? { kind: "stored", validFrom: start }
      : { kind: "managerConflict", managerId: there.managerId };
  await tx.execute(
    `insert into agent_managers (client_id, agent_id, valid_from, manager_id, created_at)
     values ($1, $2, $3, $4, $5)`,
    [clientId, agentId, start, managerId, now],
  );
  return { kind: "stored", validFrom: start };
};
