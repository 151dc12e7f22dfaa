/**
 * SQS: processes SES's notifications of permanent bounces and complaints. Their addresses get no more mail. Storing an
 * address twice changes nothing, so duplicate messages do no harm.
 */
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { insertSuppressions, type Suppression } from "../../lib/database/suppressed-addresses.ts";
import { errorLine } from "../../lib/domain/errors.ts";
import { now } from "../../lib/runtime/clock.ts";
import { followDatabaseClock } from "../../lib/runtime/database-clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { logger } from "../../lib/runtime/logger.ts";
import { parseSesNotification } from "./ses-notification.ts";

const failed = (records: readonly SQSRecord[]): SQSBatchResponse => ({
  batchItemFailures: records.map(({ messageId }) => ({ itemIdentifier: messageId })),
});

export const handler = async (event: SQSEvent): Promise<SQSBatchResponse> => {
  const malformed: SQSRecord[] = [];
  const suppressions: Suppression[] = [];
  for (const record of event.Records) {
    const parsed = parseSesNotification(record.body);
    if (parsed.ok) suppressions.push(...parsed.value);
    else malformed.push(record);
  }
  if (malformed.length > 0) logger.warn("malformed SES notifications", { count: malformed.length });
  try {
    await followDatabaseClock();
    await insertSuppressions(database(), suppressions, now());
  } catch (error) {
    logger.error("suppressed addresses could not be stored", { error: errorLine(error) });
    return failed(event.Records);
  }
  return failed(malformed);
};
