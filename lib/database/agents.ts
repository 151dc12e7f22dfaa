/** A client's agents, their commission rates and their managers, which are dated and never overwritten. */
import { type AgentId, clientKey } from "../domain/client-key.ts";
import type { CommissionRate as DatedRate } from "../domain/commission-rates.ts";
import type { ManagerRelation } from "../domain/managers.ts";
import * as z from "zod";
import { BEGINNING, currentRow, rowFrom, shownStart, startOf } from "./dated-rows.ts";
import { findManagerRelations, listManagers, type PutManagerResult, putManager } from "./managers.ts";
import { instant, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

/** Null: valid from the beginning. */
type Start = { readonly validFrom: string | null };

export type Agent = {
  readonly agentId: string;
  readonly name: string;
  /** The rate valid now; null while there is none. */
  readonly commissionRateBps: number | null;
  /** In order of validity. */
  readonly rates: readonly (Start & { readonly commissionRateBps: number })[];
  /** The manager now; null when there is none. */
  readonly managerId: string | null;
  /** In order of validity; null from when there is none. */
  readonly managers: readonly (Start & { readonly managerId: string | null })[];
};

const rateRow = rowOf({ validFrom: instant, commissionRateBps: z.int() });
type RateRow = z.infer<typeof rateRow>;

const nameRow = rowOf({ name: z.string() });
const agentRateRow = rowOf({
  clientId: z.string(),
  agentId: z.string(),
  validFrom: instant,
  rateBps: z.int(),
});

const listRates = (sql: Sql, { clientId, agentId }: AgentId): Promise<RateRow[]> =>
  sql.many(
    query(
      rateRow,
      `select valid_from, rate_bps as commission_rate_bps from agent_rates
       where client_id = $1 and agent_id = $2 order by valid_from`,
    ),
    [clientId, agentId],
  );

type Recorded = { readonly rates: readonly RateRow[]; readonly managers: readonly ManagerRelation[] };

const describe = (agentId: string, name: string, { rates, managers }: Recorded, now: string): Agent => ({
  agentId,
  name,
  commissionRateBps: currentRow(rates, now)?.commissionRateBps ?? null,
  rates: rates.map(({ validFrom, commissionRateBps }) => ({
    validFrom: shownStart(validFrom),
    commissionRateBps,
  })),
  managerId: currentRow(managers, now)?.managerId ?? null,
  managers: managers.map(({ validFrom, managerId }) => ({ validFrom: shownStart(validFrom), managerId })),
});

export const findAgent = async (sql: Sql, id: AgentId, now: string): Promise<Agent | undefined> => {
  const agent = await sql.maybeOne(
    query(nameRow, "select name from agents where client_id = $1 and agent_id = $2"),
    [id.clientId, id.agentId],
  );
  if (agent === undefined) return undefined;
  const recorded = { rates: await listRates(sql, id), managers: await listManagers(sql, id) };
  return describe(id.agentId, agent.name, recorded, now);
};

const RATE = "select client_id, agent_id, valid_from, rate_bps from agent_rates";

type RatesByAgent = ReadonlyMap<string, readonly DatedRate[]>;

const byAgent = (rows: readonly z.infer<typeof agentRateRow>[]): RatesByAgent =>
  Map.groupBy(rows, ({ clientId, agentId }) => clientKey(clientId, agentId));

/** The dated rates of some agents, by `clientKey`. */
export const findRates = async (sql: Sql, agents: readonly AgentId[]): Promise<RatesByAgent> =>
  byAgent(
    await sql.many(
      query(
        agentRateRow,
        `${RATE} where (client_id, agent_id) in (select * from unnest($1::text[], $2::text[]))`,
      ),
      [agents.map(({ clientId }) => clientId), agents.map(({ agentId }) => agentId)],
    ),
  );

const agentRow = rowOf({ clientId: z.string(), agentId: z.string(), name: z.string() });

export type AgentPage = {
  /** Undefined: every client's. */
  readonly clientId: string | undefined;
  readonly after: AgentId | undefined;
  readonly limit: number;
};

const toRateRow = ({ validFrom, rateBps }: DatedRate): RateRow => ({ validFrom, commissionRateBps: rateBps });

const byStart = (left: RateRow, right: RateRow): number => {
  if (left.validFrom === BEGINNING || right.validFrom === BEGINNING)
    return left.validFrom === BEGINNING ? -1 : 1;
  return Date.parse(left.validFrom) - Date.parse(right.validFrom);
};

/** Agents by client and id. */
export const listAgents = async (
  sql: Sql,
  { clientId, after, limit }: AgentPage,
  now: string,
): Promise<(AgentId & Agent)[]> => {
  const agents = await sql.many(
    query(
      agentRow,
      `select client_id, agent_id, name from agents
       where ($1::text is null or client_id = $1) and ($2::text is null or (client_id, agent_id) > ($2, $3))
       order by client_id, agent_id limit $4`,
    ),
    [clientId ?? null, after?.clientId ?? null, after?.agentId ?? null, limit],
  );
  const [rates, managers] = [await findRates(sql, agents), await findManagerRelations(sql, agents)];
  return agents.map(({ name, ...id }) => {
    const key = clientKey(id.clientId, id.agentId);
    const recorded = {
      rates: (rates.get(key) ?? []).map(toRateRow).toSorted(byStart),
      managers: managers.get(key) ?? [],
    };
    return { clientId: id.clientId, ...describe(id.agentId, name, recorded, now) };
  });
};

/** A name with a rate, a manager, or both. */
export type AgentInput = AgentId & {
  readonly name?: string | undefined;
  readonly commissionRateBps?: number | undefined;
  /** Null: none. */
  readonly managerId?: string | null | undefined;
  readonly validFrom?: string | undefined;
};

export type PutAgentResult =
  /** `validFrom`: since when the rate as put is valid, or will be, without one the manager; null is from the beginning. */
  | { readonly kind: "stored"; readonly agent: Agent; readonly validFrom: string | null }
  /** A manager for an agent that there is not, without a name and a rate. */
  | { readonly kind: "unknown" }
  /** Another rate is already valid from that very instant. */
  | { readonly kind: "rateConflict"; readonly commissionRateBps: number }
  | Exclude<PutManagerResult, { readonly kind: "stored" }>;

/** Dates a rate. @returns since when it is valid, or the other rate from that instant */
const putRate = async (
  tx: Sql,
  input: AgentInput & { readonly commissionRateBps: number },
  now: string,
): Promise<
  { readonly kind: "stored"; readonly validFrom: string } | (PutAgentResult & { kind: "rateConflict" })
> => {
  const { clientId, agentId, commissionRateBps } = input;
  const rates = await listRates(tx, input);
  const start = startOf(input.validFrom, rates, (row) => row.commissionRateBps === commissionRateBps, now);
  const there = rowFrom(rates, start);
  if (there !== undefined && there.commissionRateBps !== commissionRateBps)
    return { kind: "rateConflict", commissionRateBps: there.commissionRateBps };
  if (there === undefined)
    await tx.execute(
      `insert into agent_rates (client_id, agent_id, valid_from, rate_bps, created_at)
       values ($1, $2, $3, $4, $5)`,
      [clientId, agentId, start, commissionRateBps, now],
    );
  return { kind: "stored", validFrom: start };
};

/** Names the agent, and locks it, so that two calls take turns. @returns whether there is one */
const nameAndLock = async (
  tx: Sql,
  { clientId, agentId, name }: AgentInput,
  now: string,
): Promise<boolean> => {
  const ids = [clientId, agentId];
  if (name !== undefined)
    await tx.execute(
      "insert into agents (client_id, agent_id, name, created_at) values ($1, $2, $3, $4) on conflict do nothing",
      [...ids, name, now],
    );
  const found = await tx.maybeOne(
    query(nameRow, "select name from agents where client_id = $1 and agent_id = $2 for update"),
    ids,
  );
  if (name !== undefined && found?.name !== name)
    await tx.execute("update agents set name = $3 where client_id = $1 and agent_id = $2", [...ids, name]);
  return found !== undefined;
};

/**
 * Names an agent and dates a rate and a manager. Run it in a transaction, and roll that back unless the result is
 * `stored`.
 */
export const putAgent = async (tx: Sql, input: AgentInput, now: string): Promise<PutAgentResult> => {
  const { commissionRateBps, managerId } = input;
  if (!(await nameAndLock(tx, input, now))) return { kind: "unknown" };
  const rate =
    commissionRateBps === undefined ? undefined : await putRate(tx, { ...input, commissionRateBps }, now);
  if (rate?.kind === "rateConflict") return rate;
  const manager = managerId === undefined ? undefined : await putManager(tx, { ...input, managerId }, now);
  if (manager !== undefined && manager.kind !== "stored") return manager;
  const agent = await findAgent(tx, input, now);
  const { validFrom } = (rate ?? manager)!;
  return { kind: "stored", agent: agent!, validFrom: shownStart(validFrom) };
};
