/**
 * SQS: what SES tells about mails that bounced for good or were complained of. Their addresses get no more mail.
 * Marking an address twice changes nothing, so a message may come as often as it likes.
 */
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { logger } from "../../lib/runtime/logger.ts";
import { parseSesNotification, type Suppression } from "./ses-notification.ts";
import { suppress } from "./queries.ts";

const failed = (records: readonly SQSRecord[]): SQSBatchResponse => ({
  batchItemFailures: records.map(({ messageId }) => ({ itemIdentifier: messageId })),
});

export const handler = async (event: SQSEvent): Promise<SQSBatchResponse> => {
  const unreadable: SQSRecord[] = [];
  const suppressions: Suppression[] = [];
  for (const record of event.Records) {
    const found = parseSesNotification(record.body);
    if (found === undefined) unreadable.push(record);
    else suppressions.push(...found);
  }
  if (unreadable.length > 0) logger.warn("unreadable mail feedback", { count: unreadable.length });
  try {
    await suppress(database(), suppressions, now());
  } catch (fault) {
    logger.error("mail feedback could not be kept", { fault: String(fault) });
    return failed(event.Records);
  }
  return failed(unreadable);
};
