/** What an agent earns on an order's lines. Pure. */
import { shareOf } from "../../lib/domain/money.ts";
import { type CommissionRate, rateAt } from "../../lib/domain/commission-rates.ts";
import type { CommissionPayload } from "../../lib/tasks/commission.ts";

type Earned = {
  readonly lineId: string;
  readonly base: number;
  readonly rateBps: number;
  readonly amount: number;
};
export type Commission =
  | { readonly kind: "earned"; readonly entries: readonly Earned[] }
  | { readonly kind: "refused"; readonly reason: string };

/**
 * A rate that a rule fixed wins over the agent's own. Without one, the whole task is refused: half a statement would
 * be worse than none.
 */
export const calculateCommission = (
  { agentId, entries }: CommissionPayload,
  rates: readonly CommissionRate[],
  paidAt: string,
): Commission => {
  const own = rateAt(rates, paidAt)?.rateBps;
  const earned = entries.flatMap(({ lineId, base, rateBps = own }) =>
    rateBps === undefined ? [] : [{ lineId, base, rateBps, amount: shareOf(base, rateBps) }],
  );
  if (earned.length === entries.length) return { kind: "earned", entries: earned };
  return {
    kind: "refused",
    reason:
      rates.length === 0
        ? `agent ${agentId} has no commission rate`
        : `agent ${agentId} has no commission rate valid at ${paidAt}`,
  };
};
