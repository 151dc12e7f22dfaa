/** Reads one file of a zip archive, such as a function's package. */
import { readFileSync } from "node:fs";
import { inflateRawSync } from "node:zlib";

const ENTRY = 0x02014b50;
const END_BYTES = 22;
const DEFLATED = 8;

/** @throws Error when the archive has no such file */
export const zipEntry = (archive: string, name: string): string => {
  const bytes = readFileSync(archive);
  let at = bytes.readUInt32LE(bytes.length - END_BYTES + 16);
  while (at < bytes.length && bytes.readUInt32LE(at) === ENTRY) {
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) => bytes.readUInt16LE(at + field));
    if (bytes.toString("utf8", at + 46, at + 46 + nameBytes!) === name) {
      const header = bytes.readUInt32LE(at + 42);
      const start = header + 30 + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28);
      const content = bytes.subarray(start, start + bytes.readUInt32LE(at + 20));
      return (bytes.readUInt16LE(at + 10) === DEFLATED ? inflateRawSync(content) : content).toString("utf8");
    }
    at += 46 + nameBytes! + extraBytes! + commentBytes!;
  }
  throw new Error(`${archive} has no file ${name}`);
};
