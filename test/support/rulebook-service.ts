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

const STALE = { parameter: "basedOn", ruleId: "a", change: "changed", detail: "rule a was changed" };

const activation = (activationId: number, version: number, status: string) => ({
  activationId,
  version,
  status,
  effectiveFrom: "2026-11-23T12:00:00.000Z",
  createdAt: "2026-11-23T12:00:00.000Z",
  createdBy: "x",
  note: null,
});

const SCHEDULED = activation(12, 6, "scheduled");

const counts = { added: 0, removed: 0, changed: 0 };
const money = { before: 0, after: 0, currency: "BRL" };

const RESPONSES: Readonly<Record<string, object>> = {
  "POST /rulebooks": { version: 5, status: "draft", warnings: [] },
  "POST /rulebooks/5/activation": {
    version: 5,
    status: "active",
    activationId: 13,
    effectiveFrom: "2026-11-24T12:00:00.000Z",
    pending: [],
  },
  "POST /rulebooks/4/activation": {
    version: 4,
    status: "scheduled",
    activationId: 13,
    effectiveFrom: "2026-12-01T03:00:00.000Z",
    pending: [SCHEDULED],
  },
  "GET /rulebooks/activations": {
    activations: [
      SCHEDULED,
      activation(11, 5, "active"),
      activation(10, 5, "ended"),
      activation(9, 4, "ended"),
    ],
  },
  "POST /rulebooks/simulation": {
    rulebookVersion: null,
    against: 1,
    ordersReplayed: 3,
    ordersDiffering: 2,
    rules: [{ ruleId: "a", before: 0, after: 2 }],
    tasks: { packing_slip: { added: 1, removed: 0, changed: 1 }, commission: counts },
    freeItems: { ...counts, added: 1 },
    commission: money,
    wouldBeRejected: [{ type: "commission", code: "agent-without-rate", before: 0, after: 1 }],
    royalties: { ...money, after: 180 },
    kinds: [
      { kind: "packing_slip:shipping", change: "added", orders: 1, examples: [{ orderId: "WEB-1" }] },
      { kind: "free_item:MARK", change: "added", orders: 1, examples: [{ orderId: "WEB-2" }] },
    ],
    examples: [
      {
        orderId: "WEB-2",
        added: [],
        removed: [],
        changed: [],
        freeItems: {
          added: [{ sku: "MARK", quantity: 1, ruleId: "a", reason: "Campaign" }],
          removed: [],
          changed: [],
        },
      },
    ],
  },
  "GET /rulebooks": {
    rulebooks: [
      {
        version: 5,
        status: "active",
        createdAt: "2026-11-23T12:00:00Z",
        createdBy: "x",
        activatedAt: null,
        scheduledFor: "2026-12-01T03:00:00.000Z",
        basedOn: 4,
        note: "December",
      },
    ],
  },
  "GET /rulebooks/3": { source: "a\nb", rules: [{ id: "a" }] },
  "GET /rulebooks/4": { source: "a\nc", rules: [{ id: "a" }, { id: "b" }] },
};

type FixedResponse = { readonly status: number; readonly json?: object };

const respond = (request: IncomingMessage, body: string): FixedResponse => {
  if (request.headers.authorization !== `Bearer ${API_KEY}`)
    return { status: 401, json: { detail: "Unauthorized" } };
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://127.0.0.1");
  const operation = `${request.method} ${pathname}`;
  if (operation === "DELETE /rulebooks/activations/12") return { status: 204 };
  if (operation === "POST /rulebooks" && searchParams.get("basedOn") === "3")
    return { status: 409, json: { detail: "Rulebook 3 is not active; 5 is.", errors: [STALE] } };
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
    response.end(json === undefined ? "" : JSON.stringify(json));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const env = { DESPACHO_API_URL: `http://127.0.0.1:${port}`, DESPACHO_API_KEY: API_KEY };
  return { env, requests, stop: () => server.close() };
};
