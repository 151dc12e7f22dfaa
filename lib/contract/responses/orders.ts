/** Responses about orders. Tests validate real responses with these schemas; OpenAPI is generated from them. */
import * as z from "zod";
import { causeSchema, foretoldCauseSchema } from "../../domain/cause.ts";
import { addressSchema, customerSchema, LOCALES } from "../../domain/order.ts";
import { minorUnits } from "../../domain/money.ts";
import { ORDER_STATUSES, TASK_STATUSES, type TaskStatus } from "../../domain/task.ts";
import { TASK_TYPES } from "../../tasks/registry.ts";
import { cancellationSchema } from "./cancellations.ts";
import { clauseSchema } from "./clauses.ts";
import { instantText, shownClientField } from "./shown-fields.ts";
import { RESULT_SCHEMAS, shownFieldSchemas } from "../../tasks/response-schemas.ts";

export { instantText, shownClientField } from "./shown-fields.ts";

const lineIds = z
  .array(z.string())
  .optional()
  .describe("large orders only: all lines that share the explanation; `lineId` is the first");

const clauses = z
  .array(clauseSchema)
  .optional()
  .describe(
    "the explanation in parts, of GET /orders/{orderId} and POST /decisions; large orders have a part",
  );

export const becauseSchema = z
  .object({
    ruleId: z.string(),
    lineId: z.string().optional(),
    lineIds,
    explanation: z.string(),
    clauses,
    omitted: z
      .int()
      .optional()
      .describe("large orders only, on the last entry: how many more reasons there are, per rule and line"),
  })
  .describe("the rule, the line, and the condition with the values of the order")
  .meta({ id: "Because" });

const because = z.array(becauseSchema);

/** When things happened to a task, and why it is in trouble. */
export const taskTimes = {
  createdAt: instantText.optional(),
  queuedAt: instantText.optional().describe("when its last message was sent"),
  startedAt: instantText.optional().describe("when its last attempt began; absent before the first one"),
  finishedAt: instantText.optional(),
  notBefore: instantText.optional().describe("postponed until then"),
  cause: causeSchema.optional().describe("why it was rejected or failed, or was last postponed"),
};

export const attemptLogFields = {
  attemptLog: z
    .array(
      z
        .object({
          no: z.int(),
          startedAt: instantText,
          endedAt: instantText,
          outcome: z
            .enum(["done", "rejected", "failed", "postponed", "unknown"])
            .describe("postponed: put off for a reason outside the task; unknown: ended without a result"),
          detail: z.string().optional(),
          cause: causeSchema.optional(),
          requestedBy: z.string().optional().describe("the name of the key that asked for it, or its id"),
        })
        .meta({ id: "Attempt" }),
    )
    .optional()
    .describe("every attempt, the last ones of very long logs; retries erase nothing"),
  attemptLogOmitted: z.int().optional().describe("very long logs only: how many earlier attempts there are"),
};

/** Of a task that a cancellation has added. */
export const cancellationFields = {
  cancellationId: z.string().optional().describe("the cancellation that has added it"),
  undoes: z.uuid().optional().describe("the task whose effect it takes back"),
};

export const taskSchema = z
  .object({
    taskId: z.uuid(),
    type: z.enum(TASK_TYPES),
    status: z.enum(TASK_STATUSES),
    lineIds: z.array(z.string()),
    ...shownFieldSchemas,
    because,
    ...cancellationFields,
    dependsOn: z.uuid().optional().describe("the task that must be done first"),
    alsoDependsOn: z.array(z.uuid()).optional().describe("further tasks that must be done first"),
    attempts: z.int().optional(),
    result: z.union(RESULT_SCHEMAS).optional(),
    reason: z.string().optional().describe("why it was rejected or failed"),
    ...taskTimes,
    ...attemptLogFields,
  })
  .meta({ id: "Task" });

const orderFields = {
  clientId: shownClientField,
  orderId: z.string(),
  status: z.enum(ORDER_STATUSES),
  receivedAt: instantText,
  rulebookVersion: z.int(),
  total: minorUnits,
  currency: z.string(),
  tasks: z.array(taskSchema),
  links: z.object({ self: z.string() }),
};

export const orderResponseSchema = z.object(orderFields).meta({ id: "Order" });

const matched = z
  .array(
    z.object({
      field: z.enum(["orderId", "customerId", "email", "taxId", "packingSlip"]),
      exact: z.boolean().describe("false: the search text is its beginning"),
    }),
  )
  .optional()
  .describe("with q only: what it found the order by");

const taskCounts = z
  .object(
    Object.fromEntries(TASK_STATUSES.map((status) => [status, z.int()])) as Record<TaskStatus, z.ZodInt>,
  )
  .describe("how many tasks have each status; webhooks of events are not counted");

const { tasks: _tasks, ...orderHead } = orderFields;

export const orderSummarySchema = z
  .object({
    ...orderHead,
    placedAt: instantText,
    customerId: z.string(),
    customerName: z.string().nullable(),
    lines: z.int().describe("how many lines the order has, free ones too"),
    tasks: taskCounts,
    matched,
  })
  .describe("with view=summary")
  .meta({ id: "OrderSummary" });

