/** Reads how much SES permits to send. */
import { GetSendQuotaCommand } from "@aws-sdk/client-ses";
import { sesClient } from "./aws-clients.ts";

export type SendQuota = {
  /** Mails per second. */
  readonly rate: number;
  /** Mails per 24 hours; -1 for no limit. */
  readonly day: number;
  /** Mails sent in the last 24 hours. */
  readonly sentDay: number;
};

/** An emulator may not support the call and never respond. */
const QUOTA_TIMEOUT_MS = 2_000;

/** The account's quota; undefined when SES does not report one. Never throws. */
export const readSendQuota = async (): Promise<SendQuota | undefined> => {
  try {
    const response = await sesClient().send(new GetSendQuotaCommand({}), {
      abortSignal: AbortSignal.timeout(QUOTA_TIMEOUT_MS),
    });
    const { MaxSendRate: rate, Max24HourSend: day, SentLast24Hours: sentDay = 0 } = response;
    return rate === undefined || day === undefined || !(rate > 0) ? undefined : { rate, day, sentDay };
  } catch {
    return undefined;
  }
};
