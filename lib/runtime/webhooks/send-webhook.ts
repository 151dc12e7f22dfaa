/**
 * Sends one webhook. The receiver's URL comes from outside: its name is resolved once, every address must be public, and the
 * connection is made to these addresses, so that a name that resolves differently a moment later reaches nothing else. Errors
 * have codes only: their messages can contain the URL.
 */
import { lookup } from "node:dns/promises";
import { type IncomingMessage, request as httpRequest } from "node:http";
import { type RequestOptions, request as httpsRequest } from "node:https";
import { millis } from "../clock.ts";
import { isLoopbackAddress, isPublicAddress } from "./public-address.ts";
import { signatureHeaders } from "./signature.ts";

/** For the name, the connection, the request and the head of the response together. */
export const SEND_TIMEOUT_MS = 10_000;
/** The body of a response is discarded; a receiver that sends more or takes longer is cut off. */
const MAX_BODY_BYTES = 4_096;
const BODY_TIMEOUT_MS = 1_000;

export type Address = { readonly address: string; readonly family: number };
/** Resolves a host name to all of its addresses. An IP address resolves to itself. */
export type Resolve = (hostname: string) => Promise<readonly Address[]>;

export type Webhook = {
  readonly url: string;
  /** The `webhook-id`. */
  readonly id: string;
  readonly secrets: readonly string[];
  readonly body: string;
};

export type SendOptions = {
  /** Whether loopback addresses are allowed, by http:// too: on the local stage. */
  readonly allowsLoopback: boolean;
  /** The resolver of the operating system by default. */
  readonly resolve?: Resolve;
  readonly timeoutMs?: number;
};

export type WebhookResponse =
  | {
      readonly kind: "responded";
      readonly status: number;
      /** The `Retry-After` header as sent. */
      readonly retryAfter: string | undefined;
    }
  /** No response. `error` has no part of the URL. */
  | { readonly kind: "unreachable"; readonly error: string };

const resolveAll: Resolve = (hostname) => lookup(hostname, { all: true });

/** The receiver may not be called. */
class ForbiddenReceiverError extends Error {}

const requirePermitted = (url: URL, addresses: readonly Address[], allowsLoopback: boolean): void => {
  const isLocal =
    allowsLoopback && addresses.length > 0 && addresses.every(({ address }) => isLoopbackAddress(address));
  if (isLocal) return;
  if (url.protocol !== "https:") throw new ForbiddenReceiverError("the URL is not https");
  if (addresses.length === 0 || !addresses.every(({ address }) => isPublicAddress(address)))
    throw new ForbiddenReceiverError("the name resolves to an address that is not public");
};

/** Hands the addresses that were checked to the socket. IPv4 first: functions in a VPC have no IPv6 by default. */
const lookupChecked = (addresses: readonly Address[]): NonNullable<RequestOptions["lookup"]> => {
  const sorted = addresses.toSorted((a, b) => a.family - b.family);
  return (_hostname, options, callback) => {
    if (options.all) callback(null, sorted as { address: string; family: number }[]);
    else callback(null, sorted[0]!.address, sorted[0]!.family);
  };
};

const discardBody = (response: IncomingMessage): Promise<void> =>
  new Promise((resolve) => {
    let size = 0;
    const timer = setTimeout(() => response.destroy(), BODY_TIMEOUT_MS);
    response.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_BODY_BYTES) response.destroy();
    });
    // The status is known: what happens to the body changes nothing.
    response.on("error", () => {});
    response.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
  });

const post = async (
  url: URL,
  body: string,
  headers: Readonly<Record<string, string>>,
  options: Pick<RequestOptions, "lookup" | "signal">,
): Promise<WebhookResponse> => {
  const request = (url.protocol === "https:" ? httpsRequest : httpRequest)(url, {
    ...options,
    method: "POST",
    headers: { ...headers, "Content-Length": Buffer.byteLength(body), Connection: "close" },
    // No connection is shared: an idle one would survive a change of the name.
    agent: false,
  });
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request.once("response", resolve);
    request.once("upgrade", (head, socket) => {
      socket.destroy();
      resolve(head);
    });
    request.on("error", reject);
    request.end(body);
  });
  if (!response.destroyed) await discardBody(response);
  return {
    kind: "responded",
    status: response.statusCode!,
    retryAfter: response.headers["retry-after"],
  };
};

const errorText = (error: unknown, isTimeout: boolean, timeoutMs: number): string => {
  if (isTimeout) return `no response within ${timeoutMs / 1000} s`;
  if (error instanceof ForbiddenReceiverError) return error.message;
  // Of several addresses that failed, the first.
  const cause = error instanceof AggregateError ? error.errors[0] : error;
  return `no response: ${(cause as NodeJS.ErrnoException).code ?? "the connection failed"}`;
};

/** Rejects when the signal aborts. The resolver cannot be aborted itself. */
const abortable = <T>(signal: AbortSignal, work: Promise<T>): Promise<T> =>
  Promise.race([
    work,
    new Promise<never>((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    }),
  ]);

/** Sends a webhook once. Never throws. Redirects are not followed. */
export const sendWebhook = async (
  { url: target, id, secrets, body }: Webhook,
  { allowsLoopback, resolve = resolveAll, timeoutMs = SEND_TIMEOUT_MS }: SendOptions,
): Promise<WebhookResponse> => {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const url = new URL(target);
    const addresses = await abortable(signal, resolve(url.hostname.replace(/^\[|\]$/g, "")));
    requirePermitted(url, addresses, allowsLoopback);
    const headers = {
      "Content-Type": "application/json",
      "User-Agent": "Despacho",
      ...signatureHeaders({ id, timestamp: Math.floor(millis() / 1000), body }, secrets),
    };
    return await post(url, body, headers, { lookup: lookupChecked(addresses), signal });
  } catch (error) {
    return { kind: "unreachable", error: errorText(error, signal.aborted, timeoutMs) };
  }
};
