/** Responses about the differences between two rulebooks on orders. */
import * as z from "zod";
import { FORETOLD_CODES } from "../../domain/cause.ts";
import { minorUnits } from "../../domain/money.ts";
import { CHANGES } from "../../rulebook/difference-examples.ts";
import { BOOKINGS, type BookingName } from "../../tasks/definition.ts";
import { TASK_TYPES, type TaskType } from "../../tasks/registry.ts";
import { becauseSchema } from "./orders.ts";

const recordOf = <Key extends string, Schema extends z.ZodType>(keys: readonly Key[], schema: Schema) =>
  Object.fromEntries(keys.map((key) => [key, schema])) as Record<Key, Schema>;

const changesOf = <Schema extends z.ZodType>(schema: Schema) => ({
  added: z.array(schema).describe("only under this version"),
  removed: z.array(schema).describe("only under the active version"),
  changed: z.array(z.object({ before: schema, after: schema })).describe("under both, with another content"),
});

const exampleTask = z.looseObject({
  type: z.enum(TASK_TYPES),
  key: z.string(),
  lineIds: z.array(z.string()),
  payload: z.looseObject({}),
  because: z.array(becauseSchema),
});

const exampleFreeItem = z.object({
  sku: z.string(),
  quantity: z.int(),
  delivery: z.enum(["disc", "streaming"]).optional(),
  ruleId: z.string(),
  reason: z.string(),
});

const exampleNote = z.object({ text: z.string(), ruleId: z.string() });

const clientId = z.string().optional().describe("with the scope clients:all");

/** The differences in one order. */
export const exampleOrderSchema = z.object({
  orderId: z.string(),
  clientId,
  ...changesOf(exampleTask),
  freeItems: z.object(changesOf(exampleFreeItem)),
  notes: z.object(changesOf(exampleNote)).optional().describe("absent when the notes are the same"),
});

const beforeAfter = { before: z.int(), after: z.int() };

const money = z.object({ before: minorUnits, after: minorUnits, currency: z.string() });

const rejections = z.object({ type: z.enum(TASK_TYPES), code: z.enum(FORETOLD_CODES), ...beforeAfter });

const counts = z.object(recordOf(CHANGES, z.int()));

const kind = z.object({
  kind: z.string().describe("such as packing_slip:royalties, commission, free_item:VIDEO-FIRST-AID"),
  change: z.enum(CHANGES),
  orders: z.int().describe("in how many orders it occurs"),
  examples: z.array(z.object({ orderId: z.string(), clientId })).describe("the first of them; see examples"),
});

export const simulationSchema = z
  .object({
    rulebookVersion: z.int().nullable().describe("null for a text that is not saved"),
    against: z.int(),
    ordersReplayed: z.int(),
    ordersDiffering: z.int(),
    rules: z.array(z.object({ ruleId: z.string(), ...beforeAfter })),
    tasks: z.object(recordOf<TaskType, typeof counts>(TASK_TYPES, counts)),
    freeItems: counts,
    notes: counts,
    ...recordOf<BookingName, typeof money>(BOOKINGS, money),
    otherCurrencies: z
      .array(money.extend({ royalties: money }))
      .optional()
      .describe("commission, with the royalties beside it"),
    wouldBeRejected: z
      .array(rejections)
      .describe("how many tasks would be rejected, by cause; their money is in no sum"),
    kinds: z.array(kind).describe("the kinds of difference"),
    examples: z.array(exampleOrderSchema),
    note: z.string().optional(),
    incomplete: z.literal(true).optional().describe("time ran out before every order was replayed"),
    nextCursor: z
      .string()
      .nullable()
      .describe("with it the next request replays the orders that are left; null: there are none"),
  })
  .meta({ id: "Simulation" });
