/** The From header of e-mails: a display name with any characters, as RFC 5322 and RFC 2047 write it. */
import { oneLine } from "./format.ts";

/** RFC 2047: an encoded-word has at most 75 characters, delimiters included. */
const MAX_ENCODED_WORD = 75;
const PREFIX = "=?UTF-8?B?";
const SUFFIX = "?=";
/** Base64 writes 3 bytes as 4 characters. */
const MAX_BYTES = Math.floor((MAX_ENCODED_WORD - PREFIX.length - SUFFIX.length) / 4) * 3;

/** Words of atoms need no quotes (RFC 5322). */
const ATOMS = /^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]+(?: [A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]+)*$/;
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

// A character is never split between two words: each word is decoded on its own.
const chunks = (text: string): string[] => {
  const parts: string[] = [];
  let part = "";
  for (const character of text) {
    if (Buffer.byteLength(part + character) > MAX_BYTES) {
      parts.push(part);
      part = "";
    }
    part += character;
  }
  return [...parts, part];
};

// SES refuses line breaks in an address, so the words are separated by blanks, which decoders drop, and not folded.
const encodedWords = (name: string): string =>
  chunks(name)
    .map((part) => `${PREFIX}${Buffer.from(part, "utf8").toString("base64")}${SUFFIX}`)
    .join(" ");

const phrase = (name: string): string => {
  if (!PRINTABLE_ASCII.test(name)) return encodedWords(name);
  // Text that looks like an encoded-word would be decoded.
  if (ATOMS.test(name) && !name.includes("=?")) return name;
  return `"${name.replaceAll(/["\\]/g, "\\$&")}"`;
};

const unquoted = (name: string): string =>
  /^".*"$/s.test(name) ? name.slice(1, -1).replaceAll(/\\(.)/gs, "$1") : name;

/**
 * `Livraria Ñ, São Paulo <loja@example.com>` as a From header.
 * @param sender an address, or a display name, quoted or not, and an address in angle brackets
 */
export const senderHeader = (sender: string): string => {
  const named = /^(?<name>.*\S)\s*<(?<address>[^<>]+)>$/s.exec(sender.trim())?.groups;
  if (named === undefined) return sender;
  const name = oneLine(unquoted(named.name!));
  return name === "" ? named.address! : `${phrase(name)} <${named.address}>`;
};
