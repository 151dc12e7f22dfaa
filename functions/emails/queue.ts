/** SQS: sends the mails that paid orders ask for. */
import { queueFunction } from "../../lib/edge/queue-function.ts";
import { sendEmails } from "./work.ts";

export const handler = queueFunction("email", sendEmails);
