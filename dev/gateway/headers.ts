/** Which headers pass through the gateway. */
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
 * What the emulator would act upon although API Gateway leaves it to the function: it would let a header stand in for
 * the authorizer, open the API to every web page (CORS), compress, and cut answers into ranges.
 */
const KEPT_FROM_EMULATOR = [
  "sls-offline-authorizer-override",
  "origin",
  "accept-encoding",
  "range",
  "expect",
  "content-length",
];

const ADDED_BY_EMULATOR = ["accept-ranges"];

const without = (rawHeaders: readonly string[], names: ReadonlySet<string>): string[] => {
  const kept: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!;
    if (!names.has(name.toLowerCase())) kept.push(name, rawHeaders[index + 1]!);
  }
  return kept;
};

/** The emulator's server refuses what is no media type before a function sees it; API Gateway does not look. */
const MEDIA_TYPE = /^\s*[\w!#$&^.+-]+\/[\w!#$&^.+-]+\s*(;.*)?$/;
const NO_MEDIA_TYPE = "application/octet-stream";

const withMediaType = (headers: readonly string[]): string[] =>
  headers.map((value, index) => {
    const isContentType = index % 2 === 1 && headers[index - 1]!.toLowerCase() === "content-type";
    return isContentType && !MEDIA_TYPE.test(value) ? NO_MEDIA_TYPE : value;
  });

const NOT_FORWARDED = new Set([...HOP_BY_HOP, ...KEPT_FROM_EMULATOR]);
const NOT_RETURNED = new Set([...HOP_BY_HOP, ...ADDED_BY_EMULATOR]);

/** The request's headers for the emulator, names and values in turn. */
export const toUpstreamHeaders = (rawHeaders: readonly string[], bodyLength: number): string[] => {
  const kept = withMediaType(without(rawHeaders, NOT_FORWARDED));
  const hasBody = rawHeaders.some(
    (name, index) => index % 2 === 0 && ["content-length", "transfer-encoding"].includes(name.toLowerCase()),
  );
  return hasBody ? [...kept, "content-length", String(bodyLength)] : kept;
};

/** The answer's headers for the client, names and values in turn. */
export const toClientHeaders = (rawHeaders: readonly string[]): string[] => without(rawHeaders, NOT_RETURNED);

const SANE_ID = /^[A-Za-z0-9._-]{1,128}$/;

/** The caller's own request id when it is a sane token. */
export const requestIdOf = (headers: IncomingHttpHeaders): string => {
  const given = headers["x-request-id"];
  return typeof given === "string" && SANE_ID.test(given) ? given : crypto.randomUUID();
};
