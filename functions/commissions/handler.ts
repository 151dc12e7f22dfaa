/** SQS: books the commissions of agents. */
import { newId } from "../../lib/runtime/ids.ts";
import { queueFunction } from "../../lib/queue/queue-function.ts";
import { transactionalBatch } from "../../lib/queue/transactional-batch.ts";
import { bookCommissions } from "./book-commissions.ts";

export const handler = queueFunction("commission", transactionalBatch("commission", bookCommissions(newId)));
