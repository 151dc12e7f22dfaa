/**
 * The schema of a checked rulebook as it is stored: plain JSON without source text. `checkRulebook` makes one of what
 * people write; `compile` prepares one for deciding.
 */
import * as z from "zod";
import { cancelledQuantity } from "../domain/cancellation.ts";
import { cancellationFacts } from "../domain/cancellation-facts.ts";
import { customerHistorySchema } from "../domain/customer-history.ts";
import { LIST_KINDS, listId } from "../domain/list.ts";
import type { Order } from "../domain/order.ts";
import { rfc3339 } from "../domain/instant.ts";
import { FORETOLD_CODES } from "../domain/cause.ts";
import { basisPoints, PLAN_PATTERN, platformId } from "../domain/fields.ts";
import { destinationSchema } from "../domain/destination.ts";
import { videoLine } from "../domain/order-line.ts";
import { FORBIDDEN_NAMES } from "../domain/forbidden-names.ts";
import { textsSchema } from "../domain/localized-text.ts";
import { mailTemplatesSchema } from "../domain/mail-template.ts";
import { plansSchema } from "../domain/plan.ts";
import { membershipMailsSchema } from "../domain/membership-mails.ts";
import { productTypesSchema } from "../domain/product-type.ts";
import { FOR_EACH } from "../tasks/definition.ts";
import { TASK_ACTIONS, TASK_EXPECTATIONS } from "../tasks/rulebook-schemas.ts";
import { expressionSchema } from "./expression.ts";
import { noteSchema } from "./note-action.ts";
import { RULE_ID_PATTERN, STORED_ID_PATTERN, tableSchema } from "./table.ts";

const notForbidden = (name: string): boolean => !FORBIDDEN_NAMES.has(name);

/** Ids of rules; they are part of explanations, reports and URLs. */
const ruleId = z.string().regex(STORED_ID_PATTERN).refine(notForbidden);
const exceptionId = z.string().regex(RULE_ID_PATTERN).refine(notForbidden);

const freeItemSchema = z.strictObject({
  action: z.literal("addFreeItem"),
  sku: z.string().min(1).max(64),
  quantity: z.int().min(1).max(10_000),
  reason: z.string().min(1).max(500),
  /** Of a video. Left out: as the video that causes it, else as the catalogue says. */
  delivery: videoLine.shape.delivery.optional(),
});

const actionSchema = z.discriminatedUnion("action", [...TASK_ACTIONS, noteSchema, freeItemSchema]);

const exceptionSchema = z.strictObject({
  id: exceptionId,
  when: expressionSchema,
  reason: z.string(),
  owner: z.string().optional(),
  from: rfc3339.optional(),
  until: rfc3339.optional(),
});

const pauseSchema = z.strictObject({ from: rfc3339, until: rfc3339, reason: z.string() });

const ruleFields = z.strictObject({
  id: ruleId,
  /** The id of the same rule in earlier versions. */
  renamedFrom: ruleId.optional(),
  description: z.string().optional(),
  owner: z.string().optional(),
  /** Left out: true. */
  enabled: z.boolean().optional(),
  /** Half-open as well: the rule is not in force within. */
  paused: z.array(pauseSchema).optional(),
  /** Ids of rules that are held back where this one applies. */
  overrides: z.array(ruleId).optional(),
  /** Kinds of effects that are held back where the rule applies. Such a rule has a reason and no actions. */
  suppress: z.array(z.string().max(200)).min(1).optional(),
  reason: z.string().min(1).max(500).optional(),
  forEach: z.enum(FOR_EACH),
  /** Half-open, compared with `payment.paidAt`, or with `at` of a cancellation: from ≤ paidAt < until. */
  from: rfc3339.optional(),
  until: rfc3339.optional(),
  when: expressionSchema,
  except: z.array(exceptionSchema),
  then: z.array(actionSchema),
});
const ruleSchema = ruleFields.refine(
  ({ then, suppress, reason }) =>
    suppress === undefined ? then.length > 0 : then.length === 0 && reason !== undefined,
  "needs actions, or effects to suppress with a reason",
);

const expectationSchema = z.strictObject({
  ...TASK_EXPECTATIONS,
  freeItems: z.array(z.string()).optional(),
  notes: z.array(z.string()).optional(),
  wouldBeRejected: z.array(z.enum(FORETOLD_CODES)).optional(),
  applied: z.array(ruleId).optional(),
  not: z.array(ruleId).optional(),
});

const exampleCancellationSchema = cancellationFacts.omit({ amount: true, complete: true }).extend({
  /** Left out: everything. */
  lines: z.array(cancelledQuantity).min(1).optional(),
});

const exampleSchema = z.strictObject({
  name: z.string(),
  order: z.custom<Order>((value) => typeof value === "object" && value !== null),
  /** The agents' own rates; without them no rate is known to be missing. */
  rates: z.record(platformId, basisPoints).optional(),
  /** The values of lists; of other lists it sees those at the check. */
  lists: z.record(listId, z.array(z.string())).optional(),
  history: customerHistorySchema.optional(),
  /** The managers of agents; an agent that is not here has none. */
  managers: z.record(platformId, platformId).optional(),
  /** With it, the expectations are about what the cancellation leads to. */
  cancellation: exampleCancellationSchema.optional(),
  expect: expectationSchema,
});

/** A rulebook as it is stored. */
export const rulebookSchema = z.strictObject({
  plans: z.array(z.string().regex(PLAN_PATTERN)),
  /** Of plans that are written as a mapping. */
  planDetails: plansSchema.optional(),
  /** Left out: no mails. */
  memberships: membershipMailsSchema.optional(),
  productTypes: productTypesSchema,
  /** Left out: shipping and royalties. */
  destinations: z.array(destinationSchema).min(1).optional(),
  /** Besides the built-in ones. */
  templates: mailTemplatesSchema.optional(),
  /** That reasons and notes name. */
  texts: textsSchema.optional(),
  /** Those of tables come after the others: each row is a rule. */
  rules: z.array(ruleSchema).max(500),
  tables: z.array(tableSchema).optional(),
  examples: z.array(exampleSchema),
  /** The kinds of the lists that its conditions look into, by id. */
  lists: z.record(listId, z.enum(LIST_KINDS)).optional(),
});

export type Rulebook = z.infer<typeof rulebookSchema>;
export type Rule = Rulebook["rules"][number];
export type RuleException = Rule["except"][number];
export type Action = Rule["then"][number];
export type FreeItemAction = z.infer<typeof freeItemSchema>;
export type Example = Rulebook["examples"][number];
export type ExampleCancellation = NonNullable<Example["cancellation"]>;
export type Expectation = Example["expect"];

export const DEFAULT_PLANS: readonly string[] = ["basic", "plus"];
