/** Postpones mails that must not be sent now, without calling SES for each. */
import { postponeTasks } from "../../lib/database/postponements.ts";
import { addSeconds, now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { readSendQuota } from "../../lib/runtime/mail-quota.ts";
import type { Candidate } from "./leases.ts";
import type { SendPlan } from "./pace.ts";
import { afterPause, unknownSeconds } from "./postponement.ts";
import { isUnresponsive, windowFreesAt } from "./sending-state.ts";

type NoSend = Exclude<SendPlan, { kind: "slots" }>;

const MIN_QUOTA_WAIT_MS = 60_000;
/** SES's window may free earlier than the mails sent from here show, because others send from the account too. */
const MAX_QUOTA_WAIT_MS = 3_600_000;

const quotaFreesAt = async (at: number): Promise<number> => {
  const frees = (await windowFreesAt(database(), at)) ?? at;
  return Math.min(at + MAX_QUOTA_WAIT_MS, Math.max(at + MIN_QUOTA_WAIT_MS, frees));
};

const reasonOf = (plan: NoSend): string =>
  plan.kind === "paused" ? `no mail is sent for now: ${plan.reason}` : "SES's daily quota is used up";

/** Postpones mails until the end of a pause, or until SES's rolling window of 24 hours allows more. */
export const postponeCandidates = async (candidates: readonly Candidate[], plan: NoSend): Promise<void> => {
  const at = now();
  const until = plan.kind === "paused" ? plan.until : await quotaFreesAt(Date.parse(at));
  await postponeTasks(
    database(),
    candidates.map(({ taskId }) => ({
      taskId,
      notBefore: afterPause(until, at),
      lastError: reasonOf(plan),
      cause: { code: "mail-service-unavailable" },
    })),
  );
};

/**
 * Postpones the mails whose first send has an unknown outcome unless SES responds again: a second send that is lost too
 * ends the mail. Where SES has never reported its quota, there is no call that shows whether it responds.
 * @returns the mails that can be sent
 */
export const postponeUnlessSesResponds = async (candidates: readonly Candidate[]): Promise<Candidate[]> => {
  const uncertain = candidates.filter(({ unknownSends }) => unknownSends > 0);
  if (uncertain.length === 0 || !(await isUnresponsive(database()))) return [...candidates];
  if ((await readSendQuota()) !== undefined) return [...candidates];
  const at = now();
  await postponeTasks(
    database(),
    uncertain.map(({ taskId }) => ({
      taskId,
      notBefore: addSeconds(at, unknownSeconds()),
      lastError: "SES does not respond; the mail may have been sent before",
      cause: { code: "mail-service-unavailable" },
    })),
  );
  return candidates.filter(({ unknownSends }) => unknownSends === 0);
};
