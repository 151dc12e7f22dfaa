/** A client's agents and their commission rates, which are dated and never overwritten. */
import { clientKey } from "../domain/client-key.ts";
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
const agentRateRow = rowOf({
  clientId: z.string(),
  agentId: z.string(),
  validFrom: instant,
  rateBps: z.int(),
});

/** An agent's id is unique within its client. */
export type AgentId = { readonly clientId: string; readonly agentId: string };

const listRates = (sql: Sql, { clientId, agentId }: AgentId): Promise<RateRow[]> =>
  sql.many(
    query(
      rateRow,
      `select valid_from, rate_bps as commission_rate_bps from agent_rates
       where client_id = $1 and agent_id = $2 order by valid_from`,
    ),
    [clientId, agentId],
  );

const isValid = ({ validFrom }: RateRow, now: string): boolean =>
  validFrom === BEGINNING || Date.parse(validFrom) <= Date.parse(now);

const currentRate = (rates: readonly RateRow[], now: string): RateRow | undefined =>
  rates.findLast((rate) => isValid(rate, now));

const describe = (agentId: string, name: string, rates: readonly RateRow[], now: string): Agent => ({
  agentId,
  name,
  commissionRateBps: currentRate(rates, now)?.commissionRateBps ?? null,
  rates: rates.map((rate) => ({
    validFrom: rate.validFrom === BEGINNING ? null : rate.validFrom,
    commissionRateBps: rate.commissionRateBps,
  })),
});

export const findAgent = async (sql: Sql, id: AgentId, now: string): Promise<Agent | undefined> => {
  const agent = await sql.maybeOne(
    query(nameRow, "select name from agents where client_id = $1 and agent_id = $2"),
    [id.clientId, id.agentId],
  );
  return agent === undefined ? undefined : describe(id.agentId, agent.name, await listRates(sql, id), now);
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

export type AgentInput = AgentId & {
  readonly name: string;
  readonly commissionRateBps: number;
  readonly validFrom?: string | undefined;
};

export type PutAgentResult =
  /** `validFrom`: since when the rate as put is valid, or will be; null is from the beginning. */
  | { readonly kind: "stored"; readonly agent: Agent; readonly validFrom: string | null }
  /** Another rate is already valid from that very instant. */
  | { readonly kind: "conflict"; readonly commissionRateBps: number };

// Without a date the first rate counts from the beginning, and a later one from now, unless it is what counts anyway.
const startOf = (input: AgentInput, rates: readonly RateRow[], now: string): string => {
  if (input.validFrom !== undefined) return input.validFrom;
  if (rates.length === 0) return BEGINNING;
  const current = currentRate(rates, now);
  return current?.commissionRateBps === input.commissionRateBps ? current.validFrom : now;
};

const sameInstant = (a: string, b: string): boolean => a === b || Date.parse(a) === Date.parse(b);

/** Names an agent and dates a rate. Run it in a transaction: the agent is locked, so that two calls take turns. */
export const putAgent = async (tx: Sql, input: AgentInput, now: string): Promise<PutAgentResult> => {
  const { clientId, agentId, name, commissionRateBps } = input;
  await tx.execute(
    "insert into agents (client_id, agent_id, name, created_at) values ($1, $2, $3, $4) on conflict do nothing",
    [clientId, agentId, name, now],
  );
  await tx.one("select 1 from agents where client_id = $1 and agent_id = $2 for update", [clientId, agentId]);
  const rates = await listRates(tx, input);
  const start = startOf(input, rates, now);
  const there = rates.find((rate) => sameInstant(rate.validFrom, start));
  if (there !== undefined && there.commissionRateBps !== commissionRateBps)
    return { kind: "conflict", commissionRateBps: there.commissionRateBps };
  if (there === undefined)
    await tx.execute(
      `insert into agent_rates (client_id, agent_id, valid_from, rate_bps, created_at)
       values ($1, $2, $3, $4, $5)`,
      [clientId, agentId, start, commissionRateBps, now],
    );
  await tx.execute("update agents set name = $3 where client_id = $1 and agent_id = $2", [
    clientId,
    agentId,
    name,
  ]);
  const agent = describe(agentId, name, await listRates(tx, input), now);
  return { kind: "stored", agent, validFrom: start === BEGINNING ? null : start };
};
