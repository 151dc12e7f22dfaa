/** GET /health. */
import { jsonResponse } from "../../lib/http/response.ts";
import { checkHealth as look } from "../../lib/runtime/health.ts";
import type { PublicHandler } from "../../lib/http/http-function.ts";

export const readHealth: PublicHandler = async () => {
  const health = await look();
  return jsonResponse(
    health.status === "up" ? 200 : 503,
    health,
    health.status === "up" ? {} : { "Retry-After": "5" },
  );
};
