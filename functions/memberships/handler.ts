/** SQS: activates, upgrades and deactivates memberships. */
import { queueFunction } from "../../lib/queue/queue-function.ts";
import { transactionalBatch } from "../../lib/queue/transactional-batch.ts";
import { lockMembershipTasks } from "../../lib/database/tasks.ts";
import { changeMemberships } from "./change-memberships.ts";

export const handler = queueFunction(
  "membership",
  transactionalBatch("membership", changeMemberships, lockMembershipTasks),
);
