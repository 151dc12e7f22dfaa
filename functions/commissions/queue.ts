/** SQS: books agents' commissions. */
import { newId } from "../../lib/edge/ids.ts";
import { queueFunction } from "../../lib/edge/queue-function.ts";
import { transactionalWork } from "../../lib/edge/transactional-work.ts";
import { bookCommissions } from "./perform.ts";

export const handler = queueFunction("commission", transactionalWork("commission", bookCommissions(newId)));
