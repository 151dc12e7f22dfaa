/**
 * API keys: `dsp_`, a prefix that secret scanners recognise; 256 random bits; and the CRC-32 of both, by which a
 * made-up key is refused without a query. Keys of older versions have no checksum.
 */
import { createHash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

const PREFIX = "dsp_";
const KEY = /^(dsp_[A-Za-z0-9_-]{43})([A-Za-z0-9_-]{6})?$/;

const checksumOf = (text: string): string => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(text));
  return bytes.toString("base64url");
};

/** `unchecked`: the form of older versions, which has no checksum. */
export type KeyForm = "checked" | "unchecked" | "invalid";

/** Whether a text can be a key. */
export const keyFormOf = (text: string): KeyForm => {
  const [, random, checksum] = KEY.exec(text) ?? [];
  if (random === undefined) return "invalid";
  if (checksum === undefined) return "unchecked";
  return checksum === checksumOf(random) ? "checked" : "invalid";
};

/** @returns the key, shown once; its hash, which is stored; and a hint that identifies the key in a list */
export const newKeyText = (): { key: string; keyHash: Buffer; hint: string } => {
  const random = PREFIX + randomBytes(32).toString("base64url");
  const key = random + checksumOf(random);
  return { key, keyHash: hashApiKey(key), hint: `${key.slice(0, 8)}…${key.slice(-4)}` };
};

/** SHA-256. The key is uniformly random, so a slow password hash would add nothing but latency. */
export const hashApiKey = (key: string): Buffer => createHash("sha256").update(key).digest();
