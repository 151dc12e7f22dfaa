/** Lambda's limit for the response of a synchronous invocation. */
import { isUtf8 } from "node:buffer";
import type { GatewayResponse } from "./gateway-responses.ts";

const MAX_RESPONSE_BYTES = 6 * 1024 * 1024;

/** The length of the JSON in which a function returns the body: text as a JSON string, other bytes as base64. */
const encodedLength = (body: Buffer): number =>
  isUtf8(body) ? Buffer.byteLength(JSON.stringify(body.toString())) : Math.ceil(body.length / 3) * 4 + 2;

/** Node accepts no more. */
const MAX_HEADER_BYTES = 16 * 1024;

/** JSON escapes one byte with six at most. */
const MAX_BYTES_PER_BYTE = 6;

/** Whether Lambda would fail the invocation with Function.ResponseSizeTooLarge. */
export const exceedsLambdaLimit = ({ status, headers, body }: GatewayResponse): boolean => {
  if (body.length * MAX_BYTES_PER_BYTE + MAX_HEADER_BYTES < MAX_RESPONSE_BYTES) return false;
  const frame = JSON.stringify({ statusCode: status, headers, isBase64Encoded: true, body: "" });
  return Buffer.byteLength(frame) - 2 + encodedLength(body) > MAX_RESPONSE_BYTES;
};
