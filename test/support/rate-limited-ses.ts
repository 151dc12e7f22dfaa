/** A server with SES's protocol that allows a number of mails per second and per 24 hours, and refuses the others. */
import {
  errorDocument,
  quotaDocument,
  recipientOf,
  type SesServer,
  sentDocument,
  startSesServer,
  XML,
} from "./ses-protocol.ts";

export type RateLimitedSes = SesServer & {
  /** When each mail was accepted, in milliseconds. */
  readonly accepted: readonly number[];
  readonly recipients: readonly string[];
  readonly throttled: () => number;
};

const THROTTLED = errorDocument("Sender", "Throttling", "Maximum sending rate exceeded.");
const QUOTA_USED_UP = errorDocument("Sender", "Throttling", "Daily message quota exceeded.");

/** @param reportsQuota whether it supports GetSendQuota */
export const startRateLimitedSes = async (
  perSecond: number,
  reportsQuota: boolean,
  perDay = 50_000,
): Promise<RateLimitedSes> => {
  const accepted: number[] = [];
  const recipients: string[] = [];
  let throttled = 0;
  const server = await startSesServer((form, response) => {
    const action = form.get("Action");
    if (action === "GetSendQuota" && reportsQuota)
      return void response.writeHead(200, XML).end(quotaDocument(perSecond, perDay, accepted.length));
    if (action !== "SendEmail") return void response.writeHead(400).end();
    if (accepted.length >= perDay) return void response.writeHead(400, XML).end(QUOTA_USED_UP);
    const now = Date.now();
    if (accepted.filter((at) => at > now - 1_000).length >= perSecond) {
      throttled += 1;
      return void response.writeHead(400, XML).end(THROTTLED);
    }
    accepted.push(now);
    recipients.push(recipientOf(form));
    return void response.writeHead(200, XML).end(sentDocument(`mail-${accepted.length}`));
  });
  return { ...server, accepted, recipients, throttled: () => throttled };
};
