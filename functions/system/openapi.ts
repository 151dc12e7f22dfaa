/** GET /openapi.json. */
import { openApi } from "../../lib/contract/openapi.ts";
import { jsonResponse } from "../../lib/http/response.ts";
import type { PublicHandler } from "../../lib/http/http-function.ts";

/** It changes with a deploy only, and holds nothing of anybody's. */
export const CACHE_HEADERS = { "Cache-Control": "public, max-age=300" };

let made: ReturnType<typeof jsonResponse> | undefined;

export const readOpenApi: PublicHandler = async () => {
  made ??= jsonResponse(200, openApi(), CACHE_HEADERS);
  return made;
};
