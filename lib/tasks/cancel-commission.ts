/** What cancellations do to commissions: their part of what was booked is reversed. Pure. */
import {
  type CancelledLines,
  carriedOut,
  itemsLeft,
  type Items,
  partOf,
  quantitiesLeft,
} from "../domain/cancellation.ts";
import type { CommissionEntry, EarnedEntry } from "../domain/commission.ts";
import type { CancellationOfTask } from "./definition.ts";
import type { CommissionPayload, CommissionResult } from "./commission.ts";

/** The base is the part of the line's total that the items left have. */
const withItemsLeft = (entry: CommissionEntry, cancelled: CancelledLines): CommissionEntry => {
  const line = cancelled.get(entry.lineId);
  if (line === undefined) return entry;
  const { total, quantity } = line;
  return {
    ...entry,
    base: total - partOf(total, { of: quantity, before: 0, now: quantity - itemsLeft(line) }),
  };
};

const reversalOf = ({ lineId, role = "agent", base, rateBps, amount }: EarnedEntry, items: Items) => ({
  lineId,
  role,
  base: partOf(base, items),
  rateBps,
  amount: partOf(amount, items),
});

export const cancelCommission: CancellationOfTask<CommissionPayload, CommissionResult> = {
  amend: ({ quantities: _before, ...planned }, lineIds, cancelled) => {
    const left = new Set(lineIds);
    const entries = planned.entries.filter(({ lineId }) => left.has(lineId));
    const quantities = quantitiesLeft(lineIds, cancelled);
    const amended = { ...planned, entries: entries.map((entry) => withItemsLeft(entry, cancelled)) };
    return quantities === undefined ? amended : { ...amended, quantities };
  },
  reverse: ({ taskId, payload: { agentId, quantities }, result, cancellationId, at, cancelled }) => {
    const entries = result.entries.flatMap((entry) => {
      const line = cancelled.get(entry.lineId);
      return line === undefined || line.now === 0 ? [] : [reversalOf(entry, carriedOut(line, quantities))];
    });
    if (entries.length === 0) return undefined;
    return { agentId, entries: [], reverses: { cancellationId, taskId, at, entries } };
  },
};
