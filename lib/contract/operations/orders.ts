/** The operations of functions/orders. */
import * as z from "zod";
import { ORDER_STATUSES } from "../../domain/task.ts";
import { cursorParameter } from "../order-cursor.ts";
import { platformId } from "../../domain/fields.ts";
import {
  clientParameter,
  clientQuery,
  instantParameter,
  limitParameter,
  searchParameter,
  shortTextParameter,
  skuParameter,
  uuidParameter,
} from "../parameters.ts";
import { isPeriod, PERIOD_ISSUE } from "../period.ts";
import { cancellationBody } from "../cancellation-body.ts";
import { orderBodySchema } from "../request-schemas.ts";
import { cancellationResponseSchema } from "../responses/cancellations.ts";
import {
  orderDetailSchema,
  orderListSchema,
  orderResponseSchema,
  retryResponseSchema,
} from "../responses/orders.ts";
import type { Operations } from "./operation.ts";

const listQuery = z
  .strictObject({
    status: z
      .enum(ORDER_STATUSES, { error: `must be one of ${ORDER_STATUSES.join(", ")}` })
      .describe(ORDER_STATUSES.join(", "))
      .optional(),
    since: instantParameter.describe("received at or after this instant, RFC 3339 with offset").optional(),
    until: instantParameter.describe("received before this instant").optional(),
    q: searchParameter
      .describe(
        "an order id, a customer id, an e-mail address, a tax id or the number of a packing slip, or its beginning",
      )
      .optional(),
    customer: platformId.describe("customer id").optional(),
    agent: platformId
      .describe("agent of the order or of a line, or one who earns a commission on it")
      .optional(),
    sku: skuParameter.describe("of a line, free ones too").optional(),
    rule: shortTextParameter
      .describe(
        "id of a rule that led to a task or a free line, under this id or one that it was renamed from",
      )
      .optional(),
    view: z
      .enum(["summary"], { error: "must be summary" })
      .describe("summary: shorter rows, with the number of tasks by status")
      .optional(),
    client: clientParameter,
    limit: limitParameter.describe("1 to 200, by default 50; a page of very large orders may be shorter"),
    cursor: cursorParameter.describe("nextCursor of the page before").optional(),
  })
  .refine(isPeriod, PERIOD_ISSUE);

export const orderOperations = {
  receiveOrder: {
    method: "POST",
    path: "/orders",
    scope: "orders:write",
    body: { kind: "json-by-rulebook", schema: orderBodySchema },
    responses: { 202: { json: orderResponseSchema }, 200: { json: orderResponseSchema } },
    problems: [409],
  },
  listOrders: {
    method: "GET",
    path: "/orders",
    scope: "orders:read",
    query: listQuery,
    responses: { 200: { json: orderListSchema } },
    problems: [422],
  },
  readOrder: {
    method: "GET",
    path: "/orders/{orderId}",
    scope: "orders:read",
    params: z.object({ orderId: platformId }),
    query: clientQuery,
    notFound: "There is no such order.",
    responses: { 200: { json: orderDetailSchema } },
    problems: [409, 422],
  },
  cancelOrder: {
    method: "POST",
    path: "/orders/{orderId}/cancellations",
    scope: "orders:write",
    params: z.object({ orderId: platformId }),
    query: clientQuery,
    notFound: "There is no such order.",
    body: { kind: "json", schema: cancellationBody },
    responses: { 202: { json: cancellationResponseSchema }, 200: { json: cancellationResponseSchema } },
    problems: [409, 422],
  },
  retryTask: {
    method: "POST",
    path: "/orders/{orderId}/tasks/{taskId}/retry",
    scope: "tasks:retry",
    params: z.object({ orderId: platformId, taskId: uuidParameter }),
    query: clientQuery,
    notFound: "There is no such task in an order of yours.",
    responses: { 202: { json: retryResponseSchema } },
    problems: [409, 422],
  },
} as const satisfies Operations;
