/**
 * Owns the public port for as long as the stack runs. Passes TCP connections on to the functions process; while that
 * restarts, and to a request that was in flight when it ended, it responds 503 by itself.
 */
import { connect, createServer, type Server, type Socket } from "node:net";

const PROBLEM = JSON.stringify({
  type: "about:blank",
  title: "Service Unavailable",
  status: 503,
  detail: "The service is not available just now; try again later.",
});

const unavailableResponse = (): string =>
  [
    "HTTP/1.1 503 Service Unavailable",
    "Content-Type: application/problem+json",
    `Content-Length: ${Buffer.byteLength(PROBLEM)}`,
    "Retry-After: 2",
    `X-Request-Id: ${crypto.randomUUID()}`,
    "Connection: close",
    "",
    PROBLEM,
  ].join("\r\n");

const respondUnavailable = (client: Socket): void => {
  client.once("data", () => client.end(unavailableResponse()));
};

const forward = (client: Socket, upstreamPort: number): void => {
  const upstream = connect({ port: upstreamPort, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
  let isConnected = false;
  let awaitsResponse = false;
  upstream.once("connect", () => {
    isConnected = true;
    client.on("data", () => {
      awaitsResponse = true;
    });
    upstream.on("data", () => {
      awaitsResponse = false;
    });
    client.pipe(upstream).pipe(client, { end: false });
  });
  upstream.on("error", () => upstream.destroy());
  upstream.once("end", () => upstream.end());
  upstream.once("close", () => {
    if (!isConnected) respondUnavailable(client);
    else if (awaitsResponse) client.end(unavailableResponse());
    else client.end();
  });
  client.once("close", () => upstream.destroy());
};

export type RestartProxy = {
  readonly port: number;
  /** Port of the functions process; undefined while there is none. */
  setUpstreamPort(port: number | undefined): void;
  /** Accepts no more connections; open ones end with the functions process. */
  stopAccepting(): void;
  /** Ends what is still open. */
  close(): void;
};

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host: "127.0.0.1" }, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });

/**
 * @param port 0 for a free one
 * @throws the error of `listen`, such as EADDRINUSE
 */
export const openRestartProxy = async (port: number): Promise<RestartProxy> => {
  const clients = new Set<Socket>();
  let upstreamPort: number | undefined;
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
    clients.add(client);
    client.once("close", () => clients.delete(client));
    client.on("error", () => client.destroy());
    if (upstreamPort === undefined) respondUnavailable(client);
    else forward(client, upstreamPort);
  });
  const stopAccepting = (): void => {
    server.close();
  };
  return {
    port: await listen(server, port),
    setUpstreamPort: (next) => {
      upstreamPort = next;
    },
    stopAccepting,
    close: () => {
      stopAccepting();
      for (const client of clients) client.destroy();
    },
  };
};
