/** GET /openapi.json. */
import { openApi } from "../../lib/contract/openapi.ts";
import type { systemOperations } from "../../lib/contract/operations/system.ts";
import type { Handler } from "../../lib/http/handler.ts";
import { jsonResponse } from "../../lib/http/response.ts";

/** The description changes only with a deploy and holds no personal data. */
export const CACHE_HEADERS = { "Cache-Control": "public, max-age=300" };

let description: ReturnType<typeof openApi> | undefined;

export const readOpenApi: Handler<typeof systemOperations.readOpenApi> = async () => {
  description ??= openApi();
  return jsonResponse(200, description, CACHE_HEADERS);
};
