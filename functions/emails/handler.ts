/** SQS: sends the mails that paid orders ask for. */
import { queueFunction } from "../../lib/queue/queue-function.ts";
import { sendEmails } from "./send-emails.ts";

export const handler = queueFunction("email", sendEmails);
