/** The operation of functions/decisions. */
import * as z from "zod";
import { versionParameter } from "../parameters.ts";
import { decisionBodySchema } from "../request-schemas.ts";
import { decisionSchema } from "../responses/orders.ts";
import type { Operations } from "./operation.ts";

export const decisionOperations = {
  decideOrder: {
    method: "POST",
    path: "/decisions",
    scope: "orders:read",
    query: z.strictObject({
      rulebook: versionParameter
        .describe("version to decide under, by default the active one; another needs the scope rules:read")
        .optional(),
    }),
    body: { kind: "json-by-rulebook", schema: decisionBodySchema },
    responses: { 200: { json: decisionSchema } },
  },
} as const satisfies Operations;
