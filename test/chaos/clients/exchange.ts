/** One HTTP exchange of a client that may behave badly. */
import { Agent, request } from "node:http";

export type Exchange = {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
};

export type HttpResponse = {
  readonly status: number;
  /** Seconds. */
  readonly retryAfter: number | undefined;
  readonly text: string;
};

/** Longer than API Gateway waits for a function. */
const ABANDON_MS = 35_000;

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

const headersOf = ({ headers, body }: Exchange): Record<string, string> => ({
  ...headers,
  ...(body === undefined
    ? {}
    : { "Content-Type": "application/json", "Content-Length": String(Buffer.byteLength(body)) }),
});

/** @returns undefined when there was no response */
export const exchange = (sent: Exchange): Promise<HttpResponse | undefined> =>
  new Promise((resolve) => {
    const options = { method: sent.method, headers: headersOf(sent), agent };
    const outgoing = request(sent.url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", () => resolve(undefined));
      response.on("end", () => {
        const seconds = Number(response.headers["retry-after"]);
        resolve({
          status: response.statusCode!,
          retryAfter: seconds > 0 ? seconds : undefined,
          text: Buffer.concat(chunks).toString("utf8"),
        });
      });
    });
    outgoing.setTimeout(ABANDON_MS, () => outgoing.destroy());
    outgoing.on("error", () => resolve(undefined));
    outgoing.end(sent.body);
  });

/** Sends a share of the body, all of it for 1, and closes the connection without waiting for the response. */
export const abandon = (sent: Exchange, share: number): Promise<void> =>
  new Promise((resolve) => {
    const outgoing = request(sent.url, { method: sent.method, headers: headersOf(sent), agent: false });
    outgoing.on("error", () => resolve());
    outgoing.on("close", () => resolve());
    const bytes = Buffer.from(sent.body ?? "");
    outgoing.write(bytes.subarray(0, Math.max(1, Math.ceil(bytes.length * share))), () => outgoing.destroy());
  });
