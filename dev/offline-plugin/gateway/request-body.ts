/** Reads a request's body within API Gateway's limits. */
import { isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { err, ok, type Result } from "../../../lib/domain/result.ts";

/** API Gateway's limit. The functions have a lower one, with a more precise problem. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;
/** A client reads the response only after it has sent its body, so a rejected body is read too, up to this size. */
const MAX_DRAINED_BYTES = 100 * 1024 * 1024;

export type BodyIssue = { readonly status: 400 | 413; readonly detail?: string };

export const readBody = async (request: IncomingMessage): Promise<Result<Buffer, BodyIssue>> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_DRAINED_BYTES) break;
    if (size > MAX_BODY_BYTES) chunks.length = 0;
    else chunks.push(chunk);
  }
  if (size > MAX_BODY_BYTES) return err({ status: 413 });
  const bytes = Buffer.concat(chunks);
  // The integration passes the body on as text.
  return isUtf8(bytes) ? ok(bytes) : err({ status: 400, detail: "The body is not UTF-8." });
};
