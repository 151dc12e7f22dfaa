/** GET /overview, of functions/system. */
import * as z from "zod";
import { clientParameter, instantParameter } from "../parameters.ts";
import { overviewSchema } from "../responses/overview.ts";
import type { Operations } from "./operation.ts";

export const overviewOperations = {
  readOverview: {
    method: "GET",
    path: "/overview",
    scope: "orders:read",
    query: z.strictObject({
      since: instantParameter
        .describe("orders received and mails sent at or after this instant; by default in the last 24 hours")
        .optional(),
      client: clientParameter,
    }),
    responses: { 200: { json: overviewSchema } },
    problems: [422],
  },
} as const satisfies Operations;
