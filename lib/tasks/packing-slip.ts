/** Packing slips: one per destination, with all lines that go there. */
import * as z from "zod";
import { DESTINATIONS, royaltyDue } from "../domain/slip.ts";
import { defineTask } from "./definition.ts";

export const packingSlip = defineTask({
  type: "packing_slip",
  queueSuffix: "packing-slips",
  title: { "pt-BR": "Romaneio", en: "Packing slip" },
  payload: z.object({ destination: z.enum(DESTINATIONS) }),
  result: z.object({ packingSlip: z.string() }),
  shown: ["destination"],
  summary: ({ destination }) => `packing slip for ${destination}`,

  action: {
    name: "packingSlip",
    description: "prints a packing slip",
    details: z.strictObject({
      destination: z
        .enum(DESTINATIONS)
        .meta({ title: "destination", description: "the department that gets the slip" }),
    }),
    // For each order, the action covers lines that go by post, and the order of such a line has an address.
    warning: ({ destination }, { forEach, hasAddress }) =>
      destination === "royalties" || forEach === "order" || hasAddress()
        ? undefined
        : {
            at: { key: "destination" },
            detail:
              "the order of such a line need not have a shipping address, and without one the slip is rejected: restrict `when` to lines that go by post, or by `has(order.shippingAddress)`",
          },
  },
  planAction: ({ destination }, ships) => ({
    covers: destination === "royalties" ? (line) => line.type === "book" : ships,
    rank: DESTINATIONS.indexOf(destination),
    mergeKey: destination,
    payload: () => ({ destination }),
  }),

  // The copy for the royalty department needs no address.
  wouldBeRejected: ({ destination }, { order }) =>
    destination === "shipping" && order.shippingAddress === undefined
      ? { code: "no-shipping-address" }
      : undefined,

  expectation: {
    key: "packingSlips",
    description: "the departments that get a packing slip",
    value: z.enum(DESTINATIONS).meta({ title: "destination" }),
    of: ({ destination }) => destination,
  },
  differenceKind: ({ destination }) => destination,
  booking: {
    name: "royalties",
    amount: ({ destination }, { lines }) =>
      destination === "royalties" ? lines.reduce((sum, line) => sum + BigInt(royaltyDue(line)), 0n) : 0n,
  },
});
