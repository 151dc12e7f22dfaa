/** A client of the API that does not give up: it repeats a request until it has a final response. */
import { setTimeout as delay } from "node:timers/promises";
import type { Random } from "../../support/seeded-random.ts";
import type { StackInfo } from "../../../dev/data-dir.ts";
import type { ChaosRecord, ChaosRequest } from "../recorded.ts";
import { abandon, type HttpResponse, type Exchange, exchange } from "./exchange.ts";

export type ClientCounts = {
  "clients that hang up": number;
  "clients that send half a body": number;
  "clients that send twice at once": number;
  retries: number;
  /** By status; "none" without a response. */
  readonly passing: Map<string, number>;
  /** Of a 5xx other than an announced 503, by its status. */
  readonly examples: Map<string, string>;
};

const GIVE_UP_MS = 240_000;
const FIRST_PAUSE_MS = 200;
const MAX_PAUSE_MS = 2_000;
const UNTIL_PAUSE_MS = 300;
const MAX_SHOWN = 300;

export const NO_RESPONSE = 0;

const isFinal = ({ status }: HttpResponse): boolean => status < 500 && status !== 429;

/** Its effect is the same however often it is sent. */
const isIdempotent = ({ method, path }: ChaosRequest): boolean =>
  method === "POST" && /^\/orders(\/[^/]+\/cancellations)?$/.test(path);

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const toExchange = (request: ChaosRequest, { apiUrl, apiKey, adminApiKey }: StackInfo): Exchange => ({
  method: request.method,
  url: new URL(`${apiUrl}${request.path}`),
  headers: {
    Authorization: `Bearer ${request.client === "staff" ? adminApiKey : apiKey}`,
    ...request.headers,
  },
  body:
    request.body === undefined || typeof request.body === "string"
      ? request.body
      : JSON.stringify(request.body),
});

/** Behaves badly before it sends the request properly. @returns how often it was sent in full */
const misbehave = async (sent: Exchange, random: Random, counts: ClientCounts): Promise<number> => {
  switch (random.below(30)) {
    case 0:
    case 1:
      await abandon(sent, 1);
      counts["clients that hang up"] += 1;
      return 1;
    case 2:
      await abandon(sent, random.below(90) / 100);
      counts["clients that send half a body"] += 1;
      return 0;
    case 3:
    case 4:
      await Promise.all([exchange(sent), exchange(sent)]);
      counts["clients that send twice at once"] += 1;
      return 2;
    default:
      return 0;
  }
};

const isAnnounced = ({ status, retryAfter }: HttpResponse): boolean =>
  status === 429 || (status === 503 && retryAfter !== undefined);

const countPassing = (
  { method, path }: ChaosRequest,
  response: HttpResponse | undefined,
  counts: ClientCounts,
): void => {
  const status = String(response?.status ?? "none");
  counts.passing.set(status, (counts.passing.get(status) ?? 0) + 1);
  counts.retries += 1;
  if (response !== undefined && !isAnnounced(response))
    counts.examples.set(status, `${method} ${path}: ${response.text.slice(0, MAX_SHOWN)}`);
};

/**
 * @param random decides whether the client behaves badly
 * @returns the status NO_RESPONSE when there is no final response for minutes
 */
export const sendUntilResponse = async (
  request: ChaosRequest,
  api: StackInfo,
  random: Random,
  counts: ClientCounts,
): Promise<ChaosRecord> => {
  const sent = toExchange(request, api);
  const end = performance.now() + GIVE_UP_MS;
  let attempts = isIdempotent(request) ? await misbehave(sent, random, counts) : 0;
  for (let pause = FIRST_PAUSE_MS; performance.now() < end; ) {
    attempts += 1;
    const response = await exchange(sent);
    if (response !== undefined && isFinal(response)) {
      const isDone =
        request.until === undefined || response.status === request.until || response.status >= 400;
      if (isDone) return { request, status: response.status, body: parsed(response.text), attempts };
      await delay(UNTIL_PAUSE_MS);
      continue;
    }
    countPassing(request, response, counts);
    await delay(
      response?.retryAfter === undefined ? pause : Math.min(response.retryAfter * 1_000, MAX_PAUSE_MS),
    );
    pause = Math.min(pause * 2, MAX_PAUSE_MS);
  }
  return { request, status: NO_RESPONSE, body: undefined, attempts };
};
