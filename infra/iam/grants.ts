/**
 * What each function may do, and nothing else. Every function also writes its own log, and in a VPC it has network
 * interfaces; it reaches the database by URL. A test compares this table with the calls in the code.
 */
import { functionName, queueLogicalId } from "../../lib/tasks/queue-names.ts";
import { TASK_TYPES, type TaskType, typesWaitingFor } from "../../lib/tasks/registry.ts";

/** Logical id of a queue, as in infra/queues.yml and infra/feedback.yml. */
type Queue = `${string}Queue`;

export type Grant = {
  /** Its event source reads this queue on its behalf, and it postpones messages that failed. */
  readonly consumes?: Queue;
  /** Whether it calls ChangeMessageVisibility itself. */
  readonly backsOff?: true;
  /** Whether it replaces messages of its own queue by copies, before SQS moves them to the dead-letter queue. */
  readonly renews?: true;
  readonly sendsTo?: readonly Queue[];
  readonly sendsMail?: true;
  /** Queues whose attributes it reads: for GET /health, and to know how many messages are in them. */
  readonly readsAttributesOf?: readonly Queue[];
};

const TASK_QUEUES = TASK_TYPES.map(queueLogicalId);

/** GET /overview counts the messages in them. */
const DEAD_LETTER_QUEUES = TASK_QUEUES.map(
  (name): Queue => `${name.slice(0, -"Queue".length)}DeadLetterQueue`,
);

/** A function that completes tasks publishes the tasks that waited for them. */
const taskGrant = (type: TaskType): Grant => {
  const released = typesWaitingFor(type).map(queueLogicalId);
  return {
    consumes: queueLogicalId(type),
    backsOff: true,
    renews: true,
    ...(released.length > 0 ? { sendsTo: released } : {}),
  };
};

const taskGrants = Object.fromEntries(TASK_TYPES.map((type) => [functionName(type), taskGrant(type)]));

export const GRANTS: Readonly<Record<string, Grant>> = {
  authorizer: {},
  // Publishes the tasks of an accepted order, and a task that is to run again.
  orders: { sendsTo: TASK_QUEUES },
  decisions: {},
  rulebooks: {},
  reports: {},
  registry: {},
  console: {},
  system: { readsAttributesOf: [...TASK_QUEUES, ...DEAD_LETTER_QUEUES] },
  relay: { sendsTo: TASK_QUEUES, readsAttributesOf: TASK_QUEUES },
  ...taskGrants,
  emails: { ...taskGrants.emails, sendsMail: true },
  feedback: { consumes: "MailFeedbackQueue" },
  migrate: {},
  keys: {},
};
