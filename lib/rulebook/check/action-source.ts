/** The actions as people write them: each entry of `then` is one action's name with its details. */
import * as z from "zod";
import { videoLine } from "../../domain/order-line.ts";
import { text } from "../../domain/text-schema.ts";
import { TASKS } from "../../tasks/registry.ts";
import { NOTE } from "../note-action.ts";
import type { Action } from "../rulebook.ts";

export type ActionName = Action["action"];

export const freeItemDetails = z.strictObject({
  sku: text(64).meta({ description: "a SKU of the catalogue" }),
  quantity: z.int().min(1).max(10_000).meta({ description: "how many; left out: 1" }).optional(),
  reason: text(500).meta({ description: "printed on the packing slip" }),
  delivery: videoLine.shape.delivery
    .meta({
      title: "delivery",
      description:
        "how a video is delivered; left out: as the video that causes it, else as the catalogue says",
    })
    .optional(),
});

type ActionEntry = {
  readonly name: ActionName;
  readonly description: string;
  readonly details: z.ZodObject;
  /** Why a rule for each cancellation cannot have it. */
  readonly notForCancellations?: string;
};

/** Every action with what it takes. */
export const ACTION_ENTRIES: readonly ActionEntry[] = [
  ...TASKS.map(({ action }) => action),
  NOTE.action,
  {
    name: "addFreeItem",
    description: "adds a line for free",
    details: freeItemDetails,
    notForCancellations: "nothing is sent with a cancellation",
  },
];

export const ACTION_NAMES: readonly ActionName[] = ACTION_ENTRIES.map(({ name }) => name);

/** `- name`, `- name:` and `- name: {}` mean the same for an action without required details. */
const needsNoDetails = ({ details }: ActionEntry): boolean => details.safeParse({}).success;

const entrySchema = (entry: ActionEntry): z.ZodType<Record<string, unknown> | null | undefined> =>
  (needsNoDetails(entry) ? entry.details.nullable() : entry.details)
    .meta({ description: entry.description })
    .optional();

const entrySchemas = Object.fromEntries(
  ACTION_ENTRIES.map((entry) => [entry.name, entrySchema(entry)]),
) as Record<ActionName, ReturnType<typeof entrySchema>>;

const ACTION_FORM = "an action looks like `packingSlip: { destination: shipping }`";

export const actionSourceSchema = z
  .union(
    [
      z.enum(ACTION_ENTRIES.filter(needsNoDetails).map(({ name }) => name)),
      z
        .strictObject(entrySchemas)
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
