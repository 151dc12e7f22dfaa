/** The function behind /health, /openapi.json, /docs and /overview, and behind every other path, which is 404. */
import { overviewOperations } from "../../lib/contract/operations/overview.ts";
import { systemOperations } from "../../lib/contract/operations/system.ts";
import { httpFunction } from "../../lib/http/http-function.ts";
import { readDocs } from "./docs.ts";
import { readHealth } from "./health.ts";
import { readOpenApi } from "./openapi.ts";
import { readOverview } from "./overview.ts";

export const handler = httpFunction(
  { ...systemOperations, ...overviewOperations },
  { readHealth, readOpenApi, readDocs, readOverview },
);
