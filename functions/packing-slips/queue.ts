/** SQS: issues the packing slips that paid orders ask for. */
import { company } from "../../lib/edge/company.ts";
import { queueFunction } from "../../lib/edge/queue-function.ts";
import { transactionalWork } from "../../lib/edge/transactional-work.ts";
import { issueSlips } from "./perform.ts";

export const handler = queueFunction("packing_slip", transactionalWork("packing_slip", issueSlips(company)));
