/** What an agent earns on an order's lines. Pure. */
import { type CommissionRate, rateAt } from "../../lib/domain/commission-rates.ts";
import { err, ok, type Result } from "../../lib/domain/result.ts";
import { earnedEntries } from "../../lib/domain/commission.ts";
import type { CommissionPayload } from "../../lib/tasks/commission.ts";

/** One entry per line and role; base and amount in minor units, the rate in basis points. */
export type EarnedEntries = NonNullable<ReturnType<typeof earnedEntries>>;

/**
 * A rate that a rule fixes takes precedence over the agent's own.
 * @param rates the agent's own rates
 * @returns the reason for the refusal when a line has no rate: a task is booked for all its lines or for none
 */
export const calculateCommission = (
  payload: CommissionPayload,
  rates: readonly CommissionRate[],
  paidAt: string,
): Result<EarnedEntries, string> => {
  const earned = earnedEntries(payload.entries, rateAt(rates, paidAt)?.rateBps);
  if (earned !== undefined) return ok(earned);
  const { agentId } = payload;
  return err(
    rates.length === 0
      ? `agent ${agentId} has no commission rate`
      : `agent ${agentId} has no commission rate valid at ${paidAt}`,
  );
};
