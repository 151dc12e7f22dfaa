/** The operations that close months and book adjustments and payments, of functions/reports. */
import * as z from "zod";
import { platformId } from "../../domain/fields.ts";
import { adjustmentBody, paymentBody } from "../month-end-bodies.ts";
import { clientQuery } from "../parameters.ts";
import { adjustmentSchema, closedMonthSchema, paymentSchema } from "../responses/month-end.ts";
import type { Operations } from "./operation.ts";

const ofAgent = {
  method: "POST",
  scope: "agents:write",
  params: z.object({ agentId: platformId }),
  query: clientQuery,
  notFound: "There is no such agent.",
  problems: [409],
} as const;

export const monthEndOperations = {
  closeMonth: {
    method: "POST",
    path: "/statements/{month}/close",
    scope: "admin",
    params: z.object({ month: z.string() }),
    query: clientQuery,
    responses: { 200: { json: closedMonthSchema } },
    problems: [409, 422],
  },
  adjustAgent: {
    ...ofAgent,
    path: "/agents/{agentId}/adjustments",
    body: { kind: "json", schema: adjustmentBody },
    responses: { 200: { json: adjustmentSchema }, 201: { json: adjustmentSchema } },
  },
  payAgent: {
    ...ofAgent,
    path: "/agents/{agentId}/payments",
    body: { kind: "json", schema: paymentBody },
    responses: { 200: { json: paymentSchema }, 201: { json: paymentSchema } },
  },
} as const satisfies Operations;
