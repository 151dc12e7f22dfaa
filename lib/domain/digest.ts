/** A short fingerprint of a value, so that two versions of it differ. It protects against nothing. */

const OFFSET = 0x81_1c_9d_c5;
const PRIME = 0x01_00_01_93;

/** FNV-1a over the value's JSON, as eight hexadecimal digits. */
export const digestOf = (value: unknown): string => {
  const text = JSON.stringify(value);
  let hash = OFFSET;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), PRIME);
  return (hash >>> 0).toString(16).padStart(8, "0");
};
