/** The entries of commissions: who earns which rate on which line. */
import * as z from "zod";
import type { Immutable } from "./immutable.ts";
import { lineTotal, minorUnits, shareOf } from "./money.ts";
import type { OrderLine } from "./order-line.ts";

/** As what an agent earns on a line: as the line's agent, as the manager of that agent, or because a rule names the agent. */
export const COMMISSION_ROLES = ["agent", "manager", "named"] as const;
export type CommissionRole = (typeof COMMISSION_ROLES)[number];

/** The words that `to` of a commission has beside the ids of agents: no agent may have one of them as its id. */
export const RECIPIENT_WORDS: readonly string[] = ["agent", "manager"];

export const commissionEntry = z.object({
  lineId: z.string(),
  base: minorUnits,
  /** Absent: agent. */
  role: z.enum(COMMISSION_ROLES).optional(),
  /** Only when a rule fixes the rate; else the agent's own rate at `paidAt` counts. */
  rateBps: z.int().optional(),
});
type Entry = z.infer<typeof commissionEntry>;
export type CommissionEntry = Immutable<Entry>;

export const earnedEntry = z.object({
  lineId: z.string(),
  role: z.enum(COMMISSION_ROLES).optional().describe("absent before roles were stored: agent"),
  base: minorUnits,
  rateBps: z.int(),
  amount: minorUnits,
});
export type EarnedEntry = Immutable<z.infer<typeof earnedEntry>>;

/**
 * The entries that a commission books: one per line and role, half-even to minor units. A rate that a rule fixes takes
 * precedence.
 * @param ownRateBps the agent's own rate when the order was paid
 * @returns undefined when a line has no rate: a task is booked for all its lines or for none
 */
export const earnedEntries = (
  entries: readonly CommissionEntry[],
  ownRateBps: number | undefined,
): readonly (EarnedEntry & { readonly role: CommissionRole })[] | undefined => {
  const earned = entries.flatMap(({ lineId, role = "agent", base, rateBps = ownRateBps }) =>
    rateBps === undefined ? [] : [{ lineId, role, base, rateBps, amount: shareOf(base, rateBps) }],
  );
  return earned.length === entries.length ? earned : undefined;
};

/** The entry of a line. Only what differs from the usual is in it, because most orders have many of them. */
export const entryOf = (line: OrderLine, role: CommissionRole, rateBps: number | undefined): Entry => {
  const base = lineTotal(line);
  const entry: Entry =
    rateBps === undefined ? { lineId: line.lineId, base } : { lineId: line.lineId, base, rateBps };
  if (role !== "agent") entry.role = role;
  return entry;
};

/** A rate that a rule fixes counts before the agent's own; of several fixed rates the first one. */
export const addEntry = (
  entries: Entry[],
  line: OrderLine,
  role: CommissionRole,
  rateBps: number | undefined,
): void => {
  // Actions come line by line, so the entries of the line are the last ones.
  for (let at = entries.length - 1; at >= 0 && entries[at]!.lineId === line.lineId; at -= 1) {
    const entry = entries[at]!;
    if ((entry.role ?? "agent") !== role) continue;
    if (rateBps !== undefined && entry.rateBps === undefined) entry.rateBps = rateBps;
    return;
  }
  entries.push(entryOf(line, role, rateBps));
};
