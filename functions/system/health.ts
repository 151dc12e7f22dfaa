/** GET /health. */
import { json } from "../../lib/edge/answer.ts";
import { readHealth as look } from "../../lib/edge/health.ts";
import type { PublicHandler } from "../../lib/edge/http-function.ts";

export const readHealth: PublicHandler = async () => {
  const health = await look();
  return json(
    health.status === "up" ? 200 : 503,
    health,
    health.status === "up" ? {} : { "Retry-After": "5" },
  );
};
