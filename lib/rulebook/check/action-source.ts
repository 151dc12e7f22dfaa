/** The actions as people write them: each entry of `then` is one action's name with its details. */
import * as z from "zod";
import { PLAN_PATTERN } from "../../domain/order.ts";
import { MEMBERSHIP_CHANGES } from "../../domain/membership.ts";
import { DESTINATIONS } from "../../domain/slip.ts";
import { EMAIL_TEMPLATES } from "../../tasks/email.ts";
import type { Action } from "../rulebook.ts";
import { text } from "./source-text.ts";

/** The details of each action, by its name. */
export const actionDetails = {
  packingSlip: z.strictObject({
    destination: z
      .enum(DESTINATIONS)
      .meta({ title: "destination", description: "the department that gets the slip" }),
  }),
  membership: z.strictObject({
    change: z
      .enum(MEMBERSHIP_CHANGES)
      .meta({ title: "membership change", description: "what happens to the membership" }),
    plan: z
      .string()
      .regex(PLAN_PATTERN, "must be lower case letters, digits, - and _, such as basic")
      .meta({ description: "left out: the plan of the line" })
      .optional(),
  }),
  email: z.strictObject({
    template: z.enum(EMAIL_TEMPLATES).meta({ title: "template", description: "the text to send" }),
    after: z
      .literal("membership")
      .meta({ description: "send once the membership has changed; membership-changed needs it" })
      .optional(),
  }),
  commission: z.strictObject({
    rateBps: z
      .int()
      .min(0)
      .max(10_000)
      .meta({ description: "basis points, 600 is 6 %; left out: the agent's own rate" })
      .optional(),
  }),
  addFreeItem: z.strictObject({
    sku: text(64).meta({ description: "a SKU of the catalogue" }),
    quantity: z.int().min(1).max(10_000).meta({ description: "how many; left out: 1" }).optional(),
    reason: text(500).meta({ description: "printed on the packing slip" }),
  }),
} as const satisfies Record<Action["action"], z.ZodObject>;

export type ActionName = keyof typeof actionDetails;

const ACTION_FORM = "an action looks like `packingSlip: { destination: shipping }`";

/** `- commission`, `- commission:` and `- commission: {}` mean the same; an action with required details has one form. */
export const actionSourceSchema = z
  .union(
    [
      z.enum(["commission"]),
      z
        .strictObject({
          packingSlip: actionDetails.packingSlip.meta({ description: "prints a packing slip" }).optional(),
          membership: actionDetails.membership.meta({ description: "changes the membership" }).optional(),
          email: actionDetails.email.meta({ description: "sends an e-mail to the customer" }).optional(),
          commission: actionDetails.commission
            .nullable()
            .meta({ description: "pays the agent a commission" })
            .optional(),
          addFreeItem: actionDetails.addFreeItem.meta({ description: "adds a line for free" }).optional(),
        })
        .check(({ value, issues }) => {
          // With an issue in the list, a key was refused and left out of the value.
          if (issues.length > 0) return;
          const [first, second] = Object.keys(value);
          if (first === undefined) issues.push({ code: "custom", input: value, message: ACTION_FORM });
          if (second !== undefined)
            issues.push({
              code: "custom",
              input: value,
              path: [second],
              message: "one action per entry: begin the next one with `- `",
              params: { at: "key" },
            });
        })
        .meta({ minProperties: 1, maxProperties: 1 }),
    ],
    ACTION_FORM,
  )
  .meta({ title: "action" });

export type ActionSource = z.infer<typeof actionSourceSchema>;

export type ActionDetails<Name extends ActionName> = z.infer<(typeof actionDetails)[Name]>;
