/** The bodies of the API, from its own schemas. Only types: the schemas themselves stay on the server. */
import type * as z from "zod";
import type { operations } from "../../../lib/contract/operations.ts";
import type { ResponseBody } from "../../../lib/contract/operations/operation.ts";
import type { Problem } from "../../../lib/contract/problem.ts";

type Ops = typeof operations;
export type OperationId = keyof Ops;

type Success<Responses> = {
  [Status in keyof Responses]: Responses[Status] extends { json: infer Schema extends z.ZodType }
    ? ResponseBody<Schema>
    : never;
}[keyof Responses];

/** What an operation responds with when it succeeds. */
export type BodyOf<Id extends OperationId> = Success<Ops[Id]["responses"]>;

/** The operations that change nothing, or are the traffic of platforms, although they are no GET (lib/http/audit.ts). */
type NotAudited = "receiveOrder" | "decideOrder" | "checkRulebook" | "simulateText" | "simulateRulebook";

/** What the audit trail has entries of: changes by the API, the export of a customer, and the making of keys on the command line. */
export type AuditedAction =
  | Exclude<{ [Id in OperationId]: Ops[Id]["method"] extends "GET" ? never : Id }[OperationId], NotAudited>
  | "exportCustomer"
  | "createKey";

export type { Problem };
export type Caller = BodyOf<"readCaller">;
export type OrderList = BodyOf<"listOrders">;
/** A row of the list with view=summary. */
export type OrderSummary = Extract<OrderList["orders"][number], { readonly customerId: string }>;
export type OrderDetail = BodyOf<"readOrder">;
export type Task = OrderDetail["tasks"][number];
export type Line = OrderDetail["lines"][number];
export type Because = Task["because"][number];
export type WhyNot = OrderDetail["whyNot"][number];
