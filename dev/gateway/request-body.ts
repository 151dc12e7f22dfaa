/** Reads a request's body as API Gateway accepts it. */
import { isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";

/** API Gateway's limit. The functions' own, stricter one answers with a better explanation. */
const MAX_BYTES = 10 * 1024 * 1024;
/** A refused body is read to its end, so that the client gets to read the answer; up to this. */
const MAX_DRAINED_BYTES = 100 * 1024 * 1024;

export type RequestBody =
  | { readonly kind: "body"; readonly bytes: Buffer }
  | { readonly kind: "refused"; readonly status: 400 | 413; readonly detail?: string };

export const readBody = async (request: IncomingMessage): Promise<RequestBody> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_DRAINED_BYTES) break;
    if (size > MAX_BYTES) chunks.length = 0;
    else chunks.push(chunk);
  }
  if (size > MAX_BYTES) return { kind: "refused", status: 413 };
  const bytes = Buffer.concat(chunks);
  // The emulator would replace what is not UTF-8 without a word.
  if (!isUtf8(bytes)) return { kind: "refused", status: 400, detail: "The body is not UTF-8." };
  return { kind: "body", bytes };
};
