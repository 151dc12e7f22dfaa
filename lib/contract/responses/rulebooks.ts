/** Responses about rulebooks. */
import * as z from "zod";
import { FOR_EACH } from "../../tasks/definition.ts";
import { instantText } from "./orders.ts";
import { exampleOrderSchema } from "./simulation.ts";

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

const about = {
  version: z.int(),
  status,
  format,
  createdAt: instantText,
  createdBy: z.string(),
  activatedAt: instantText.nullable().describe("when it last became active, or will"),
  scheduledFor: instantText.nullable().describe("the next instant from which it will be active"),
  basedOn: z.int().nullable().describe("the version that was active when its author began"),
  note: z.string().nullable(),
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
  forEach: z.enum(FOR_EACH),
  from: z.string().optional(),
  until: z.string().optional(),
  when: z.string(),
  except: z.array(z.looseObject({ id: z.string(), when: z.string(), reason: z.string() })),
});

const tableSchema = z.looseObject({
  id: z.string(),
  description: z.string().optional(),
  owner: z.string().optional(),
  policy: z.enum(["unique", "first", "collect"]),
  rows: z.array(z.record(z.string(), z.unknown())).describe("the cells of each row, by column"),
  hasElse: z.boolean(),
});

const approvals = {
  approvals: z
    .array(z.object({ approvedBy: z.string(), approvedAt: instantText, note: z.string().nullable() }))
    .describe("oldest first"),
  approvalsNeeded: z
    .int()
    .describe("how many, by keys other than the one that saved it and the one that activates it"),
};

export const approvalsSchema = z.object({ version: z.int(), ...approvals }).meta({ id: "Approvals" });

export const rulebookSchema = z
  .object({
    ...about,
    ...approvals,
    source: z.string().describe("as sent, with comments"),
    plans: z.array(z.string()),
    productTypes: z.record(z.string(), z.looseObject({ ships: z.boolean().optional() })),
    rules: z.array(ruleSchema).describe("rows of tables too, with ids such as rates/2 and rates/else"),
    tables: z.array(tableSchema).optional().describe("decision tables; absent when there are none"),
    warnings: issues,
    failedExamples,
    shadow: z
      .object({ orders: z.int(), differed: z.int(), examples: z.array(exampleOrderSchema) })
      .optional()
      .describe("results of its shadow mode on your orders, or on every client's with the scope clients:all"),
  })
  .meta({ id: "Rulebook" });

const activation = z.object({
  activationId: z.int(),
  version: z.int(),
  effectiveFrom: instantText,
  status: z.enum(["scheduled", "active", "ended", "cancelled"]),
  createdAt: instantText,
  createdBy: z.string(),
  note: z.string().nullable(),
});

export const activationListSchema = z
  .object({
    activations: z
      .array(activation)
      .describe("those to come, the next one first; then those of the past, newest first"),
  })
  .meta({ id: "ActivationList" });

export const activationResponseSchema = z
  .object({
    version: z.int(),
    status,
    activationId: z.int().optional(),
    effectiveFrom: instantText.optional(),
    pending: z.array(activation).optional().describe("every other activation that is still to come"),
  })
  .meta({ id: "Activation" });

const checkedExample = z.object({
  name: z.string(),
  passed: z.boolean(),
  errors: z.array(rulebookIssueSchema).describe("expectations that it does not meet"),
});

export const checkResponseSchema = z
  .object({
    valid: z.boolean().describe("whether POST /rulebooks would save it"),
    errors: issues,
    warnings: issues,
    examples: z.array(checkedExample).describe("one that does not pass prevents activation"),
  })
  .meta({ id: "RulebookCheck" });

export const usageSchema = z
  .object({
    rulebookVersion: z.int(),
    since: z.string().nullable(),
    rules: z
      .array(
        z.object({
          ruleId: z.string(),
          orders: z.int(),
          tasks: z.int(),
          freeItems: z.int(),
          lastAppliedAt: instantText.nullable().describe("when the last of the orders was received"),
        }),
      )
      .describe(
        "as in the rulebook, with the orders that each had an effect on; of a rule with `suppress`, those of which it suppressed an effect",
      ),
    neverApplied: z.array(z.string()).describe("ids of the rules without an effect on these orders"),
  })
  .meta({ id: "RuleUsage" });
