/** What OpenAPI says about each operation beyond method, path and scope. */
import type * as z from "zod";
import {
  decisionSchema,
  orderResponseSchema,
  orderDetailSchema,
  orderListSchema,
  retryResponseSchema,
} from "./responses/orders.ts";
import {
  agentSchema,
  catalogueEntrySchema,
  healthSchema,
  membershipSchema,
  slipSchema,
  statementSchema,
} from "./responses/reports.ts";
import {
  activationResponseSchema,
  rulebookListSchema,
  rulebookSchema,
  savedRulebookSchema,
  simulationSchema,
} from "./responses/rulebooks.ts";
import { exampleOrder } from "./example-order.ts";
import type { OperationId } from "./operations.ts";
import type { ProblemStatus } from "./problem.ts";
import { agentBody, catalogueBody } from "./registry-bodies.ts";
import { orderBodySchema, rulebookBodySchema } from "./request-schemas.ts";
import { activationBody, simulationBody } from "./rulebook-bodies.ts";

export type DocumentedResponse = {
  readonly description: string;
  readonly schema?: z.ZodType;
  /** Media types beside, or instead of, JSON. */
  readonly text?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
};

export type Documentation = {
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly body?: {
    readonly schema: z.ZodType;
    readonly text?: readonly string[];
    readonly example?: unknown;
  };
  readonly query?: Readonly<Record<string, string>>;
  readonly responses: Readonly<Record<number, DocumentedResponse>>;
  /** Beyond those that every operation of its kind may answer. */
  readonly problems: readonly ProblemStatus[];
};

const ok = (schema: z.ZodType, description: string, more: Partial<DocumentedResponse> = {}) => ({
  200: { description, schema, ...more },
});

const replayed = { "Idempotent-Replayed": "true: nothing was done this time" };

export const documentation: Readonly<Record<OperationId, Documentation>> = {
  receiveOrder: {
    tag: "Orders",
    summary: "Take in a paid order",
    description:
      "orderId is the idempotency key: the same order may be sent any number of times, and of many at once exactly one is answered 202.",
    body: { schema: orderBodySchema, example: exampleOrder },
    responses: {
      202: { description: "accepted, with the tasks that it leads to", schema: orderResponseSchema },
      200: {
        description: "the same order again, as it stands",
        schema: orderResponseSchema,
        headers: replayed,
      },
    },
    problems: [409],
  },
  listOrders: {
    tag: "Orders",
    summary: "List your orders, newest first",
    query: {
      status: "processing, completed or attention",
      since: "received at or after this instant, RFC 3339 with offset",
      limit: "1 to 200, by default 50; a page of very large orders may be shorter",
      cursor: "nextCursor of the page before",
    },
    responses: ok(orderListSchema, "a page"),
    problems: [422],
  },
  readOrder: {
    tag: "Orders",
    summary: "Read an order: lines, tasks, results, reasons, timeline, and why the other rules kept silent",
    responses: ok(orderDetailSchema, "the order"),
    problems: [404],
  },
  retryTask: {
    tag: "Orders",
    summary: "Run a failed or rejected task again",
    responses: { 202: { description: "it runs again", schema: retryResponseSchema } },
    problems: [404, 409],
  },
  decideOrder: {
    tag: "Rules",
    summary: "Dry run: what would happen to an order, and why; nothing is stored",
    body: { schema: orderBodySchema, example: exampleOrder },
    query: { rulebook: "version to decide under; by default the active one" },
    responses: ok(decisionSchema, "the decision"),
    problems: [],
  },
  readPackingSlip: {
    tag: "Reports",
    summary: "Read a packing slip",
    description: "As PDF with Accept: application/pdf, or with .pdf at the end of the path.",
    responses: ok(slipSchema, "the slip as it was issued", { text: ["application/pdf"] }),
    problems: [404, 406],
  },
  readMembership: {
    tag: "Reports",
    summary: "Read a customer's membership and its full history",
    responses: ok(membershipSchema, "status is none when there never was one"),
    problems: [404],
  },
  readStatement: {
    tag: "Reports",
    summary: "Read an agent's commission statement of a month (YYYY-MM)",
    description:
      "Over your own orders. As CSV for a Brazilian Excel with Accept: text/csv, or with .csv at the end of the path.",
    query: { currency: "by default BRL, unless the month has only another" },
    responses: ok(statementSchema, "the statement", { text: ["text/csv"] }),
    problems: [404, 406, 422],
  },
  putAgent: {
    tag: "Registry",
    summary: "Name an agent and date a commission rate",
    description:
      "Rates are never overwritten. Without validFrom a first rate is valid from the beginning, and a later, different one from now on.",
    body: { schema: agentBody },
    responses: ok(agentSchema, "what is stored"),
    problems: [409],
  },
  readAgent: {
    tag: "Registry",
    summary: "Read an agent and all dated rates",
    responses: ok(agentSchema, "the agent"),
    problems: [404],
  },
  putCatalogueEntry: {
    tag: "Registry",
    summary: "Store what a rule may add for free, or the link of a streaming video",
    body: { schema: catalogueBody },
    responses: ok(catalogueEntrySchema, "what is stored"),
    problems: [],
  },
  readCatalogueEntry: {
    tag: "Registry",
    summary: "Read a catalogue entry",
    responses: ok(catalogueEntrySchema, "the entry"),
    problems: [404],
  },
  saveRulebook: {
    tag: "Rules",
    summary: "Save a rulebook as a new immutable draft",
    description: "As YAML text or as JSON. Every fault is told with its rule, line, column and a caret.",
    body: { schema: rulebookBodySchema, text: ["application/yaml"] },
    responses: {
      201: { description: "a draft", schema: savedRulebookSchema, headers: { Location: "where it is" } },
    },
    problems: [],
  },
  listRulebooks: {
    tag: "Rules",
    summary: "List all versions, newest first",
    responses: ok(rulebookListSchema, "all versions"),
    problems: [],
  },
  readRulebook: {
    tag: "Rules",
    summary: "Read a version, or the active one (/rulebooks/active)",
    responses: ok(rulebookSchema, "the rulebook"),
    problems: [404],
  },
  simulateRulebook: {
    tag: "Rules",
    summary: "Replay recorded orders under a version and under the active one",
    body: { schema: simulationBody },
    responses: ok(simulationSchema, "the differences in tasks and money"),
    problems: [404],
  },
  activateRulebook: {
    tag: "Rules",
    summary: "Switch a version on, at once or later; an earlier version is the rollback",
    body: { schema: activationBody },
    responses: ok(activationResponseSchema, "its status now"),
    problems: [404, 409],
  },
  readHealth: {
    tag: "System",
    summary: "Whether everything that we depend on answers",
    responses: {
      200: { description: "all is up", schema: healthSchema },
      503: { description: "something is down", schema: healthSchema },
    },
    problems: [],
  },
  readOpenApi: {
    tag: "System",
    summary: "This description",
    responses: { 200: { description: "OpenAPI 3.1" } },
    problems: [],
  },
  readDocs: {
    tag: "System",
    summary: "This description as a page",
    responses: { 200: { description: "a page", text: ["text/html"] } },
    problems: [],
  },
};
