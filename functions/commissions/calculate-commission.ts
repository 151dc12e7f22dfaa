/** What an agent earns on an order's lines. Pure. */
import { type CommissionRate, rateAt } from "../../lib/domain/commission-rates.ts";
import { shareOf } from "../../lib/domain/money.ts";
import { err, ok, type Result } from "../../lib/domain/result.ts";
import type { CommissionPayload } from "../../lib/tasks/commission.ts";
import type { TaskResult } from "../../lib/tasks/registry.ts";

/** One entry per line; base and amount in minor units, the rate in basis points. */
export type EarnedEntries = TaskResult["commission"]["entries"];

/**
 * A rate that a rule fixes takes precedence over the agent's own.
 * @param rates the agent's own rates
 * @returns the reason for the refusal when a line has no rate: a task is booked for all its lines or for none
 */
export const calculateCommission = (
  { agentId, entries }: CommissionPayload,
  rates: readonly CommissionRate[],
  paidAt: string,
): Result<EarnedEntries, string> => {
  const ownRate = rateAt(rates, paidAt)?.rateBps;
  const earned = entries.flatMap(({ lineId, base, rateBps = ownRate }) =>
    rateBps === undefined ? [] : [{ lineId, base, rateBps, amount: shareOf(base, rateBps) }],
  );
  if (earned.length === entries.length) return ok(earned);
  return err(
    rates.length === 0
      ? `agent ${agentId} has no commission rate`
      : `agent ${agentId} has no commission rate valid at ${paidAt}`,
  );
};
