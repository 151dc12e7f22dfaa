/** SQS: issues the packing slips of paid orders, and undoes those of cancelled lines. */
import { company } from "../../lib/runtime/company.ts";
import { queueFunction } from "../../lib/queue/queue-function.ts";
import { type TaskHandler, transactionalBatch } from "../../lib/queue/transactional-batch.ts";
import { issueSlips } from "./issue-slips.ts";
import { undoSlips } from "./undo-slips.ts";

const issue = issueSlips(company);
const undo = undoSlips(company);

const handle: TaskHandler<"packing_slip"> = async (tx, tasks, now) => {
  const undoing = tasks.filter(({ payload }) => payload.cancels !== undefined);
  const issuing = tasks.filter(({ payload }) => payload.cancels === undefined);
  return [
    ...(issuing.length === 0 ? [] : await issue(tx, issuing, now)),
    ...(undoing.length === 0 ? [] : await undo(tx, undoing, now)),
  ];
};

export const handler = queueFunction("packing_slip", transactionalBatch("packing_slip", handle));
