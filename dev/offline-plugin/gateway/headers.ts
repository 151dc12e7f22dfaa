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

/** Content-Length is replaced by the length of the body as read, also of a chunked one. */
const NOT_FORWARDED = new Set([...HOP_BY_HOP, "expect", "content-length"]);
const NOT_RETURNED = new Set(HOP_BY_HOP);

/** @param rawHeaders names and values in turn */
const without = (rawHeaders: readonly string[], names: ReadonlySet<string>): string[] => {
  const remaining: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!;
    if (!names.has(name.toLowerCase())) remaining.push(name, rawHeaders[index + 1]!);
  }
  return remaining;
};

/** The request's headers for the function, names and values in turn. */
export const toFunctionHeaders = (rawHeaders: readonly string[], bodyLength: number): string[] => {
  const headers = without(rawHeaders, NOT_FORWARDED);
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
