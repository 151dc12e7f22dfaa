/** SQS: sends the mails that paid orders ask for. */
import { queueFunction } from "../../lib/queue/queue-function.ts";
import { sleepUntil } from "../../lib/runtime/clock.ts";
import { emailSender } from "./send-emails.ts";

export const handler = queueFunction("email", emailSender(sleepUntil));