const listedOrderSchema = z.object({ ...orderFields, matched }).meta({ id: "ListedOrder" });

const localizedTextSchema = z.object({ "pt-BR": z.string(), en: z.string() });

export const lineResponseSchema = z
  .looseObject({
    lineId: z.string(),
    type: z.string(),
    sku: z.string(),
    title: z.string(),
    quantity: z.int(),
    unitPrice: minorUnits,
    discount: minorUnits,
    total: minorUnits,
    free: z.boolean(),
    reason: z.string().optional().describe("free lines only; in the language of the order"),
    reasonTexts: localizedTextSchema
      .optional()
      .describe("free lines only: where the rule has both languages"),
    ruleId: z.string().optional().describe("free lines only: the rule that gave it"),
    causedBy: z.string().optional().describe("free lines only: the line that earned it"),
    cancelled: z.int().optional().describe("how many items are cancelled; absent when none are"),
  })
  .describe("with the fields of its type beside these")
  .meta({ id: "Line" });

export const noteSchema = z
  .object({
    text: z.string().describe("in the company's language"),
    texts: localizedTextSchema.optional().describe("where the rule has both languages"),
    ruleId: z.string().describe("the first rule that writes the note"),
    lineId: z.string().optional(),
    because: z.array(becauseSchema).describe("of all rules that write it"),
    cancellationId: z.string().optional().describe("the cancellation for which it was written"),
  })
  .describe("a note of rules on the order")
  .meta({ id: "Note" });

export const whyNotSchema = z
  .object({
    ruleId: z.string(),
    lineId: z.string().optional(),
    lineIds,
    explanation: z.string(),
    clauses,
    exception: z.string().optional().describe("the exception that held the rule back"),
  })
  .meta({ id: "WhyNot" });

const whyNotOmitted = z
  .int()
  .optional()
  .describe("large orders only: how many more there are, per rule and line, than the response holds");

export const orderDetailSchema = z
  .object({
    ...orderFields,
    placedAt: z.string(),
    locale: z.enum(LOCALES),
    customer: customerSchema,
    shippingAddress: addressSchema.optional(),
    agentId: z.string().optional(),
    payment: z.object({ method: z.string(), paidAt: z.string(), amount: minorUnits }),
    metadata: z.record(z.string(), z.string()),
    lines: z.array(lineResponseSchema),
    notes: z.array(noteSchema),
    cancellations: z.array(cancellationSchema),
    whyNot: z.array(whyNotSchema),
    whyNotOmitted,
    timeline: z.array(
      z.object({
        at: instantText,
        event: z.enum([
          "received",
          "queued",
          "retried",
          "done",
          "rejected",
          "failed",
          "skipped",
          "cancelled",
        ]),
        cancellationId: z.string().optional().describe("of the event cancelled"),
        taskId: z.uuid().optional(),
        type: z.enum(TASK_TYPES).optional(),
      }),
    ),
    erasedAt: instantText
      .optional()
      .describe("when its personal data was replaced by a pseudonym; absent when it was not"),
  })
  .meta({ id: "OrderDetail" });

export const orderListSchema = z
  .object({
    orders: z.array(z.union([listedOrderSchema, orderSummarySchema])),
    nextCursor: z.string().nullable().describe("for the next page; null on the last"),
  })
  .meta({ id: "OrderList" });

export const retryResponseSchema = z
  .object({
    clientId: shownClientField,
    retryId: z.uuid(),
    taskId: z.uuid(),
    type: z.enum(TASK_TYPES),
    orderId: z.string(),
    status: z.enum(["pending", "queued"]),
  })
  .meta({ id: "Retry" });

const decidedTask = z.object({
  type: z.enum(TASK_TYPES),
  key: z.string().describe("what makes it one task within the order"),
  lineIds: z.array(z.string()),
  ...shownFieldSchemas,
  because,
  dependsOn: z.string().optional().describe("key of the task that must be done first"),
  alsoDependsOn: z.array(z.string()).optional().describe("keys of further tasks that must be done first"),
  wouldBeRejected: foretoldCauseSchema
    .optional()
    .describe("why the task would be rejected, by the links and rates as of now"),
});

const decidedFields = {
  tasks: z.array(decidedTask),
  notes: z.array(noteSchema),
  whyNot: z.array(whyNotSchema),
  whyNotOmitted,
};

export const decidedCancellationSchema = z
  .object({
    cancellationId: z.string(),
    complete: z.boolean().describe("whether nothing of the order would be left"),
    lines: z
      .array(z.object({ lineId: z.string(), quantity: z.int(), amount: minorUnits }))
      .describe("free lines that go with the last line that earns them, too"),
    ...decidedFields,
  })
  .meta({ id: "DecidedCancellation" });

export const decisionSchema = z
  .object({
    rulebookVersion: z.int(),
    lines: z.array(lineResponseSchema),
    ...decidedFields,
    cancellation: decidedCancellationSchema
      .optional()
      .describe("what the rules for each cancellation would do, when the body has one"),
  })
  .meta({ id: "Decision" });
