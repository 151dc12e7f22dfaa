/** The operations of functions/registry. */
import * as z from "zod";
import { platformId } from "../../domain/fields.ts";
import { agentCursorParameter } from "../agent-cursor.ts";
import { clientParameter, clientQuery, limitParameter, skuParameter } from "../parameters.ts";
import { agentBody, catalogueBody } from "../registry-bodies.ts";
import {
  agentListSchema,
  agentSchema,
  catalogueEntrySchema,
  storedAgentSchema,
} from "../responses/reports.ts";
import type { Operations } from "./operation.ts";

const agentParams = z.object({ agentId: platformId });
const catalogueParams = z.object({ sku: skuParameter });

export const registryOperations = {
  putAgent: {
    method: "PUT",
    path: "/agents/{agentId}",
    scope: "agents:write",
    params: agentParams,
    query: clientQuery,
    body: { kind: "json", schema: agentBody },
    responses: { 200: { json: storedAgentSchema } },
    problems: [409],
  },
  listAgents: {
    method: "GET",
    path: "/agents",
    scope: "reports:read",
    query: z.strictObject({
      client: clientParameter,
      limit: limitParameter.describe("1 to 200, by default 50"),
      cursor: agentCursorParameter.describe("nextCursor of the page before").optional(),
    }),
    responses: { 200: { json: agentListSchema } },
    problems: [422],
  },
  readAgent: {
    method: "GET",
    path: "/agents/{agentId}",
    scope: "reports:read",
    params: agentParams,
    query: clientQuery,
    notFound: "There is no such agent.",
    responses: { 200: { json: agentSchema } },
    problems: [409, 422],
  },
  putCatalogueEntry: {
    method: "PUT",
    path: "/catalog/{sku}",
    scope: "catalog:write",
    params: catalogueParams,
    query: clientQuery,
    body: { kind: "json-by-rulebook", schema: catalogueBody },
    responses: { 200: { json: catalogueEntrySchema } },
  },
  readCatalogueEntry: {
    method: "GET",
    path: "/catalog/{sku}",
    scope: "rules:read",
    params: catalogueParams,
    query: clientQuery,
    notFound: "The catalogue has no such SKU.",
    responses: { 200: { json: catalogueEntrySchema } },
    problems: [422],
  },
} as const satisfies Operations;
