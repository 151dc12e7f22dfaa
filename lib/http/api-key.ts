/** API keys as they travel: 256 random bits behind a prefix that secret scanners can recognise. */
import { createHash, randomBytes } from "node:crypto";

const PREFIX = "dsp_";

/** @returns the key itself, shown once; its hash, which is kept; and a hint by which people tell keys apart */
export const newApiKey = (): { key: string; keyHash: Buffer; hint: string } => {
  const key = PREFIX + randomBytes(32).toString("base64url");
  return { key, keyHash: hashApiKey(key), hint: `${key.slice(0, 8)}…${key.slice(-4)}` };
};

/** SHA-256. The key is uniformly random, so a slow password hash would add nothing but latency. */
export const hashApiKey = (key: string): Buffer => createHash("sha256").update(key).digest();
