/** Reads the lines of a file as bytes, so that text which is not UTF-8 is seen, in bounded memory. */
import { createReadStream } from "node:fs";

export type ByteLine = {
  /** From 1. */
  readonly number: number;
  /** Without the line break; a line that is too long is cut to one byte more than the limit. */
  readonly bytes: Buffer;
  /** How many bytes of the file have been read. */
  readonly bytesRead: number;
};

const NEWLINE = 0x0a;

/** @param maxBytes of a line */
export async function* byteLines(file: string, maxBytes: number): AsyncGenerator<ByteLine> {
  let number = 0;
  let bytesRead = 0;
  let line = Buffer.alloc(0);
  const append = (part: Buffer): void => {
    const room = maxBytes + 1 - line.length;
    if (room > 0) line = Buffer.concat([line, part.subarray(0, room)]);
  };
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      append(chunk.subarray(start, end));
      number += 1;
      yield { number, bytes: line, bytesRead: bytesRead + end + 1 };
      line = Buffer.alloc(0);
      start = end + 1;
    }
    append(chunk.subarray(start));
    bytesRead += chunk.length;
  }
  if (line.length > 0) yield { number: number + 1, bytes: line, bytesRead };
}
