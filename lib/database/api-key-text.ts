/** API keys: 256 random bits after a prefix that secret scanners recognise. */
import { createHash, randomBytes } from "node:crypto";

const PREFIX = "dsp_";

/** @returns the key, shown once; its hash, which is stored; and a hint that identifies the key in a list */
export const newKeyText = (): { key: string; keyHash: Buffer; hint: string } => {
  const key = PREFIX + randomBytes(32).toString("base64url");
  return { key, keyHash: hashApiKey(key), hint: `${key.slice(0, 8)}…${key.slice(-4)}` };
};

/** SHA-256. The key is uniformly random, so a slow password hash would add nothing but latency. */
export const hashApiKey = (key: string): Buffer => createHash("sha256").update(key).digest();
