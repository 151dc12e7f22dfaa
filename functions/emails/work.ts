/**
 * Sends mails, each once as far as SES lets us. SES is not part of our transactions, so a mail is claimed, sent and
 * settled in three steps; whatever breaks between them leaves a claim that tells the next attempt what is not known.
 */
import { DatabaseUnavailable, faultLine } from "../../lib/domain/fault.ts";
import { newId } from "../../lib/edge/ids.ts";
import { logger } from "../../lib/edge/logger.ts";
import type { Again, Delivery, Work } from "../../lib/edge/queue-function.ts";
import { publishTasks } from "../../lib/edge/queues.ts";
import { noteFailure } from "../../lib/edge/transactional-work.ts";
import { type ClaimedBatch, claimBatch } from "./claim-batch.ts";
import { type Answer, sendBatch } from "./send-batch.ts";
import { settleBatch } from "./settle-batch.ts";

const log = (answers: readonly Answer[]): void => {
  for (const { task, verdict } of answers)
    if (verdict.kind !== "taken")
      logger.warn("a mail was not taken", {
        taskId: task.taskId,
        verdict: verdict.kind,
        error: verdict.error,
      });
};

const finish = async (claimed: ClaimedBatch): Promise<Again[]> => {
  const answers = await sendBatch(claimed);
  log(answers);
  const settled = await settleBatch(answers, claimed.lease);
  for (const { delivery, fault } of claimed.faults) await noteFailure(delivery, fault);
  const released = [...claimed.released, ...settled.released];
  if (released.length > 0) await publishTasks(released);
  return [
    ...claimed.again,
    ...settled.again,
    ...claimed.faults.map(({ delivery }) => ({ taskId: delivery.taskId })),
  ];
};

// One task that cannot even be claimed must not hold up its batch-mates.
const oneByOne = async (deliveries: readonly Delivery[], fault: unknown): Promise<Again[]> => {
  const [only, ...others] = deliveries;
  if (only !== undefined && others.length === 0) {
    await noteFailure(only, fault);
    return [{ taskId: only.taskId }];
  }
  logger.warn("a batch is done one by one", { type: "email", fault: faultLine(fault) });
  const again: Again[] = [];
  for (const delivery of deliveries) again.push(...(await sendEmails([delivery])));
  return again;
};

export const sendEmails: Work = async (deliveries) => {
  if (deliveries.length === 0) return [];
  let claimed: ClaimedBatch;
  try {
    claimed = await claimBatch(deliveries, newId());
  } catch (fault) {
    if (fault instanceof DatabaseUnavailable) throw fault;
    return oneByOne(deliveries, fault);
  }
  return finish(claimed);
};
