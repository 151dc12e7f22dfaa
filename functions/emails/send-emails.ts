/**
 * Sends mails, each once as far as SES lets us. SES is not part of our transactions, so a mail is claimed, sent and
 * settled in three steps; whatever breaks between them leaves a claim that tells the next attempt what is not known.
 */
import { DatabaseUnavailableError, errorLine } from "../../lib/domain/errors.ts";
import { newId } from "../../lib/runtime/ids.ts";
import { logger } from "../../lib/runtime/logger.ts";
import type { RetryRequest, TaskMessage, BatchHandler } from "../../lib/queue/queue-function.ts";
import { publishTasks } from "../../lib/queue/sqs.ts";
import { recordFailure } from "../../lib/queue/transactional-batch.ts";
import { type LeasedBatch, leaseBatch } from "./lease-batch.ts";
import { type AttemptedEmail, sendBatch } from "./send-batch.ts";
import { completeBatch } from "./complete-batch.ts";

const log = (answers: readonly AttemptedEmail[]): void => {
  for (const { task, sendResult: verdict } of answers)
    if (verdict.kind !== "taken")
      logger.warn("a mail was not taken", {
        taskId: task.taskId,
        verdict: verdict.kind,
        error: verdict.error,
      });
};

const finish = async (claimed: LeasedBatch): Promise<RetryRequest[]> => {
  const answers = await sendBatch(claimed);
  log(answers);
  const settled = await completeBatch(answers, claimed.lease);
  for (const { delivery, fault } of claimed.failures) await recordFailure(delivery, fault);
  const released = [...claimed.released, ...settled.released];
  if (released.length > 0) await publishTasks(released);
  return [
    ...claimed.retries,
    ...settled.retries,
    ...claimed.failures.map(({ delivery }) => ({ taskId: delivery.taskId })),
  ];
};

// One task that cannot even be claimed must not hold up its batch-mates.
const oneByOne = async (deliveries: readonly TaskMessage[], fault: unknown): Promise<RetryRequest[]> => {
  const [only, ...others] = deliveries;
  if (only !== undefined && others.length === 0) {
    await recordFailure(only, fault);
    return [{ taskId: only.taskId }];
  }
  logger.warn("a batch is done one by one", { type: "email", fault: errorLine(fault) });
  const again: RetryRequest[] = [];
  for (const delivery of deliveries) again.push(...(await sendEmails([delivery])));
  return again;
};

export const sendEmails: BatchHandler = async (deliveries) => {
  if (deliveries.length === 0) return [];
  let claimed: LeasedBatch;
  try {
    claimed = await leaseBatch(deliveries, newId());
  } catch (fault) {
    if (fault instanceof DatabaseUnavailableError) throw fault;
    return oneByOne(deliveries, fault);
  }
  return finish(claimed);
};
