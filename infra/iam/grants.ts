/**
 * What each function may do, and nothing else. Every function also writes its own log, and in a VPC it has network
 * interfaces; the database it reaches by its URL. A test compares this table with what the code calls.
 */

/** Logical ids of queues, as in infra/queues.yml and infra/feedback.yml. */
type Queue =
  | "PackingSlipsQueue"
  | "MembershipsQueue"
  | "EmailsQueue"
  | "CommissionsQueue"
  | "MailFeedbackQueue";

export type Grant = {
  /** Its event source reads this queue in its name, and it postpones messages that failed. */
  readonly consumes?: Queue;
  /** Whether it calls ChangeMessageVisibility itself. */
  readonly backsOff?: true;
  readonly sendsTo?: readonly Queue[];
  readonly sendsMail?: true;
  /** Whether they answer at all: GET /health. */
  readonly checksHealthOf?: readonly Queue[];
};

const TASK_QUEUES = ["PackingSlipsQueue", "MembershipsQueue", "EmailsQueue", "CommissionsQueue"] as const;

export const GRANTS = {
  authorizer: {},
  // Publishes an accepted order's tasks, and a task that is to run again.
  orders: { sendsTo: TASK_QUEUES },
  decisions: {},
  rulebooks: {},
  reports: {},
  registry: {},
  system: { checksHealthOf: TASK_QUEUES },
  relay: { sendsTo: TASK_QUEUES },
  // Slips, mails and commissions set no other task free: nothing depends on them (lib/rulebook/task-plan.ts).
  packingSlips: { consumes: "PackingSlipsQueue", backsOff: true },
  memberships: { consumes: "MembershipsQueue", backsOff: true, sendsTo: ["EmailsQueue"] },
  emails: { consumes: "EmailsQueue", backsOff: true, sendsMail: true },
  commissions: { consumes: "CommissionsQueue", backsOff: true },
  feedback: { consumes: "MailFeedbackQueue" },
  migrate: {},
  keys: {},
} as const satisfies Record<string, Grant>;
