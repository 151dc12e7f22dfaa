/** Signatures as Standard Webhooks defines them: https://www.standardwebhooks.com. */
import { createHmac, randomBytes } from "node:crypto";

const PREFIX = "whsec_";
/** Between the 24 and 64 bytes that the standard asks for. */
const SECRET_BYTES = 32;

/** A new secret, in the form in which receivers configure it. */
export const newSecret = (): string => PREFIX + randomBytes(SECRET_BYTES).toString("base64");

export type SignedMessage = {
  /** The same at each attempt: receivers recognise repetitions by it. */
  readonly id: string;
  /** Seconds since the epoch, of this attempt. */
  readonly timestamp: number;
  readonly body: string;
};

const sign = (secret: string, { id, timestamp, body }: SignedMessage): string => {
  const key = Buffer.from(secret.slice(PREFIX.length), "base64");
  return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
};

/** The headers of a webhook. During a rotation there are two secrets, and a signature by each. */
export const signatureHeaders = (message: SignedMessage, secrets: readonly string[]) => ({
  "webhook-id": message.id,
  "webhook-timestamp": String(message.timestamp),
  "webhook-signature": secrets.map((secret) => sign(secret, message)).join(" "),
});
