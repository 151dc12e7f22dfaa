/** Passes a request on to serverless-offline. */
import { Agent, request as httpRequest, type IncomingMessage } from "node:http";

export type UpstreamRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly string[];
  readonly body: Buffer;
};

/** API Gateway gives an integration 29 seconds. */
const INTEGRATION_TIMEOUT_MS = 29_000;

export class Upstream {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 512 });
  #port: number | undefined;

  /** Where the emulator listens now; `undefined` while it is away. */
  setPort(port: number | undefined): void {
    this.#port = port;
  }

  /** Rejects when the emulator is away or does not answer in time. */
  async send(passed: UpstreamRequest): Promise<IncomingMessage> {
    try {
      return await this.#attempt(passed);
    } catch (fault) {
      // A kept connection was closed at the moment of its reuse: nothing of the request was read.
      if (fault instanceof StaleConnection) return this.#attempt(passed);
      throw fault;
    }
  }

  #attempt({ method, path, headers, body }: UpstreamRequest): Promise<IncomingMessage> {
    const port = this.#port;
    if (port === undefined) return Promise.reject(new Error("the emulator is away"));
    return new Promise((resolve, reject) => {
      const options = { host: "127.0.0.1", port, method, path, headers, agent: this.#agent };
      const request = httpRequest(options, resolve);
      request.setTimeout(INTEGRATION_TIMEOUT_MS, () => request.destroy(new Error("no answer in time")));
      request.once("error", (fault: NodeJS.ErrnoException) =>
        reject(request.reusedSocket && fault.code === "ECONNRESET" ? new StaleConnection() : fault),
      );
      request.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

class StaleConnection extends Error {}
