/** SQS: issues the packing slips of paid orders. */
import { company } from "../../lib/runtime/company.ts";
import { queueFunction } from "../../lib/queue/queue-function.ts";
import { transactionalBatch } from "../../lib/queue/transactional-batch.ts";
import { issueSlips } from "./issue-slips.ts";

export const handler = queueFunction("packing_slip", transactionalBatch("packing_slip", issueSlips(company)));
