/** What needs no key: health, the API's description, and a 404 for every path that nobody else takes. */
import { httpFunction } from "../../lib/http/http-function.ts";
import { readDocs } from "./docs.ts";
import { readHealth } from "./health.ts";
import { readOpenApi } from "./openapi.ts";

export const handler = httpFunction({ readHealth, readOpenApi, readDocs });
