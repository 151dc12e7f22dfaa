/** Responses about rulebooks. */
import * as z from "zod";
import { minorUnits } from "../../domain/money.ts";
import { MONEY_TASK, TASK_TYPES, type TaskType } from "../../tasks/registry.ts";
import { becauseSchema, instantText } from "./orders.ts";

/** An issue or a warning with its position. */
export const rulebookIssueSchema = z
  .object({
    ruleId: z.string().optional(),
    pointer: z.string(),
    line: z.int(),
    column: z.int(),
    detail: z.string(),
    caret: z.string().describe("the source line, with a caret below the position"),
  })
  .meta({ id: "RulebookIssue" });
const issues = z.array(rulebookIssueSchema);
const failedExamples = z
  .array(rulebookIssueSchema.extend({ name: z.string().optional().describe("name of the example") }))
  .optional()
  .describe("examples that fail; they prevent activation");

const status = z.enum(["draft", "scheduled", "active", "shadow", "retired"]);
const format = z.enum(["yaml", "json"]);

export const savedRulebookSchema = z
  .object({
    version: z.int(),
    status: z.literal("draft"),
    warnings: issues,
    failedExamples,
  })
  .meta({ id: "SavedRulebook" });

const taskDifference = z.looseObject({
  type: z.enum(TASK_TYPES),
  key: z.string(),
  lineIds: z.array(z.string()),
  payload: z.looseObject({}),
  because: z.array(becauseSchema),
});

const difference = z.object({
  orderId: z.string(),
  added: z.array(taskDifference),
  removed: z.array(taskDifference),
});

const about = {
  version: z.int(),
  status,
  format,
  createdAt: instantText,
  createdBy: z.string(),
  activatedAt: instantText.nullable().describe("when it last became active, or will"),
};

export const rulebookListSchema = z
  .object({
    rulebooks: z.array(
      z.object({ ...about, rules: z.int(), warnings: z.int(), failedExamples: z.int() }).describe("counts"),
    ),
  })
  .meta({ id: "RulebookList" });

const ruleSchema = z.looseObject({
  id: z.string(),
  description: z.string().optional(),
  owner: z.string().optional(),
  forEach: z.enum(["line", "order"]),
  from: z.string().optional(),
  until: z.string().optional(),
  when: z.string(),
  except: z.array(z.looseObject({ id: z.string(), when: z.string(), reason: z.string() })),
});

export const rulebookSchema = z
  .object({
    ...about,
    source: z.string().describe("as sent, with comments"),
    plans: z.array(z.string()),
    productTypes: z.record(z.string(), z.looseObject({ ships: z.boolean() })),
    rules: z.array(ruleSchema),
    warnings: issues,
    failedExamples,
    shadow: z
      .object({ orders: z.int(), differed: z.int(), examples: z.array(difference) })
      .optional()
      .describe("results of its shadow mode"),
  })
  .meta({ id: "Rulebook" });

export const activationResponseSchema = z
  .object({
    version: z.int(),
    status,
    effectiveFrom: instantText.optional(),
  })
  .meta({ id: "Activation" });

const money = z.object({ before: minorUnits, after: minorUnits, currency: z.string() });
const change = z.object({ added: z.int(), removed: z.int() });

const taskChanges = Object.fromEntries(TASK_TYPES.map((type) => [type, change])) as Record<
  TaskType,
  typeof change
>;

export const simulationSchema = z
  .object({
    rulebookVersion: z.int(),
    against: z.int(),
    ordersReplayed: z.int(),
    ordersDiffering: z.int(),
    rules: z.array(z.object({ ruleId: z.string(), before: z.int(), after: z.int() })),
    tasks: z.object(taskChanges),
    [MONEY_TASK]: money,
    otherCurrencies: z.array(money).optional(),
    examples: z.array(difference),
    note: z.string().optional(),
    incomplete: z.literal(true).optional().describe("time ran out before every order was replayed"),
  })
  .meta({ id: "Simulation" });
