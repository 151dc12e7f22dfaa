/** The SQS emulator, which here also counts what it is asked. */
import type { IncomingMessage } from "node:http";
import { buildApp } from "fauxqs";

export type Counts = { readonly sends: number; readonly sentBytes: number };

export type CountingSqs = {
  readonly endpoint: string;
  counts(): Counts;
  /** Messages that wait or are being worked on, dead letters too. */
  countOpenMessages(): Promise<number>;
  stop(): Promise<void>;
};

type QueueState = { readonly approximateMessageCount: number; readonly approximateInflightCount: number };

/** A request is billed once for every 64 KB of it. */
const CHUNK = 64 * 1_024;

const isSend = ({ headers }: IncomingMessage): boolean =>
  String(headers["x-amz-target"]).startsWith("AmazonSQS.SendMessage");

export const startCountingSqs = async (): Promise<CountingSqs> => {
  const app = buildApp({ logger: false });
  const counts = { sends: 0, sentBytes: 0 };
  app.server.on("request", (request: IncomingMessage) => {
    if (!isSend(request)) return;
    const bytes = Number(request.headers["content-length"] ?? 0);
    counts.sends += Math.max(1, Math.ceil(bytes / CHUNK));
    counts.sentBytes += bytes;
  });
  const endpoint = await app.listen({ port: 0, host: "127.0.0.1" });
  const open = async () => {
    const queues = (await (await fetch(`${endpoint}/_fauxqs/queues`)).json()) as QueueState[];
    return queues.reduce((all, q) => all + q.approximateMessageCount + q.approximateInflightCount, 0);
  };
  const stop = async () => {
    app.server.closeAllConnections();
    await app.close();
  };
  return { endpoint, counts: () => ({ ...counts }), countOpenMessages: open, stop };
};
