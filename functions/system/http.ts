/** What needs no key: health, the API's description, and a 404 for every path that nobody else takes. */
import { httpFunction } from "../../lib/edge/http-function.ts";
import { readHealth } from "./health.ts";

export const handler = httpFunction({ readHealth });
