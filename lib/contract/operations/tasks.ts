/** The operations about tasks over many orders, also of functions/orders. */
import * as z from "zod";
import { parseCauseFilter } from "../../domain/cause-filter.ts";
import { platformId, text } from "../../domain/fields.ts";
import { TASK_STATUSES, type TaskStatus } from "../../domain/task.ts";
import { TASK_TYPES } from "../../tasks/registry.ts";
import {
  clientParameter,
  clientQuery,
  instantParameter,
  limitParameter,
  uuidParameter,
} from "../parameters.ts";
import {
  retryPlanSchema,
  retryProgressSchema,
  retryRequestSchema,
  taskDetailSchema,
  taskGroupsSchema,
  taskListSchema,
} from "../responses/tasks.ts";
import { isPeriod, PERIOD_ISSUE } from "../period.ts";
import { groupCursorParameter, taskCursorParameter } from "../task-cursor.ts";
import type { Operations } from "./operation.ts";

const oneOf = <T extends string>(values: readonly T[]) =>
  z.enum(values, { error: `must be one of ${values.join(", ")}` }).describe(values.join(", "));

const cause = z
  .string()
  .transform((given, context) => {
    const parsed = parseCauseFilter(given);
    if (parsed.ok) return parsed.value;
    context.addIssue({ code: "custom", message: parsed.error });
    return z.NEVER;
  })
  .describe("a code such as agent-without-rate, with its id agent-without-rate:A-7, or `unknown`");

const filterFields = {
  status: oneOf(TASK_STATUSES).optional(),
  type: oneOf(TASK_TYPES).optional(),
  cause: cause.optional(),
  order: platformId.describe("the id of an order").optional(),
  since: instantParameter.describe("created at or after this instant, RFC 3339 with offset").optional(),
  until: instantParameter.describe("created before this instant, RFC 3339 with offset").optional(),
};

const NOT_DONE = TASK_STATUSES.filter((status): status is Exclude<TaskStatus, "done"> => status !== "done");

const limit = limitParameter.describe("1 to 200, by default 50");

/** How many tasks one request may have run again. */
export const MAX_RETRIED = 1_000;

const retryFilter = z.strictObject(filterFields);

const retryBody = z
  .strictObject({
    taskIds: z
      .array(uuidParameter.transform((id) => id.toLowerCase()))
      .min(1)
      .max(MAX_RETRIED)
      .describe(`1 to ${MAX_RETRIED}; or \`filter\``)
      .optional(),
    filter: retryFilter.describe("as in GET /tasks; selects rejected and failed tasks only").optional(),
    expected: z
      .int()
      .min(0)
      .describe("with `filter`: how many tasks it selects, as a dry run or a list says; required to run them")
      .optional(),
    dryRun: z.boolean().default(false),
    note: text(500).describe("why, for those who read the log").optional(),
  })
  .refine(({ taskIds, filter }) => (taskIds === undefined) !== (filter === undefined), {
    message: "must have either taskIds or filter",
  })
  .refine(({ filter, expected, dryRun }) => filter === undefined || dryRun || expected !== undefined, {
    path: ["expected"],
    message: "is required with filter: the number of tasks that it selects, as a dry run says",
  })
  .meta({ id: "RetryBody" });

export const taskOperations = {
  listTasks: {
    method: "GET",
    path: "/tasks",
    scope: "orders:read",
    query: z
      .strictObject({ ...filterFields, client: clientParameter, limit, cursor: taskCursorParameter })
      .refine(isPeriod, PERIOD_ISSUE),
    responses: { 200: { json: taskListSchema } },
    problems: [409, 422],
  },
  groupTasks: {
    method: "GET",
    path: "/tasks/groups",
    scope: "orders:read",
    query: z.strictObject({
      ...filterFields,
      status: oneOf(NOT_DONE).optional(),
      client: clientParameter,
      limit,
      cursor: groupCursorParameter,
    }),
    responses: { 200: { json: taskGroupsSchema } },
    problems: [409, 422],
  },
  readTask: {
    method: "GET",
    path: "/tasks/{taskId}",
    scope: "orders:read",
    params: z.object({ taskId: uuidParameter }),
    query: clientQuery,
    notFound: "There is no such task.",
    responses: { 200: { json: taskDetailSchema } },
    problems: [422],
  },
  requestRetry: {
    method: "POST",
    path: "/task-retries",
    scope: "tasks:retry",
    query: clientQuery,
    body: { kind: "json", schema: retryBody },
    responses: { 200: { json: retryPlanSchema }, 202: { json: retryRequestSchema } },
    problems: [409],
  },
  readRetry: {
    method: "GET",
    path: "/task-retries/{retryId}",
    scope: "orders:read",
    params: z.object({ retryId: uuidParameter }),
    query: clientQuery,
    notFound: "There is no such request.",
    responses: { 200: { json: retryProgressSchema } },
    problems: [422],
  },
} as const satisfies Operations;
