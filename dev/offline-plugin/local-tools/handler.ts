/** The function behind /local/queues and /local/logs, which runs in the local gateway and is never deployed. */
import { httpFunction } from "../../../lib/http/http-function.ts";
import { jsonResponse } from "../../../lib/http/response.ts";
import { endpointOf } from "../local-endpoints.ts";
import { readLogLines } from "./log-lines.ts";
import { localOperations } from "./operations.ts";
import { readQueueContents } from "./queue-contents.ts";

export const handler = httpFunction(localOperations, {
  readQueueContents: async () =>
    jsonResponse(200, await readQueueContents(endpointOf("SQS", process.env) ?? "")),
  readLogLines: async ({ query }) =>
    jsonResponse(200, await readLogLines(process.env.FUNCTIONS_LOG_FILE, query.q)),
});
