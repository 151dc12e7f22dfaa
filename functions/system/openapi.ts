/** GET /openapi.json. */
import { openApi } from "../../lib/contract/openapi.ts";
import { json } from "../../lib/edge/answer.ts";
import type { PublicHandler } from "../../lib/edge/http-function.ts";

/** It changes with a deploy only, and holds nothing of anybody's. */
export const CACHED = { "Cache-Control": "public, max-age=300" };

let made: ReturnType<typeof json> | undefined;

export const readOpenApi: PublicHandler = async () => {
  made ??= json(200, openApi(), CACHED);
  return made;
};
