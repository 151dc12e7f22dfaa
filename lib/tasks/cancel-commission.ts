/** What cancellations do to commissions: their part of what was booked is reversed. Pure. */
import {
  type CancelledLines,
  carriedOut,
  type Items,
  itemsLeft,
  partOf,
  quantitiesLeft,
} from "../domain/cancellation.ts";
import type { CommissionEntry, EarnedEntry } from "../domain/commission.ts";
import type { DoneTask } from "./cancellation-of-task.ts";

/** What counts of the payload of a commission task. */
type Planned = {
  readonly agentId: string;
  readonly entries: readonly CommissionEntry[];
  readonly quantities?: Readonly<Record<string, number>> | undefined;
};
type Booked = { readonly entries: readonly EarnedEntry[] };

/** The base is the part of the line's total that the items left have. */
const withItemsLeft = (entry: CommissionEntry, cancelled: CancelledLines): CommissionEntry => {
  const line = cancelled.get(entry.lineId);
  if (line === undefined) return entry;
  const { total, quantity: of } = line;
  return { ...entry, base: total - partOf(total, { of, before: 0, now: of - itemsLeft(line) }) };
};

const reversalOf = ({ lineId, role = "agent", base, rateBps, amount }: EarnedEntry, items: Items) => ({
  lineId,
  role,
  base: partOf(base, items),
  rateBps,
  amount: partOf(amount, items),
});

export const cancelCommission = {
  amend: ({ agentId, entries }: Planned, lineIds: readonly string[], cancelled: CancelledLines) => {
    const left = new Set(lineIds);
    const quantities = quantitiesLeft(lineIds, cancelled);
    return {
      agentId,
      entries: entries
        .filter(({ lineId }) => left.has(lineId))
        .map((entry) => withItemsLeft(entry, cancelled)),
      ...(quantities === undefined ? {} : { quantities }),
    };
  },
  reverse: ({ taskId, payload, result, cancellationId, at, cancelled }: DoneTask<Planned, Booked>) => {
    const { agentId, quantities } = payload;
    const entries = result.entries.flatMap((entry) => {
      const line = cancelled.get(entry.lineId);
      return line === undefined || line.now === 0 ? [] : [reversalOf(entry, carriedOut(line, quantities))];
    });
    if (entries.length === 0) return undefined;
    return { agentId, entries: [], reverses: { cancellationId, taskId, at, entries } };
  },
};
