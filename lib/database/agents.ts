/** Agents and their commission rates, which are dated and never overwritten. */
import type { CommissionRate as DatedRate } from "../domain/commission-rates.ts";
import * as z from "zod";
import { instant, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

type Rate = {
  /** Null: valid from the beginning. */
  readonly validFrom: string | null;
  readonly commissionRateBps: number;
};

export type Agent = {
  readonly agentId: string;
  readonly name: string;
  /** The rate valid now; null while every rate still lies ahead. */
  readonly commissionRateBps: number | null;
  /** In order of validity. */
  readonly rates: readonly Rate[];
};

const BEGINNING = "-infinity";

const rateRow = rowOf({ validFrom: instant, commissionRateBps: z.int() });
type RateRow = z.infer<typeof rateRow>;

const nameRow = rowOf({ name: z.string() });
const agentRateRow = rowOf({ agentId: z.string(), validFrom: instant, rateBps: z.int() });

const listRates = (sql: Sql, agentId: string): Promise<RateRow[]> =>
  sql.many(
    query(
      rateRow,
      `select valid_from, rate_bps as commission_rate_bps from agent_rates
       where agent_id = $1 order by valid_from`,
    ),
    [agentId],
  );

const isValid = ({ validFrom }: RateRow, now: string): boolean =>
  validFrom === BEGINNING || Date.parse(validFrom) <= Date.parse(now);

const currentOf = (rates: readonly RateRow[], now: string): number | null =>
  rates.findLast((rate) => isValid(rate, now))?.commissionRateBps ?? null;

const describe = (agentId: string, name: string, rates: readonly RateRow[], now: string): Agent => ({
  agentId,
  name,
  commissionRateBps: currentOf(rates, now),
  rates: rates.map((rate) => ({
    validFrom: rate.validFrom === BEGINNING ? null : rate.validFrom,
    commissionRateBps: rate.commissionRateBps,
  })),
});

export const findAgent = async (sql: Sql, agentId: string, now: string): Promise<Agent | undefined> => {
  const agent = await sql.maybeOne(query(nameRow, "select name from agents where agent_id = $1"), [agentId]);
  return agent === undefined ? undefined : describe(agentId, agent.name, await listRates(sql, agentId), now);
};

/** Every agent's dated rates. */
export const findAllRates = async (sql: Sql): Promise<ReadonlyMap<string, DatedRate[]>> => {
  const rows = await sql.many(query(agentRateRow, "select agent_id, valid_from, rate_bps from agent_rates"));
  return Map.groupBy(rows, (row) => row.agentId);
};

/** The dated rates of some agents, by agent. */
export const findRates = async (
  sql: Sql,
  agentIds: readonly string[],
): Promise<ReadonlyMap<string, DatedRate[]>> => {
  const rows = await sql.many(
    query(agentRateRow, "select agent_id, valid_from, rate_bps from agent_rates where agent_id = any($1)"),
    [agentIds],
  );
  return Map.groupBy(rows, (row) => row.agentId);
};

export type AgentInput = {
  readonly agentId: string;
  readonly name: string;
  readonly commissionRateBps: number;
  readonly validFrom?: string | undefined;
};

export type PutAgentResult =
  | { readonly kind: "stored"; readonly agent: Agent }
  /** Another rate is already valid from that very instant. */
  | { readonly kind: "conflict"; readonly commissionRateBps: number };

// Without a date the first rate counts from the beginning, and a later one from now, unless it is what counts anyway.
const startOf = (input: AgentInput, rates: readonly RateRow[], now: string): string | undefined => {
  if (input.validFrom !== undefined) return input.validFrom;
  if (rates.length === 0) return BEGINNING;
  return currentOf(rates, now) === input.commissionRateBps ? undefined : now;
};

const sameInstant = (a: string, b: string): boolean => a === b || Date.parse(a) === Date.parse(b);

/** Names an agent and dates a rate. Run it in a transaction: the agent is locked, so that two calls take turns. */
export const putAgent = async (tx: Sql, input: AgentInput, now: string): Promise<PutAgentResult> => {
  const { agentId, name, commissionRateBps } = input;
  await tx.execute(
    "insert into agents (agent_id, name, created_at) values ($1, $2, $3) on conflict (agent_id) do nothing",
    [agentId, name, now],
  );
  await tx.one("select 1 from agents where agent_id = $1 for update", [agentId]);
  const rates = await listRates(tx, agentId);
  const start = startOf(input, rates, now);
  const there = rates.find((rate) => start !== undefined && sameInstant(rate.validFrom, start));
  if (there !== undefined && there.commissionRateBps !== commissionRateBps)
    return { kind: "conflict", commissionRateBps: there.commissionRateBps };
  if (start !== undefined && there === undefined)
    await tx.execute(
      "insert into agent_rates (agent_id, valid_from, rate_bps, created_at) values ($1, $2, $3, $4)",
      [agentId, start, commissionRateBps, now],
    );
  await tx.execute("update agents set name = $2 where agent_id = $1", [agentId, name]);
  return { kind: "stored", agent: describe(agentId, name, await listRates(tx, agentId), now) };
};
