/** GET /health. */
import type { systemOperations } from "../../lib/contract/operations/system.ts";
import type { Handler } from "../../lib/http/handler.ts";
import { jsonResponse } from "../../lib/http/response.ts";
import { checkHealth } from "../../lib/runtime/health.ts";

export const readHealth: Handler<typeof systemOperations.readHealth> = async () => {
  const health = await checkHealth();
  return health.status === "up"
    ? jsonResponse(200, health)
    : jsonResponse(503, health, { "Retry-After": "5" });
};
