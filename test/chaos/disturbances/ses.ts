/** An SES that throttles, pauses the account, refuses mails, or loses its responses. */
import { setTimeout as delay } from "node:timers/promises";
import { errorDocument } from "../../support/ses-protocol.ts";
import type { AwsResponse, Disturb } from "../stack/aws-proxy.ts";
import { letTimePass } from "../let-time-pass.ts";
import type { Disturbance } from "./disturbance.ts";

const MAX_MS = 8_000;
const CALLS = 3;
const SLOW_MS = 30_000;

const isMail = ({ action }: { readonly action: string }): boolean => action === "SendEmail";

const responding =
  (response: AwsResponse): Disturb =>
  (call) => {
    if (!isMail(call)) return false;
    call.respond(response);
    return true;
  };

const error = (code: string, message: string, status = 400): Disturb =>
  responding({
    status,
    type: "text/xml",
    body: errorDocument(status < 500 ? "Sender" : "Receiver", code, message),
  });

/** The mail is sent, and the function does not learn of it. */
const loseResponse: Disturb = async (call) => {
  if (!isMail(call)) return false;
  await call.forward();
  call.hangUp();
  return true;
};

/** Counted when it begins: the function has given up long before the response. */
const respondLate: Disturb = (call) => {
  if (!isMail(call)) return false;
  void delay(SLOW_MS, undefined, { ref: false })
    .then(() => call.forward())
    .then((response) => call.respond(response))
    .catch(() => call.hangUp());
  return true;
};

/** What SES does while it is disturbed stops all mails for a while; the next disturbance needs mails. */
const disturbing = (name: string, disturb: Disturb, count = CALLS): Disturbance => ({
  name,
  lane: "services",
  strike: async ({ stack }) => {
    await letTimePass(stack.owner);
    return stack.ses.disturb(disturb, count, MAX_MS);
  },
});

export const sesDisturbances: readonly Disturbance[] = [
  disturbing("SES throttles", error("Throttling", "Maximum sending rate exceeded.")),
  disturbing("SES has paused the account", error("AccountSendingPausedException", "Sending is paused.")),
  disturbing("SES refuses mails for good", error("MessageRejected", "Illegal address"), 2),
  disturbing("SES fails", error("InternalFailure", "An error occurred.", 500)),
  disturbing("SES sends and loses its responses", loseResponse, 2),
  disturbing("SES responds after 30 s", respondLate, 2),
];
