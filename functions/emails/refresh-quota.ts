/** Keeps SES's quota in the sending state. */
import { errorLine } from "../../lib/domain/errors.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { logger } from "../../lib/runtime/logger.ts";
import { readSendQuota } from "../../lib/runtime/mail-quota.ts";
import { recordQuota } from "./sending-state.ts";

/** Reads and records SES's quota. When SES reports none, the last one remains. Never throws. */
export const refreshQuota = async (): Promise<void> => {
  const quota = await readSendQuota();
  if (quota === undefined) return;
  try {
    await recordQuota(database(), quota);
  } catch (error) {
    logger.warn("the quota of SES could not be recorded", { error: errorLine(error) });
  }
};
