/** The headers that API Gateway passes to a function and back to the client. */
import type { IncomingHttpHeaders } from "node:http";

const HOP_BY_HOP = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

/**
 * serverless-offline acts upon these; API Gateway leaves them to the function. It would accept a header in place of
 * the authorizer, add CORS headers and cut responses into ranges.
 */
const HANDLED_BY_EMULATOR = [
  "sls-offline-authorizer-override",
  "origin",
  "range",
  "expect",
  "content-length",
];

const ADDED_BY_EMULATOR = ["accept-ranges"];

const NOT_FORWARDED = new Set([...HOP_BY_HOP, ...HANDLED_BY_EMULATOR]);
const NOT_RETURNED = new Set([...HOP_BY_HOP, ...ADDED_BY_EMULATOR]);

/** @param rawHeaders names and values in turn */
const without = (rawHeaders: readonly string[], names: ReadonlySet<string>): string[] => {
  const remaining: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!;
    if (!names.has(name.toLowerCase())) remaining.push(name, rawHeaders[index + 1]!);
  }
  return remaining;
};

/** hapi rejects a malformed media type before the function is called; API Gateway does not check it. */
const MEDIA_TYPE = /^\s*[\w!#$&^.+-]+\/[\w!#$&^.+-]+\s*(;.*)?$/;
const UNKNOWN_MEDIA_TYPE = "application/octet-stream";

const withMediaType = (headers: readonly string[]): string[] =>
  headers.map((value, index) => {
    const isContentType = index % 2 === 1 && headers[index - 1]!.toLowerCase() === "content-type";
    return isContentType && !MEDIA_TYPE.test(value) ? UNKNOWN_MEDIA_TYPE : value;
  });

/** The request's headers for the function, names and values in turn. */
export const toFunctionHeaders = (rawHeaders: readonly string[], bodyLength: number): string[] => {
  const headers = withMediaType(without(rawHeaders, NOT_FORWARDED));
  const hasBody = rawHeaders.some(
    (name, index) => index % 2 === 0 && ["content-length", "transfer-encoding"].includes(name.toLowerCase()),
  );
  return hasBody ? [...headers, "content-length", String(bodyLength)] : headers;
};

/** The response's headers for the client, names and values in turn. */
export const toClientHeaders = (rawHeaders: readonly string[]): string[] => without(rawHeaders, NOT_RETURNED);

/** Names in lower case; values of a repeated header joined, as Node joins them. */
export const toHeaderObject = (rawHeaders: readonly string[]): Record<string, string> => {
  const headers: Record<string, string> = {};
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!.toLowerCase();
    const value = rawHeaders[index + 1]!;
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
  }
  return headers;
};

const REQUEST_ID = /^[A-Za-z0-9._-]{1,128}$/;

/** The client's X-Request-Id when it is a valid token, else a new id. */
export const requestIdOf = (headers: IncomingHttpHeaders): string => {
  const given = headers["x-request-id"];
  return typeof given === "string" && REQUEST_ID.test(given) ? given : crypto.randomUUID();
};
