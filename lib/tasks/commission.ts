/** Commissions: one task per agent who earns one, with an entry per line and role. */
import * as z from "zod";
import { leftQuantities } from "../domain/cancellation.ts";
import {
  addEntry,
  COMMISSION_ROLES,
  type CommissionEntry,
  commissionEntry,
  type CommissionRole,
  earnedEntries,
  earnedEntry,
  type EarnedEntry,
  entryOf,
  RECIPIENT_WORDS,
} from "../domain/commission.ts";
import {
  describeEarnings,
  earningsOf,
  expectedCommission,
  unmetCommissions,
} from "../domain/commission-expectation.ts";
import { platformId } from "../domain/fields.ts";
import type { Immutable } from "../domain/immutable.ts";
import { managerOf } from "../domain/managers.ts";
import { minorUnits, shareOf } from "../domain/money.ts";
import { didYouMean } from "../domain/near-name.ts";
import { agentOf } from "../domain/order.ts";
import type { OrderLine } from "../domain/order-line.ts";
import { cancelCommission } from "./cancel-commission.ts";
import { type ActionPlan, defineTask, type PlannedOrder } from "./definition.ts";

/** Of a task that reverses a commission: the task that booked it, and the amounts to take back, as positive numbers. */
const reversedCommission = z.object({
  cancellationId: z.string(),
  taskId: z.uuid(),
  /** When the order was cancelled: the reversal belongs to the month of this instant. */
  at: z.string(),
  entries: z.array(
    z.object({
      lineId: z.string(),
      role: z.enum(COMMISSION_ROLES),
      base: minorUnits,
      rateBps: z.int(),
      amount: minorUnits,
    }),
  ),
});

const payload = z.object({
  agentId: z.string(),
  /** Empty in a task that reverses a commission. */
  entries: z.array(commissionEntry),
  quantities: leftQuantities.optional(),
  reverses: reversedCommission.optional(),
});
type Payload = z.infer<typeof payload>;
export type CommissionPayload = Immutable<Payload>;

const result = z.object({ entries: z.array(earnedEntry) });

const shownEntry = z.object({
  lineId: z.string(),
  role: z.enum(COMMISSION_ROLES),
  base: minorUnits,
  rateBps: z.int().optional().describe("absent: the agent's own rate, which is not known until it is booked"),
  rateFrom: z.enum(["rule", "agent"]).describe("whether a rule fixes the rate or it is the agent's own"),
  amount: minorUnits.optional().describe("absent while the rate is not known"),
});
type ShownEntry = z.infer<typeof shownEntry>;

const shownAs = (
  { lineId, role = "agent", base, rateBps }: CommissionEntry,
  ownRateBps: number | undefined,
): ShownEntry => {
  const shown = { lineId, role, base, rateFrom: rateBps === undefined ? "agent" : "rule" } as const;
  const known = rateBps ?? ownRateBps;
  return known === undefined ? shown : { ...shown, rateBps: known, amount: shareOf(base, known) };
};

const entryKey = ({ lineId, role = "agent" }: Pick<EarnedEntry, "lineId" | "role">): string =>
  `${role} ${lineId}`;

/** How an action finds the agent who earns on a line. */
type Recipient = Pick<ActionPlan<Payload>, "whyNothing"> & {
  readonly role: CommissionRole;
  /** Asked only for lines for which nothing speaks against it. */
  readonly agentId: string | ((line: OrderLine, order: PlannedOrder) => string);
};

const FREE = "free items earn no commission";

const whyNoAgent = (line: OrderLine, order: PlannedOrder): string | undefined => {
  if (line.free) return FREE;
  return agentOf(order, line) === undefined ? "neither the line nor the order has an agent" : undefined;
};

const whyNoManager = (line: OrderLine, order: PlannedOrder): string | undefined => {
  const why = whyNoAgent(line, order);
  if (why !== undefined) return why;
  const agentId = agentOf(order, line)!;
  if (order.managers === undefined) return `it is not known who managed agent ${agentId}`;
  const { day, managers } = order.managers;
  return managerOf(managers, agentId) === undefined ? `agent ${agentId} had no manager on ${day}` : undefined;
};

const ROLES: Readonly<Record<"agent" | "manager", Recipient>> = {
  agent: { role: "agent", whyNothing: whyNoAgent, agentId: (line, order) => agentOf(order, line)! },
  manager: {
    role: "manager",
    whyNothing: whyNoManager,
    agentId: (line, order) => managerOf(order.managers!.managers, agentOf(order, line)!)!,
  },
};

