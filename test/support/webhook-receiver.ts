/** A receiver of webhooks on loopback, for tests: it records requests, and a test decides how it responds. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";

export type ReceivedWebhook = {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** Responds to a webhook, or does something worse. */
export type Respond = (response: ServerResponse, request: IncomingMessage) => void;

export type WebhookReceiver = {
  readonly port: number;
  readonly received: readonly ReceivedWebhook[];
  respond: Respond;
  /** Resets the connections that have no response yet. */
  reset(): void;
  stop(): Promise<void>;
};

/** Responds with a status at once. */
export const withStatus =
  (status: number, headers: Record<string, string> = {}): Respond =>
  (response) =>
    response.writeHead(status, headers).end();

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
};

const listen = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
};

/**
 * Starts a receiver that responds with 204.
 * @param tls key and certificate of an https receiver
 */
export const startReceiver = async (tls?: ServerOptions): Promise<WebhookReceiver> => {
  const received: ReceivedWebhook[] = [];
  const onRequest = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request).catch(() => "");
    received.push({ headers: request.headers as Record<string, string>, body });
    receiver.respond(response, request);
  };
  const server = tls === undefined ? createServer(onRequest) : createTlsServer(tls, onRequest);
  const port = await listen(server);
  const receiver = {
    port,
    received,
    respond: withStatus(204),
    reset: () => server.closeAllConnections(),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
};
