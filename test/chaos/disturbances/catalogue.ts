/** Every disturbance that a run can have. */
import { clockDisturbances } from "./clocks.ts";
import { databaseDisturbances } from "./database.ts";
import type { Disturbance } from "./disturbance.ts";
import { messageDisturbances } from "./messages.ts";
import { kills, pauses } from "./processes.ts";
import { sesDisturbances } from "./ses.ts";
import { sqsDisturbances } from "./sqs.ts";
import { webhookDisturbances } from "./webhooks.ts";

export const DISTURBANCES: readonly Disturbance[] = [
  ...kills,
  ...pauses,
  ...clockDisturbances,
  ...databaseDisturbances,
  ...sqsDisturbances,
  ...sesDisturbances,
  ...webhookDisturbances,
  ...messageDisturbances,
];
