/** The function behind /health, /openapi.json and /docs, and behind every other path, which is 404. */
import { systemOperations } from "../../lib/contract/operations/system.ts";
import { httpFunction } from "../../lib/http/http-function.ts";
import { readDocs } from "./docs.ts";
import { readHealth } from "./health.ts";
import { readOpenApi } from "./openapi.ts";

export const handler = httpFunction(systemOperations, { readHealth, readOpenApi, readDocs });
