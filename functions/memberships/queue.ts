/** SQS: activates, upgrades and deactivates memberships. */
import { queueFunction } from "../../lib/edge/queue-function.ts";
import { transactionalWork } from "../../lib/edge/transactional-work.ts";
import { lockMembershipTasks } from "../../lib/store/tasks.ts";
import { changeMemberships } from "./perform.ts";

export const handler = queueFunction(
  "membership",
  transactionalWork("membership", changeMemberships, lockMembershipTasks),
);
