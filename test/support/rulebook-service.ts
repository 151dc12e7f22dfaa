/** An HTTP server with fixed responses of the rulebooks API, for tests of the command line. */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export type RecordedRequest = {
  readonly method: string;
  readonly url: string;
  readonly type: string | undefined;
  readonly body: string;
};

export type RulebookService = {
  /** The environment with which the command line reaches the service. */
  readonly env: { readonly DESPACHO_API_URL: string; readonly DESPACHO_API_KEY: string };
  readonly requests: RecordedRequest[];
  stop(): void;
};

const API_KEY = "k";

const ISSUE = {
  ruleId: "a",
  pointer: "/rules/0/when",
  line: 3,
  column: 16,
  detail: "no field",
  caret: "x\n^",
};

const RESPONSES: Readonly<Record<string, object>> = {
  "POST /rulebooks": { version: 5, status: "draft", warnings: [] },
  "POST /rulebooks/5/activation": { version: 5, status: "active" },
  "POST /rulebooks/5/simulation": {
    rulebookVersion: 5,
    against: 1,
    ordersReplayed: 0,
    ordersDiffering: 0,
    rules: [],
    tasks: {},
    commission: { before: 0, after: 0, currency: "BRL" },
    examples: [],
    note: "no recorded orders in this period: nothing was compared",
  },
  "GET /rulebooks": {
    rulebooks: [
      {
        version: 5,
        status: "active",
        createdAt: "2026-11-23T12:00:00Z",
        createdBy: "x",
        activatedAt: null,
      },
    ],
  },
  "GET /rulebooks/3": { source: "a\nb", rules: [{ id: "a" }] },
  "GET /rulebooks/4": { source: "a\nc", rules: [{ id: "a" }, { id: "b" }] },
};

const respond = (request: IncomingMessage, body: string): { status: number; json: object } => {
  if (request.headers.authorization !== `Bearer ${API_KEY}`)
    return { status: 401, json: { detail: "Unauthorized" } };
  const operation = `${request.method} ${request.url}`;
  if (operation === "POST /rulebooks" && body.includes("typ =="))
    return { status: 422, json: { detail: "The rulebook has one issue.", errors: [ISSUE] } };
  const json = RESPONSES[operation];
  return json === undefined
    ? { status: 404, json: { detail: "There is no such rulebook." } }
    : { status: 200, json };
};

/** Rejects a rulebook that contains `typ ==`, as the checker rejects an unknown field. */
export const startRulebookService = async (): Promise<RulebookService> => {
  const requests: RecordedRequest[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const { method = "", url = "", headers } = request;
    requests.push({ method, url, type: headers["content-type"], body });
    const { status, json } = respond(request, body);
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(json));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const env = { DESPACHO_API_URL: `http://127.0.0.1:${port}`, DESPACHO_API_KEY: API_KEY };
  return { env, requests, stop: () => server.close() };
};
