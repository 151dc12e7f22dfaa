/** Packing slips: one per destination, with all lines that go there. */
import * as z from "zod";
import { cancelledQuantity, leftQuantities, quantitiesLeft } from "../domain/cancellation.ts";
import {
  type Destination,
  DESTINATION_PATTERN,
  defaultSettings,
  settingsOf,
  type SlipSettings,
  slipSettings,
} from "../domain/destination.ts";
import { unknownName } from "../domain/near-name.ts";
import type { OrderLine } from "../domain/order-line.ts";
import { royaltyDue, UNDOING_KINDS } from "../domain/slip.ts";
import { defineTask, type Ships } from "./definition.ts";
import type { Immutable } from "../domain/immutable.ts";

/** Of a task that undoes a slip: the task that issued it, and how much of which lines leaves it. */
const cancelledSlip = z.object({
  cancellationId: z.string(),
  taskId: z.uuid(),
  lines: z.array(cancelledQuantity).min(1),
});

const payload = z.object({
  destination: z.string(),
  /** Absent when they are the default ones of the destination. */
  settings: slipSettings.optional(),
  quantities: leftQuantities.optional(),
  cancels: cancelledSlip.optional(),
});
type Payload = Immutable<z.infer<typeof payload>>;

const destinationId = z
  .string()
  .regex(DESTINATION_PATTERN, "must be lower case letters, digits and -, such as shipping")
  .meta({ title: "destination" });

const payloadOf = (id: string, destinations: readonly Destination[]): z.infer<typeof payload> => {
  const position = destinations.findIndex((one) => one.id === id);
  if (position === -1) return { destination: id };
  const settings = settingsOf(destinations[position]!, position);
  const isDefault = JSON.stringify(settings) === JSON.stringify(defaultSettings(id));
  return isDefault ? { destination: id } : { destination: id, settings };
};

/** What the slip of a task needs of its destination. */
export const slipSettingsOf = ({ destination, settings }: Payload): SlipSettings =>
  settings ?? defaultSettings(destination);

const coveredBy = ({ lines }: Pick<Destination, "lines">, ships: Ships): ((line: OrderLine) => boolean) => {
  if (lines === "ships") return ships;
  return lines === "books" ? (line) => line.type === "book" : () => true;
};

export const packingSlip = defineTask({
  type: "packing_slip",
  queueSuffix: "packing-slips",
  title: { "pt-BR": "Romaneio", en: "Packing slip" },
  payload,
  result: z.object({
    packingSlip: z.string().describe("the slip that was issued; that was voided, when nothing is left of it"),
    kind: z.enum(UNDOING_KINDS).optional().describe("of a slip for lines that come back, or are reversed"),
    reverses: z.string().optional().describe("the slip that it is about"),
    voided: z.string().optional().describe("the slip that a cancellation voided"),
  }),
  shown: ["destination"],
  summary: ({ destination, cancels }) =>
    `${cancels === undefined ? "" : "take back the "}packing slip for ${destination}`,

  action: {
    name: "packingSlip",
    description: "prints a packing slip",
    details: z.strictObject({
      destination: destinationId.meta({ title: "destination", description: "who gets the slip" }),
      insteadOf: destinationId
        .meta({
          title: "destination",
          description: "the slip that loses these lines; for each order, all of its lines",
        })
        .optional(),
    }),
    target: { key: "destination", known: ({ destinations }) => destinations.map(({ id }) => id) },
    check: (details, { destinations, forEach }) => {
      const ids = destinations.map(({ id }) => id);
      for (const key of ["destination", "insteadOf"] as const) {
        const id = details[key];
        if (id !== undefined && !ids.includes(id))
          return { at: { key }, detail: unknownName("destination", id, ids) };
      }
      const royalties = destinations.find(({ id }) => id === details.destination)?.royalties;
      return forEach === "cancellation" && royalties === true
        ? {
            at: { key: "destination" },
            detail: "a cancellation takes back the royalties of what it cancels by itself",
          }
        : undefined;
    },
    // For each order, the action covers lines that go by post, and the order of such a line has an address.
    warning: ({ destination: id }, { forEach, hasAddress, destinations }) => {
      const destination = destinations.find((one) => one.id === id);
      if (destination?.recipient !== "customer" || hasAddress()) return undefined;
      if (forEach !== "line" && destination.lines !== "all") return undefined;
      return {
        at: { key: "destination" },
        detail:
          "the order of such a line need not have a shipping address, and without one the slip is rejected: restrict `when` to lines that go by post, or by `has(order.shippingAddress)`",
      };
    },
  },
  planAction: ({ destination: id, insteadOf }, { ships, destinations, forEach }) => {
    const position = destinations.findIndex((one) => one.id === id);
    const fixed = payloadOf(id, destinations);
    return {
      covers: coveredBy(destinations[position] ?? { lines: "ships" }, ships),
      rank: position,
      mergeKey: id,
      takesFrom: insteadOf,
      ...(forEach === "cancellation"
        ? {
            payload: ({ lineId, quantity }: OrderLine) => ({ ...fixed, quantities: { [lineId]: quantity } }),
            merge: (existing: z.infer<typeof payload>, { lineId, quantity }: OrderLine) => {
              existing.quantities = { ...existing.quantities, [lineId]: quantity };
            },
          }
        : { payload: fixed.settings === undefined ? () => ({ destination: id }) : () => ({ ...fixed }) }),
    };
  },

  wouldBeRejected: (planned, { order }) =>
    slipSettingsOf(planned).recipient === "customer" && order.shippingAddress === undefined
      ? { code: "no-shipping-address" }
      : undefined,

  cancellation: {
    amend: ({ quantities: _before, ...planned }, lineIds, cancelled) => {
      const quantities = quantitiesLeft(lineIds, cancelled);
      return quantities === undefined ? planned : { ...planned, quantities };
    },
    reverse: ({ taskId, lineIds, payload: { destination, settings }, cancellationId, cancelled }) => {
      const lines = lineIds.flatMap((lineId) => {
        const { now = 0 } = cancelled.get(lineId) ?? {};
        return now === 0 ? [] : [{ lineId, quantity: now }];
      });
      const cancels = { cancellationId, taskId, lines };
      return settings === undefined ? { destination, cancels } : { destination, settings, cancels };
    },
  },

  expectation: {
    key: "packingSlips",
    description: "the destinations that get a packing slip",
    value: destinationId,
    known: ({ destinations }) => destinations.map(({ id }) => id),
    of: ({ destination }) => destination,
  },
  differenceKind: ({ destination }) => destination,
  booking: {
    name: "royalties",
    amount: (planned, { lines }) =>
      slipSettingsOf(planned).royalties
        ? lines.reduce((sum, line) => sum + BigInt(royaltyDue(line)), 0n)
        : 0n,
  },
});
