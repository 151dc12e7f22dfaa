/** Responses about tasks over many orders, and about requests to run them again. */
import * as z from "zod";
import { causeSchema } from "../../domain/cause.ts";
import { TASK_STATUSES } from "../../domain/task.ts";
import { TASK_TYPES } from "../../tasks/registry.ts";
import { shownFieldSchemas } from "../../tasks/response-schemas.ts";
import { attemptLogFields, cancellationFields, instantText, shownClientField, taskTimes } from "./orders.ts";

const reference = { clientId: shownClientField, orderId: z.string(), taskId: z.uuid() };

const listedFields = {
  ...reference,
  type: z.enum(TASK_TYPES),
  status: z.enum(TASK_STATUSES),
  lineIds: z.array(z.string()),
  ...shownFieldSchemas,
  ...cancellationFields,
  attempts: z.int(),
  reason: z.string().optional().describe("why it was rejected or failed"),
  lastError: z.string().optional().describe("the error of the last attempt that had one"),
  ...taskTimes,
};

const nextCursor = z.string().nullable().describe("for the next page; null on the last");

export const taskListSchema = z
  .object({ tasks: z.array(z.object(listedFields).meta({ id: "ListedTask" })), nextCursor })
  .meta({ id: "TaskList" });

export const taskDetailSchema = z.object({ ...listedFields, ...attemptLogFields }).meta({ id: "TaskDetail" });

const filterSchema = z
  .object({ status: z.enum(TASK_STATUSES), type: z.enum(TASK_TYPES), cause: z.string().optional() })
  .describe("selects the group: as query parameters of GET /tasks, and as `filter` of POST /task-retries");

export const taskGroupsSchema = z
  .object({
    groups: z.array(
      z
        .object({
          cause: causeSchema.optional().describe("absent for tasks that ended before there were codes"),
          type: z.enum(TASK_TYPES),
          status: z.enum(TASK_STATUSES),
          count: z.int(),
          orders: z.int(),
          first: instantText.describe("when the first of them ended or was postponed"),
          last: instantText,
          sample: z
            .array(z.object({ ...reference, reason: z.string().optional() }))
            .describe("the newest of them"),
          filter: filterSchema,
        })
        .meta({ id: "TaskGroup" }),
    ),
    nextCursor,
  })
  .meta({ id: "TaskGroups" });

const selected = z.object({ ...reference, type: z.enum(TASK_TYPES) });
const refusals = z
  .array(z.object({ taskId: z.uuid(), reason: z.string() }))
  .describe("which tasks cannot run again, and why");
const remaining = z
  .int()
  .describe("how many more tasks the filter selects than one request takes; 0 for given ids");

export const retryPlanSchema = z
  .object({
    dryRun: z.literal(true),
    eligible: z.int().describe("how many tasks would run again by this and further requests: `expected`"),
    orders: z.int().describe("of how many orders"),
    refused: z.int(),
    remaining,
    tasks: z.array(selected).describe("those of one request, in the order of acceptance"),
    refusals,
  })
  .meta({ id: "RetryPlan" });

export const retryRequestSchema = z
  .object({
    retryId: z.uuid(),
    accepted: z.int(),
    refused: z.int(),
    remaining,
    tasks: z.array(selected).describe("in the order of acceptance"),
    refusals,
  })
  .meta({ id: "RetryRequest" });

export const retryProgressSchema = z
  .object({
    clientId: shownClientField,
    retryId: z.uuid(),
    requestedAt: instantText,
    requestedBy: z.string().describe("the name of the key, or its id"),
    note: z.string().optional(),
    filter: z.record(z.string(), z.unknown()).optional().describe("as given"),
    accepted: z.int(),
    open: z.int().describe("that have not ended; 0 when the request is completed"),
    done: z.int(),
    rejected: z.int(),
    failed: z.int(),
    skipped: z.int(),
  })
  .meta({ id: "RetryProgress" });
