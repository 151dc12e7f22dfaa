/**
 * Every operation of the API: where it is, who may do it, what body it takes. The functions bind handlers to these,
 * OpenAPI documents them, and a test compares their paths with serverless.yml.
 */
import type { Scope } from "../domain/scope.ts";

export type BodyKind =
  /** Any body is passed over. */
  | "none"
  /** A JSON object. */
  | "json"
  /** A JSON object, or nothing, which is the empty object. */
  | "optional-json"
  /** A JSON object, or YAML text. */
  | "json-or-yaml";

export type Operation = {
  readonly method: "GET" | "POST" | "PUT";
  readonly path: string;
  /** What a key must allow; null when the operation needs no key. */
  readonly scope: Scope | null;
  readonly body: BodyKind;
};

export const operations = {
  receiveOrder: { method: "POST", path: "/orders", scope: "orders:write", body: "json" },
  listOrders: { method: "GET", path: "/orders", scope: "orders:read", body: "none" },
  readOrder: { method: "GET", path: "/orders/{orderId}", scope: "orders:read", body: "none" },
  retryTask: {
    method: "POST",
    path: "/orders/{orderId}/tasks/{taskId}/retry",
    scope: "admin",
    body: "none",
  },
  decideOrder: { method: "POST", path: "/decisions", scope: "orders:read", body: "json" },
  readPackingSlip: { method: "GET", path: "/packing-slips/{number}", scope: "orders:read", body: "none" },
  readMembership: {
    method: "GET",
    path: "/customers/{customerId}/membership",
    scope: "orders:read",
    body: "none",
  },
  putAgent: { method: "PUT", path: "/agents/{agentId}", scope: "admin", body: "json" },
  readAgent: { method: "GET", path: "/agents/{agentId}", scope: "admin", body: "none" },
  readStatement: {
    method: "GET",
    path: "/agents/{agentId}/statements/{month}",
    scope: "reports:read",
    body: "none",
  },
  putCatalogueEntry: { method: "PUT", path: "/catalog/{sku}", scope: "admin", body: "json" },
  readCatalogueEntry: { method: "GET", path: "/catalog/{sku}", scope: "admin", body: "none" },
  saveRulebook: { method: "POST", path: "/rulebooks", scope: "rules:write", body: "json-or-yaml" },
  listRulebooks: { method: "GET", path: "/rulebooks", scope: "rules:read", body: "none" },
  readRulebook: { method: "GET", path: "/rulebooks/{version}", scope: "rules:read", body: "none" },
  simulateRulebook: {
    method: "POST",
    path: "/rulebooks/{version}/simulation",
    scope: "rules:read",
    body: "optional-json",
  },
  activateRulebook: {
    method: "POST",
    path: "/rulebooks/{version}/activation",
    scope: "rules:write",
    body: "optional-json",
  },
  readHealth: { method: "GET", path: "/health", scope: null, body: "none" },
  readOpenApi: { method: "GET", path: "/openapi.json", scope: null, body: "none" },
  readDocs: { method: "GET", path: "/docs", scope: null, body: "none" },
} as const satisfies Record<string, Operation>;

export type OperationId = keyof typeof operations;
