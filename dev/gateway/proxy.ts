/**
 * The local stack's API Gateway: a proxy before serverless-offline that does what AWS does and the emulator does not.
 * Whatever did not come from one of our functions leaves as an RFC 9457 problem.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { pipeline } from "node:stream/promises";
import { readBody } from "./request-body.ts";
import { toUpstreamHeaders, requestIdOf, toClientHeaders } from "./headers.ts";
import { type GatewayProblem, problemBody, problemFor } from "./gateway-responses.ts";
import { Upstream } from "./upstream.ts";

/** Longer than what clients keep idle connections for, so that they close first and no request meets a closing one. */
const KEEP_ALIVE_MS = 65_000;

const isWellFormed = (url: string): boolean => {
  try {
    decodeURIComponent(new URL(url, "http://gateway").pathname);
    return url.startsWith("/");
  } catch {
    return false;
  }
};

const refuse = (
  response: ServerResponse,
  requestId: string,
  problem: GatewayProblem,
  detail?: string,
): void => {
  const body = problemBody(problem, detail);
  response.writeHead(problem.status, {
    ...problem.headers,
    "Content-Type": "application/problem+json",
    "Content-Length": Buffer.byteLength(body),
    "X-Request-Id": requestId,
  });
  response.end(body);
};

const passOn = async (
  answer: IncomingMessage,
  response: ServerResponse,
  requestId: string,
): Promise<void> => {
  const status = answer.statusCode ?? 502;
  const ours = answer.headers["x-request-id"] !== undefined;
  if (!ours && status >= 400) {
    answer.resume();
    refuse(response, requestId, problemFor(status));
    return;
  }
  const headers = toClientHeaders(answer.rawHeaders);
  if (!ours) headers.push("X-Request-Id", requestId);
  response.writeHead(status, headers);
  await pipeline(answer, response);
};

const serve = async (
  upstream: Upstream,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const requestId = requestIdOf(request.headers);
  const path = request.url ?? "/";
  const body = await readBody(request);
  if (body.kind === "refused") return refuse(response, requestId, problemFor(body.status), body.detail);
  if (!isWellFormed(path)) return refuse(response, requestId, problemFor(400), "The URL is malformed.");
  try {
    const headers = toUpstreamHeaders(request.rawHeaders, body.bytes.length);
    const answer = await upstream.send({ method: request.method ?? "GET", path, headers, body: body.bytes });
    await passOn(answer, response, requestId);
  } catch {
    if (response.headersSent) response.destroy();
    else refuse(response, requestId, problemFor(503));
  }
};

/** What is not HTTP at all never becomes a request. */
const refuseRaw = (socket: Socket): void => {
  if (!socket.writable) return;
  const problem = problemFor(400);
  const body = problemBody(problem, "The request is not HTTP.");
  socket.end(
    [
      "HTTP/1.1 400 Bad Request",
      "Content-Type: application/problem+json",
      `Content-Length: ${Buffer.byteLength(body)}`,
      `X-Request-Id: ${crypto.randomUUID()}`,
      "Connection: close",
      "",
      body,
    ].join("\r\n"),
  );
};

export type Gateway = {
  readonly port: number;
  /** Where the emulator listens now; `undefined` while it is away. */
  setUpstreamPort(port: number | undefined): void;
  /** Takes no more requests and lets those under way finish, up to the given time. */
  close(patienceMs: number): Promise<void>;
};

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host: "127.0.0.1" }, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });

const closeServer = async (server: Server, patienceMs: number): Promise<void> => {
  const closed = new Promise((resolve) => server.close(resolve));
  // A connection becomes idle when its answer is out, and would then be kept for the next request.
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  const late = setTimeout(() => server.closeAllConnections(), patienceMs);
  await closed;
  clearInterval(idle);
  clearTimeout(late);
};

/**
 * Listens at once and answers 503 until it is told where the emulator is.
 * @param port 0 for any
 */
export const openGateway = async (port: number): Promise<Gateway> => {
  const upstream = new Upstream();
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    serve(upstream, request, response).catch(() => response.destroy());
  };
  // Node would answer by itself, without a problem, who names no host or expects what it does not know.
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, requireHostHeader: false }, answer);
  server.on("checkExpectation", answer);
  server.on("clientError", (_fault, socket) => refuseRaw(socket as Socket));
  return {
    port: await listen(server, port),
    setUpstreamPort: (target) => upstream.setPort(target),
    close: async (patienceMs) => {
      await closeServer(server, patienceMs);
      upstream.close();
    },
  };
};