const recipientOf = (to: string): Recipient =>
  to === "agent" || to === "manager"
    ? ROLES[to]
    : { role: "named", whyNothing: (line) => (line.free ? FREE : undefined), agentId: to };

/** The id that `to` names, if it is not a word for a role. */
export const namedRecipient = ({ to }: { readonly to?: string | undefined }): string | undefined =>
  to === undefined || RECIPIENT_WORDS.includes(to) ? undefined : to;

const unknownAgent = (to: string, agents: Iterable<string>): string =>
  `no agent \`${to}\`${didYouMean(to, [...RECIPIENT_WORDS, ...agents]) || "; it must be agent, manager or the id of an agent"}`;

export const commission = defineTask({
  type: "commission",
  queueSuffix: "commissions",
  title: { "pt-BR": "Comissão", en: "Commission" },
  payload,
  result,
  shown: ["agentId"],
  shownDetails: {
    name: "entries",
    schema: z.array(shownEntry),
    of: ({ agentId, entries }, { rateOf, paidAt, result: booked }) => {
      const own = rateOf?.(agentId, paidAt);
      const earned = new Map(
        (booked as Partial<z.infer<typeof result>> | undefined)?.entries?.map((entry) => [
          entryKey(entry),
          entry,
        ]),
      );
      return entries.map((entry) => shownAs(entry, earned.get(entryKey(entry))?.rateBps ?? own));
    },
  },
  summary: ({ agentId, entries, reverses }) =>
    reverses === undefined
      ? `commission for ${describeEarnings(agentId, entries)}`
      : `reversal of the commission for ${agentId}`,

  action: {
    name: "commission",
    description: "pays an agent a commission",
    notForCancellations: "a cancellation takes back the commission of what it cancels by itself",
    details: z.strictObject({
      to: platformId
        .meta({
          title: "recipient",
          description: "who earns it: agent, manager or the id of an agent; left out: agent",
        })
        .optional(),
      rateBps: z
        .int()
        .min(0)
        .max(10_000)
        .meta({ description: "basis points, 600 is 6 %; left out: the agent's own rate" })
        .optional(),
    }),
    fixes: { keys: ["rateBps"], group: { to: "agent" } },
    needs: (details) => {
      const named = namedRecipient(details);
      return { managers: details.to === "manager", agents: named === undefined ? [] : [named] };
    },
    check: (details, { agents }) => {
      const to = namedRecipient(details);
      if (to === undefined || agents === undefined || agents.has(to)) return undefined;
      return { at: { key: "to" }, detail: unknownAgent(to, agents) };
    },
    warning: (details, { agents }) => {
      const to = namedRecipient(details);
      if (to === undefined || agents !== undefined) return undefined;
      const hint = didYouMean(to, RECIPIENT_WORDS);
      return { at: { key: "to" }, detail: `the agents are not known here: \`${to}\` is not checked${hint}` };
    },
  },
  planAction: ({ to = "agent", rateBps }) => {
    const { role, whyNothing, agentId } = recipientOf(to);
    const idOf = typeof agentId === "string" ? () => agentId : agentId;
    return {
      covers: () => true,
      whyNothing: whyNothing!,
      mergeKey: agentId,
      payload: (line, order) => ({ agentId: idOf(line, order), entries: [entryOf(line, role, rateBps)] }),
      merge: ({ entries }, line) => addEntry(entries, line, role, rateBps),
    };
  },

  looksUp: ({ agentId }) => ({ ratesOf: [agentId] }),
  wouldBeRejected: ({ agentId, entries }, { order, rateOf }) => {
    const needsRate = entries.some(({ rateBps }) => rateBps === undefined);
    if (!needsRate || rateOf === undefined) return undefined;
    return rateOf(agentId, order.payment.paidAt) === undefined
      ? { code: "agent-without-rate", agentId }
      : undefined;
  },

  cancellation: cancelCommission,

  expectation: {
    key: "commissions",
    description: "the agents who earn a commission: ids, or mappings such as { agent: A-1, rateBps: 1000 }",
    value: expectedCommission,
    of: ({ agentId }) => agentId,
    unmet: (expected, payloads, { rateOf, paidAt }) =>
      unmetCommissions(
        expected,
        payloads.flatMap(({ agentId, entries }) => earningsOf(agentId, entries, rateOf?.(agentId, paidAt))),
      ),
  },
  differenceKind: () => "",
  booking: {
    name: "commission",
    amount: ({ agentId, entries }, { order, rateOf }) => {
      const earned = earnedEntries(entries, rateOf(agentId, order.payment.paidAt)) ?? [];
      return earned.reduce((sum, { amount }) => sum + BigInt(amount), 0n);
    },
  },
});
