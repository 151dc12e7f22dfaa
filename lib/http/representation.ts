/**
 * What a response to GET is sent as: with a weak ETag, as 304 when the caller has it already, and compressed when the caller
 * takes gzip. All responses but JSON to GET with status 200 are sent as they are.
 */
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import Negotiator from "negotiator";
import { header } from "./headers.ts";
import { type HttpResponse, toProxyResult } from "./response.ts";

const compress = promisify(gzip);

/** Smaller bodies fit into one packet. */
const MIN_COMPRESSED_BYTES = 1_400;

// Weak: the same JSON, compressed or not.
const etagOf = (body: string): string =>
  `W/"${createHash("sha256").update(body).digest("base64url").slice(0, 27)}"`;

/** Whether If-None-Match lists the tag; tags are compared weakly. */
const isKnown = (ifNoneMatch: string | undefined, etag: string): boolean => {
  const tags = (ifNoneMatch ?? "").split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags.includes("*") || tags.includes(etag.slice(2));
};

const takesGzip = (event: APIGatewayProxyEvent): boolean => {
  const encodings = header(event.headers, "accept-encoding");
  if (encodings === undefined) return false;
  return (
    new Negotiator({ headers: { "accept-encoding": encodings } }).encoding(["gzip", "identity"]) === "gzip"
  );
};

const varyBy = (headers: APIGatewayProxyResult["headers"]): string =>
  [headers?.Vary, "Accept-Encoding"].filter((name) => name !== undefined).join(", ");

/** Serialises a response for API Gateway. */
export const representation = async (
  event: APIGatewayProxyEvent,
  response: HttpResponse,
): Promise<APIGatewayProxyResult> => {
  const result = toProxyResult(response);
  const isRead = event.httpMethod === "GET" || event.httpMethod === "HEAD";
  if (!isRead || response.kind !== "json" || response.status !== 200) return result;
  const ETag = etagOf(result.body);
  // no-cache: a stored response is used only after the service has said that it is the current one.
  const headers = { "Cache-Control": "no-cache", ...result.headers, ETag, Vary: varyBy(result.headers) };
  if (isKnown(header(event.headers, "if-none-match"), ETag)) {
    const { "Content-Type": _type, ...kept } = headers as Record<string, string>;
    return { statusCode: 304, headers: kept, body: "" };
  }
  if (Buffer.byteLength(result.body) < MIN_COMPRESSED_BYTES || !takesGzip(event))
    return { ...result, headers };
  const body = (await compress(result.body)).toString("base64");
  return {
    statusCode: 200,
    headers: { ...headers, "Content-Encoding": "gzip" },
    body,
    isBase64Encoded: true,
  };
};
