/** The audit trail, of functions/registry. */
import * as z from "zod";
import { cursorParameter } from "../order-cursor.ts";
import { clientParameter, instantParameter, limitParameter, shortTextParameter } from "../parameters.ts";
import { isPeriod, PERIOD_ISSUE } from "../period.ts";
import { auditListSchema } from "../responses/audit.ts";
import type { Operations } from "./operation.ts";

export const auditOperations = {
  listAudit: {
    method: "GET",
    path: "/audit",
    scope: "admin",
    query: z
      .strictObject({
        since: instantParameter.describe("at or after this instant, RFC 3339 with offset").optional(),
        until: instantParameter.describe("before this instant").optional(),
        actor: shortTextParameter.describe("name or id of a key, or a client").optional(),
        subject: shortTextParameter
          .describe("path of what was changed, or its beginning: agents/A-1, agents")
          .optional(),
        action: shortTextParameter.describe("id of an operation, such as putAgent").optional(),
        client: clientParameter,
        limit: limitParameter.describe("1 to 200, by default 50"),
        cursor: cursorParameter.describe("nextCursor of the page before").optional(),
      })
      .refine(isPeriod, PERIOD_ISSUE),
    responses: { 200: { json: auditListSchema } },
    problems: [422],
  },
} as const satisfies Operations;
