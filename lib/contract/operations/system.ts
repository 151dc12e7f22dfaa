/** The operations of functions/system, which need no key. */
import * as z from "zod";
import { healthSchema } from "../responses/reports.ts";
import type { Operations } from "./operation.ts";

const openApiSchema = z
  .looseObject({ openapi: z.string() })
  .meta({ id: "OpenApi", description: "An OpenAPI 3.1 description" });

export const systemOperations = {
  readHealth: {
    method: "GET",
    path: "/health",
    scope: null,
    responses: { 200: { json: healthSchema }, 503: { json: healthSchema } },
  },
  readOpenApi: {
    method: "GET",
    path: "/openapi.json",
    scope: null,
    responses: { 200: { json: openApiSchema } },
  },
  readDocs: {
    method: "GET",
    path: "/docs",
    scope: null,
    responses: { 200: { documents: ["text/html"] } },
  },
} as const satisfies Operations;
