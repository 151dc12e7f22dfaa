/** Sends one request of the fuzzer and describes what is wrong with the response. */
import { Agent, request } from "node:http";
import type { FuzzRequest } from "./requests.ts";

export type FuzzResponse = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly milliseconds: number;
};

/** Longer than what API Gateway waits for a function. */
const ABANDON_MS = 35_000;

const agent = new Agent({ keepAlive: true });

/** @returns undefined when there was no response in time, or the connection was closed without one */
export const send = (apiUrl: string, sent: FuzzRequest): Promise<FuzzResponse | undefined> =>
  new Promise((resolve) => {
    const started = performance.now();
    const { hostname, port } = new URL(apiUrl);
    const { method, path, body } = sent;
    const length = body === undefined ? {} : { "Content-Length": body.length };
    const headers = { ...sent.headers, ...length };
    const outgoing = request({ hostname, port, method, path, headers, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", () => resolve(undefined));
      response.on("end", () => {
        resolve({
          status: response.statusCode!,
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
          milliseconds: performance.now() - started,
        });
      });
    });
    outgoing.setTimeout(ABANDON_MS, () => outgoing.destroy());
    outgoing.on("error", () => resolve(undefined));
    outgoing.end(body);
  });

/** What a problem must not show: a stack trace, SQL, or a path of the machine. */
const INTERNALS =
  /\n\s+at |node_modules|\/functions\/[a-z]|\bselect .* from\b|relation "|syntax error at or near/i;

const problemIssue = (text: string, status: number): string | undefined => {
  try {
    const problem = JSON.parse(text) as Record<string, unknown>;
    if (problem.status !== status) return "the problem has another status than the response";
    return typeof problem.title === "string" ? undefined : "the problem has no title";
  } catch {
    return "the problem is not JSON";
  }
};

/** What is wrong with a response; undefined for a good one. @param limitMs how long a response may take */
export const issueOf = (
  { statuses, method, operationId }: FuzzRequest,
  response: FuzzResponse | undefined,
  limitMs: number,
): string | undefined => {
  if (response === undefined) return "no response";
  const { status, headers, text, milliseconds } = response;
  if (status === 503 && headers["retry-after"] === undefined) return "503 without Retry-After";
  if (status >= 500 && status !== 503) return `status ${status}`;
  if (milliseconds > limitMs) return `slower than ${limitMs} ms`;
  if (status !== 503 && statuses !== undefined && !statuses.has(status))
    return `undescribed status ${status}`;
  if (headers["x-request-id"] === undefined) return `status ${status} without X-Request-Id`;
  if (status < 400) return undefined;
  if (INTERNALS.test(text)) return `status ${status} shows internals`;
  // The report of GET /health is the same whether the service is healthy or not.
  const isProblem = method !== "HEAD" && operationId !== "readHealth";
  return isProblem ? problemIssue(text, status) : undefined;
};
