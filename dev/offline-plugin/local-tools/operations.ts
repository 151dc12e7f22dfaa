/** The operations that only the local stack has. The console shows what they respond with. */
import * as z from "zod";
import type { LogLines, QueueContents } from "../../../console/src/screens/local/local-api.ts";
import type { Operations } from "../../../lib/contract/operations/operation.ts";
import { shortTextParameter } from "../../../lib/contract/parameters.ts";

// Queues and logs are of all clients, so a key must see all of them.
const scope = "clients:all";

export const localOperations = {
  readQueueContents: {
    method: "GET",
    path: "/local/queues",
    scope,
    responses: { 200: { json: z.custom<QueueContents>() } },
  },
  readLogLines: {
    method: "GET",
    path: "/local/logs",
    scope,
    query: z.strictObject({ q: shortTextParameter.optional() }),
    responses: { 200: { json: z.custom<LogLines>() } },
    problems: [422],
  },
} as const satisfies Operations;
