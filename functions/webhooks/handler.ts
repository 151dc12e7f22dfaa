/** SQS: sends the webhooks that rules ask for, and those of events. */
import { queueFunction } from "../../lib/queue/queue-function.ts";
import { deliverWebhooks } from "./deliver-webhooks.ts";

export const handler = queueFunction("webhook", deliverWebhooks);
