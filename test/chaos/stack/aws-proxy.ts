/** A proxy between the functions and the emulator of SQS or SES, which disturbs calls on demand. */
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { waitFor } from "../../support/wait-for.ts";

export type AwsResponse = { readonly status: number; readonly type: string; readonly body: string };

export type AwsCall = {
  /** `SendMessageBatch`, `SendEmail`. */
  readonly action: string;
  readonly body: string;
  /** Passes the call on, with another body if one is given. Rejects when the emulator does not respond. */
  forward(body?: string): Promise<AwsResponse>;
  respond(response: AwsResponse): void;
  /** Closes the connection without a response. */
  hangUp(): void;
};

/** @returns whether it took over the call; any other is passed on */
export type Disturb = (call: AwsCall) => boolean | Promise<boolean>;

export type AwsProxy = {
  readonly endpoint: string;
  /**
   * Disturbs calls until so many were, or the time is over.
   * @returns how many
   */
  disturb(disturb: Disturb, count: number, timeoutMs: number): Promise<number>;
  stop(): Promise<void>;
};

const EMULATOR_TIMEOUT_MS = 40_000;

const textOf = async (message: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
};

/** SQS names the action in a header, SES in the form that is the body. */
const actionOf = (headers: IncomingMessage["headers"], body: string): string => {
  const target = headers["x-amz-target"];
  return typeof target === "string"
    ? target.slice(target.lastIndexOf(".") + 1)
    : (new URLSearchParams(body).get("Action") ?? "");
};

/** @param onAccepted called with each call that the emulator responded to with 200 */
export const startAwsProxy = async (
  emulator: string,
  onAccepted: (action: string, body: string) => void = () => {},
): Promise<AwsProxy> => {
  const agent = new Agent({ keepAlive: true });
  let disturbing: Disturb | undefined;
  let disturbed = 0;

  const forwarded = (incoming: IncomingMessage, body: string): Promise<AwsResponse> =>
    new Promise((resolve, reject) => {
      const url = new URL(incoming.url ?? "/", emulator);
      const { "content-length": _, connection: __, ...headers } = incoming.headers;
      const length = Buffer.byteLength(body);
      const options = { method: incoming.method, headers: { ...headers, "content-length": length }, agent };
      const outgoing = request(url, options, async (response) => {
        const text = await textOf(response);
        const status = response.statusCode!;
        if (status === 200) onAccepted(actionOf(incoming.headers, body), body);
        resolve({ status, type: response.headers["content-type"] ?? "", body: text });
      });
      outgoing.setTimeout(EMULATOR_TIMEOUT_MS, () => outgoing.destroy(new Error("no response")));
      outgoing.on("error", reject);
      outgoing.end(body);
    });

  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const body = await textOf(incoming);
    const call: AwsCall = {
      action: actionOf(incoming.headers, body),
      body,
      forward: (other = body) => forwarded(incoming, other),
      respond: ({ status, type, body: text }) =>
        void outgoing.writeHead(status, { "content-type": type }).end(text),
      hangUp: () => void incoming.socket.destroy(),
    };
    if (await disturbing?.(call)) disturbed += 1;
    else call.respond(await call.forward());
  };

  const server = createServer((incoming, outgoing) => {
    // The emulator was killed: to the function, the connection breaks.
    handle(incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    disturb: async (disturb, count, timeoutMs) => {
      disturbed = 0;
      disturbing = disturb;
      await waitFor("disturbed calls", () => disturbed >= count, timeoutMs).catch(() => {});
      disturbing = undefined;
      return disturbed;
    },
    stop: async () => {
      server.closeAllConnections();
      agent.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
