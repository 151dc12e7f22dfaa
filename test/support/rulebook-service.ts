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
  "POST /rulebooks/check": {
    valid: true,
    errors: [],
    warnings: [ISSUE],
    examples: [
      { name: "A book", passed: true, errors: [] },
      { name: "A gift", passed: false, errors: [{ ...ISSUE, detail: "no gift" }] },
    ],
  },
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
  "POST /rulebooks/4/approval": {
    version: 4,
    approvals: [{ approvedBy: "shop/k-1", approvedAt: "2026-11-24T12:00:00.000Z", note: "tried" }],
    approvalsNeeded: 1,
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
        createdBy: "shop/k-1",
        activatedAt: null,
        scheduledFor: "2026-12-01T03:00:00.000Z",
        basedOn: 4,
        note: "December",
      },
    ],
  },
  "GET /keys": { keys: [{ clientId: "shop", keyId: "k-1", name: "rules office" }] },
  "GET /rulebooks/active": { version: 5, status: "active", source: "# five\nrules: []\n" },
  "GET /rulebooks/5/usage": {
    rulebookVersion: 5,
    rules: [
      { ruleId: "slip", orders: 1200, tasks: 1300, freeItems: 0, lastAppliedAt: "2026-11-23T12:00:00.000Z" },
      { ruleId: "old-campaign", orders: 0, tasks: 0, freeItems: 0, lastAppliedAt: null },
    ],
  },
  "GET /lists": {
    lists: [
      {
        listId: "vip",
        kind: "customer",
        size: 2,
        version: 3,
        updatedAt: "2026-11-23T12:00:00.000Z",
        updatedBy: "shop/k-1",
      },
    ],
    nextCursor: null,
  },
  "GET /lists/vip/versions": {
    versions: [
      { version: 3, kind: "customer", size: 2, createdAt: "2026-11-23T12:00:00.000Z", createdBy: "shop/k-1" },
      {
        version: 2,
        kind: "customer",
        size: null,
        createdAt: "2026-11-22T12:00:00.000Z",
        createdBy: "shop/k-2",
      },
    ],
    nextCursor: null,
  },
  "PUT /lists/vip": { listId: "vip", kind: "customer", version: 4, size: 2 },
  "GET /orders/WEB-1": {
    orderId: "WEB-1",
    status: "attention",
    receivedAt: "2026-11-23T12:00:00.000Z",
    rulebookVersion: 5,
    lines: [],
    tasks: [
      {
        taskId: "t-1",
        type: "commission",
        agentId: "A-1",
        status: "rejected",
        reason: "agent A-1 has no commission rate",
        lineIds: ["1"],
        because: [{ ruleId: "commission", lineId: "1", explanation: "!(line.free (was false))" }],
      },
      {
        taskId: "t-2",
        type: "packing_slip",
        destination: "returns",
        status: "done",
        lineIds: ["1"],
        cancellationId: "X-1",
        because: [{ ruleId: "back", explanation: "cancellation.complete (was true)" }],
      },
      {
        taskId: "t-3",
        type: "commission",
        agentId: "A-1",
        status: "done",
        lineIds: ["1"],
        cancellationId: "X-1",
        undoes: "t-1",
        because: [],
      },
    ],
    cancellations: [
      {
        cancellationId: "X-1",
        at: "2026-11-24T12:00:00.000Z",
        reason: "damaged",
        lines: [{ lineId: "1", quantity: 1 }],
      },
    ],
    whyNot: [{ ruleId: "slip", lineId: "1", explanation: 'line.type == "book" (was "video")' }],
  },
  "GET /rulebooks/3": { source: "a\nb", rules: [{ id: "a" }] },
  "GET /rulebooks/4": { source: "a\nc", rules: [{ id: "a" }, { id: "b" }] },
};

type FixedResponse = {
  readonly status: number;
  readonly json?: object;
  readonly text?: string;
  readonly nextCursor?: string;
};

/** A simulation as CSV comes in two parts. */
const csvPart = (cursor: string | null): FixedResponse => {
  const row = (orderId: string) => `${orderId},,added,commission,1,,"commission\r\nfor A-1",a\r\n`;
  const text = `orderId,clientId,change,kind,lines,before,after,rules\r\n${row(cursor === null ? "WEB-2" : "WEB-1")}`;
  return cursor === null ? { status: 200, text, nextCursor: "part-2" } : { status: 200, text };
};

const respond = (request: IncomingMessage, body: string): FixedResponse => {
  if (request.headers.authorization !== `Bearer ${API_KEY}`)
    return { status: 401, json: { detail: "Unauthorized" } };
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://127.0.0.1");
  const operation = `${request.method} ${pathname}`;
  if (operation === "DELETE /rulebooks/activations/12" || operation === "DELETE /lists/vip")
    return { status: 204 };
  if (operation === "GET /lists/vip.csv") return { status: 200, text: "C-1\r\nC-2\r\n" };
  if (searchParams.get("format") === "csv") return csvPart(searchParams.get("cursor"));
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
    const { status, json, text: csv, nextCursor } = respond(request, body);
    response.writeHead(status, {
      "content-type": csv === undefined ? "application/json" : "text/csv",
      ...(nextCursor === undefined ? {} : { "x-next-cursor": nextCursor }),
    });
    response.end(csv ?? (json === undefined ? "" : JSON.stringify(json)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const env = { DESPACHO_API_URL: `http://127.0.0.1:${port}`, DESPACHO_API_KEY: API_KEY };
  return { env, requests, stop: () => server.close() };
};
