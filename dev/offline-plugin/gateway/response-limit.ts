/** Lambda's limit for the response of a synchronous invocation. */
import { isUtf8 } from "node:buffer";
import type { GatewayResponse } from "./gateway-responses.ts";

const MAX_RESPONSE_BYTES = 6 * 1024 * 1024;

/** The length of the JSON in which a function returns the body: text as a JSON string, other bytes as base64. */
const encodedLength = (body: Buffer): number =>
  isUtf8(body) ? Buffer.byteLength(JSON.stringify(body.toString())) : Math.ceil(body.length / 3) * 4 + 2;

/** Whether Lambda would fail the invocation with Function.ResponseSizeTooLarge. */
export const exceedsLambdaLimit = ({ status, headers, body }: GatewayResponse): boolean => {
  const frame = JSON.stringify({ statusCode: status, headers, isBase64Encoded: true, body: "" });
  return Buffer.byteLength(frame) - 2 + encodedLength(body) > MAX_RESPONSE_BYTES;
};
