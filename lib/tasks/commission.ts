/** Commissions: one task per agent, with an entry per line. */
import * as z from "zod";
import { lineTotal, minorUnits, shareOf } from "../domain/money.ts";
import { agentOf } from "../domain/order.ts";
import type { OrderLine } from "../domain/order-line.ts";
import { text } from "../domain/text-schema.ts";
import { defineTask } from "./definition.ts";
import type { Immutable } from "../domain/immutable.ts";

const entry = z.object({
  lineId: z.string(),
  base: minorUnits,
  /** Only when a rule fixes the rate; else the agent's own rate at `paidAt` counts. */
  rateBps: z.int().optional(),
});
type Entry = z.infer<typeof entry>;

const payload = z.object({ agentId: z.string(), entries: z.array(entry) });
export type CommissionPayload = Immutable<z.infer<typeof payload>>;

const earnedEntry = z.object({ lineId: z.string(), base: minorUnits, rateBps: z.int(), amount: minorUnits });
type EarnedEntry = z.infer<typeof earnedEntry>;

/**
 * The entries that a commission books: one per line, half-even to minor units. A rate that a rule fixes takes precedence.
 * @param ownRateBps the agent's own rate when the order was paid
 * @returns undefined when a line has no rate: a task is booked for all its lines or for none
 */
export const earnedEntries = (
  { entries }: CommissionPayload,
  ownRateBps: number | undefined,
): readonly EarnedEntry[] | undefined => {
  const earned = entries.flatMap(({ lineId, base, rateBps = ownRateBps }) =>
    rateBps === undefined ? [] : [{ lineId, base, rateBps, amount: shareOf(base, rateBps) }],
  );
  return earned.length === entries.length ? earned : undefined;
};

const entryOf = (line: OrderLine, rateBps: number | undefined): Entry => {
  const base = lineTotal(line);
  return rateBps === undefined ? { lineId: line.lineId, base } : { lineId: line.lineId, base, rateBps };
};

/** A rate that a rule fixes counts before the agent's own; of several fixed rates the first one. */
const addEntry = (entries: Entry[], line: OrderLine, rateBps: number | undefined): void => {
  // Actions come line by line, so an entry of the line is the last one.
  const last = entries.at(-1);
  const existing = last?.lineId === line.lineId ? last : undefined;
  if (existing === undefined) entries.push(entryOf(line, rateBps));
  else if (rateBps !== undefined && existing.rateBps === undefined) existing.rateBps = rateBps;
};

export const commission = defineTask({
  type: "commission",
  queueSuffix: "commissions",
  title: { "pt-BR": "Comissão", en: "Commission" },
  payload,
  result: z.object({ entries: z.array(earnedEntry) }),
  shown: ["agentId"],
  summary: ({ agentId }) => `commission for ${agentId}`,

  action: {
    name: "commission",
    description: "pays the agent a commission",
    details: z.strictObject({
      rateBps: z
        .int()
        .min(0)
        .max(10_000)
        .meta({ description: "basis points, 600 is 6 %; left out: the agent's own rate" })
        .optional(),
    }),
  },
  planAction: ({ rateBps }) => ({
    covers: () => true,
    whyNothing: (line, order) => {
      if (line.free) return "free items earn no commission";
      return agentOf(order, line) === undefined ? "neither the line nor the order has an agent" : undefined;
    },
    mergeKey: (line, order) => agentOf(order, line)!,
    payload: (line, order) => ({ agentId: agentOf(order, line)!, entries: [entryOf(line, rateBps)] }),
    merge: ({ entries }, line) => addEntry(entries, line, rateBps),
  }),

  wouldBeRejected: ({ agentId, entries }, { order, rateOf }) => {
    const needsRate = entries.some(({ rateBps }) => rateBps === undefined);
    if (!needsRate || rateOf === undefined) return undefined;
    return rateOf(agentId, order.payment.paidAt) === undefined
      ? { code: "agent-without-rate", agentId }
      : undefined;
  },

  expectation: {
    key: "commissions",
    description: "the ids of the agents who earn a commission",
    value: text(64),
    of: ({ agentId }) => agentId,
  },
  differenceKind: () => "",
  booking: {
    name: "commission",
    amount: (payload, { order, rateOf }) => {
      const entries = earnedEntries(payload, rateOf(payload.agentId, order.payment.paidAt)) ?? [];
      return entries.reduce((sum, { amount }) => sum + BigInt(amount), 0n);
    },
  },
});
