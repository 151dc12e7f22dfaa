/**
 * The HTTP server of the local API Gateway. It does what API Gateway does around an integration: limits,
 * header filtering, request ids, and an RFC 9457 problem for every response that no function gave.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { type GatewayResponse, problemResponse } from "./gateway-responses.ts";
import { requestIdOf, toClientHeaders, toFunctionHeaders } from "./headers.ts";
import { readBody } from "./request-body.ts";
import { exceedsLambdaLimit } from "./response-limit.ts";

export type IntegrationRequest = {
  readonly method: string;
  /** Path and query string, as sent. */
  readonly url: string;
  /** Names and values in turn. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly remoteAddress: string;
};

/** Routes, authorizes and invokes. Rejects when it cannot respond at all. */
export type Integration = (request: IntegrationRequest) => Promise<GatewayResponse>;

/** API Gateway's integration timeout. */
const INTEGRATION_TIMEOUT_MS = 29_000;
/** Longer than clients keep idle connections, so that the client closes first and no request meets a closed one. */
const KEEP_ALIVE_MS = 65_000;

const isWellFormed = (url: string): boolean => {
  try {
    decodeURIComponent(new URL(url, "http://gateway").pathname);
    return url.startsWith("/");
  } catch {
    return false;
  }
};

const hasRequestId = (headers: readonly string[]): boolean =>
  headers.some((name, index) => index % 2 === 0 && name.toLowerCase() === "x-request-id");

/** A response without X-Request-Id is not from a function: the integration made it. */
const toClientResponse = (response: GatewayResponse, requestId: string): GatewayResponse => {
  const isFromFunction = hasRequestId(response.headers);
  if (!isFromFunction && response.status >= 400) return problemResponse(response.status, requestId);
  if (exceedsLambdaLimit(response)) return problemResponse(502, requestId);
  const headers = toClientHeaders(response.headers);
  return { ...response, headers: isFromFunction ? headers : [...headers, "X-Request-Id", requestId] };
};

const withTimeout = async (response: Promise<GatewayResponse>): Promise<GatewayResponse> => {
  const done = new AbortController();
  const timeout = delay(INTEGRATION_TIMEOUT_MS, undefined, { signal: done.signal }).then(() => {
    throw new Error("the integration timed out");
  });
  try {
    return await Promise.race([response, timeout]);
  } finally {
    timeout.catch(() => undefined);
    done.abort();
  }
};

const respond = async (integration: Integration, request: IncomingMessage): Promise<GatewayResponse> => {
  const requestId = requestIdOf(request.headers);
  const { url = "/", method = "GET", rawHeaders } = request;
  const body = await readBody(request);
  if (!body.ok) return problemResponse(body.error.status, requestId, body.error.detail);
  if (!isWellFormed(url)) return problemResponse(400, requestId, "The URL is malformed.");
  try {
    const headers = toFunctionHeaders(rawHeaders, body.value.length);
    const remoteAddress = request.socket.remoteAddress ?? "127.0.0.1";
    const response = integration({ method, url, rawHeaders: headers, body: body.value, remoteAddress });
    return toClientResponse(await withTimeout(response), requestId);
  } catch {
    return problemResponse(503, requestId);
  }
};

/** Input that Node's parser rejects never becomes a request. */
const respondToRawInput = (socket: Socket): void => {
  if (!socket.writable) return;
  const { headers, body } = problemResponse(400, crypto.randomUUID(), "The request is not HTTP.");
  const lines = ["HTTP/1.1 400 Bad Request", "Connection: close"];
  for (let index = 0; index < headers.length; index += 2)
    lines.push(`${headers[index]}: ${headers[index + 1]}`);
  socket.end(`${lines.join("\r\n")}\r\n\r\n${body.toString()}`);
};

export type GatewayServer = {
  readonly port: number;
  /** Accepts no more requests and lets those in flight finish, for `timeoutMs` at most. */
  close(timeoutMs: number): Promise<void>;
};

const listen = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host }, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });

const closeServer = async (server: Server, timeoutMs: number): Promise<void> => {
  const closed = new Promise((resolve) => server.close(resolve));
  // A connection becomes idle when its response is sent; it would then wait for the next request.
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  const timeout = setTimeout(() => server.closeAllConnections(), timeoutMs);
  await closed;
  clearInterval(idle);
  clearTimeout(timeout);
};

/**
 * Starts the gateway.
 * @param port 0 for a free one
 * @throws the error of `listen`, such as EADDRINUSE
 */
export const startGatewayServer = async (
  integration: Integration,
  port: number,
  host = "127.0.0.1",
): Promise<GatewayServer> => {
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const { status, headers, body } = await respond(integration, request);
      response.writeHead(status, [...headers]).end(body);
    } catch {
      // The client closed the connection while it sent its body.
      response.destroy();
    }
  };
  // Without these settings Node itself rejects a request without Host or with an unknown Expect, and not as a problem.
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, requireHostHeader: false }, serve);
  server.on("checkExpectation", serve);
  server.on("clientError", (_error, socket) => respondToRawInput(socket as Socket));
  return {
    port: await listen(server, port, host),
    close: (timeoutMs) => closeServer(server, timeoutMs),
  };
};
