/** The texts of the API's description: summaries, descriptions and examples per operation. */
import { exampleOrder } from "./example-order.ts";
import { monthEndDocumentation } from "./documentation/month-end.ts";
import { cancellationDocumentation } from "./documentation/cancellations.ts";
import { privacyDocumentation } from "./documentation/privacy.ts";
import { readingDocumentation } from "./documentation/reading.ts";
import { taskDocumentation } from "./documentation/tasks.ts";
import type { OperationId, operations } from "./operations.ts";

export type DocumentedResponse = {
  readonly description: string;
  readonly headers?: Readonly<Record<string, string>>;
};

export type Documentation<Status extends PropertyKey = number> = {
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** An example of the request body. */
  readonly example?: unknown;
  readonly responses: Readonly<Record<Status, DocumentedResponse>>;
};

type DocumentationOf = {
  readonly [Id in OperationId]: Documentation<keyof (typeof operations)[Id]["responses"]>;
};

const ok = (description: string) => ({ 200: { description } });

const replayed = { "Idempotent-Replayed": "true when the order had been accepted before" };

export const documentation: DocumentationOf = {
  receiveOrder: {
    tag: "Orders",
    summary: "Send a paid order",
    description:
      "orderId is the idempotency key. The same order can be sent any number of times; of concurrent requests exactly one gets 202.",
    example: exampleOrder,
    responses: {
      202: { description: "accepted, with its tasks" },
      200: {
        description: "the same order again, with its current state",
        headers: replayed,
      },
    },
  },
  listOrders: {
    tag: "Orders",
    summary: "List and search your orders, newest first",
    description:
      "All filters given must match. q finds orders whose id, customer id, e-mail address, tax id or packing slip begins with it, without regard to case or to the punctuation of tax ids; each order says in matched by which.",
    responses: ok("a page"),
  },
  readOrder: {
    tag: "Orders",
    summary: "Read an order: lines, tasks, results, reasons, timeline, and why the other rules did not apply",
    responses: ok("the order"),
  },
  ...cancellationDocumentation,
  retryTask: {
    tag: "Orders",
    summary: "Run a failed or rejected task again",
    responses: { 202: { description: "the task runs again" } },
  },
  ...taskDocumentation,
  ...privacyDocumentation,
  ...readingDocumentation,
  ...monthEndDocumentation,
  decideOrder: {
    tag: "Rules",
    summary: "Dry run: the tasks and free items of an order, and why; nothing is stored",
    description:
      "With `cancellation`, also what the rules for each cancellation would do if that were cancelled of the order.",
    example: exampleOrder,
    responses: ok("the decision"),
  },
  readPackingSlip: {
    tag: "Reports",
    summary: "Read a packing slip",
    description: "As PDF with Accept: application/pdf, or with .pdf at the end of the path.",
    responses: ok("the slip as it was issued"),
  },
  readMembership: {
    tag: "Reports",
    summary: "Read a customer's membership and its full history",
    responses: ok("the membership; its status is none when there never was one"),
  },
  putAgent: {
    tag: "Registry",
    summary: "Store an agent of yours, a dated commission rate and a dated manager",
    description:
      "An id is an agent of your client; another client may have an agent of the same id. The body has a name and a rate, a managerId, or all three. Rates and managers are never overwritten. Without validFrom the first is valid from the beginning, and a different later one from now on. The manager need not be stored as an agent yet; null ends it. The words agent and manager are no ids.",
    responses: ok("what was put, and all rates and managers"),
  },
  listAgents: {
    tag: "Registry",
    summary: "List your agents with their rates and managers",
    responses: ok("a page, by id"),
  },
  readAgent: {
    tag: "Registry",
    summary: "Read an agent and all of its dated rates and managers",
    responses: ok("the agent"),
  },
  putCatalogueEntry: {
    tag: "Registry",
    summary: "Store an item that rules may add for free to your orders, or the link of a streaming video",
    responses: ok("what is stored"),
  },
  readCatalogueEntry: {
    tag: "Registry",
    summary: "Read a catalogue entry",
    responses: ok("the entry"),
  },
  listLists: {
    tag: "Registry",
    summary: "List the lists that rules look values up in",
    responses: ok("a page, by id"),
  },
  readList: {
    tag: "Registry",
    summary: "Read a list with its values",
    description:
      "As CSV, one value a line, with Accept: text/csv, or with .csv at the end of the path. With version an earlier version.",
    responses: ok("the list"),
  },
  putList: {
    tag: "Registry",
    summary: "Store all values of a list as a new version",
    description:
      "As JSON, or as CSV with one value a line and, for a new list, ?kind=. The same values again, in whatever order, make no new version. Orders received 5 seconds later are decided with it. A list has at most 100 000 values and a body 1 MiB; more is 413, and a rule can look into several lists.",
    example: { kind: "sku", values: ["BOOK-8", "LAPTOP-1"] },
    responses: ok("the list without its values; version counts up"),
  },
  deleteList: {
    tag: "Registry",
    summary: "Delete a list that no active, scheduled or shadow rulebook uses",
    description: "Earlier versions are kept for the orders that were decided with them.",
    responses: { 204: { description: "deleted" } },
  },
  readListVersions: {
    tag: "Registry",
    summary: "List the versions of a list, the latest first",
    responses: ok("a page of versions, with who made them and when"),
  },
  putConnection: {
    tag: "Connections",
    summary: "Store a receiver of webhooks",
    description:
      "A new connection gets a secret, which is shown once. Bodies are {type, timestamp, data}, signed as Standard Webhooks defines it: webhook-id (the task's id, the same at each attempt), webhook-timestamp, webhook-signature. A response of 2xx within 10 s accepts a webhook; 4xx but 408, 425 and 429 rejects its task; anything else is tried again for three days. Events are sent as tasks of type webhook, listed with their order; their data has the client's id, ids and states.",
    responses: ok("what is stored; of a new connection, with its secret"),
  },
  readConnection: {
    tag: "Connections",
    summary: "Read a connection, without its secrets",
    responses: ok("the connection"),
  },
  deleteConnection: {
    tag: "Connections",
    summary: "Delete a connection that no rulebook in force, scheduled or in the shadow uses",
    responses: { 204: { description: "deleted; its open webhooks are rejected" } },
  },
  rotateSecret: {
    tag: "Connections",
    summary: "Make a new secret; webhooks are signed with the one before, too, for 24 hours",
    responses: ok("the connection with its new secret"),
  },
  testConnection: {
    tag: "Connections",
    summary: "Send a webhook of type connection.test at once",
    responses: ok("what the receiver responded"),
  },
  readCaller: {
    tag: "Keys",
    summary: "Read whose key this is, and where it is used",
    responses: ok("the caller"),
  },
  listKeys: {
    tag: "Keys",
    summary: "List your client's keys, without their text",
    description: "With the scope `clients:all`, every client's.",
    responses: ok("all keys, oldest first"),
  },
  revokeKey: {
    tag: "Keys",
    summary: "Revoke a key of your client; it stops working within a minute",
    description: "A revoked key cannot be made valid again; revoking it once more changes nothing.",
    responses: ok("the revoked key"),
  },
  readVocabulary: {
    tag: "Rules",
    summary:
      "Read what rules can be written with: fields, operators, functions, actions, and what is declared",
    description: "It is what the checker knows, for completion in editors.",
    responses: ok("the vocabulary of the active rulebook, or of another version"),
  },
  saveRulebook: {
    tag: "Rules",
    summary: "Save a rulebook as a new immutable draft",
    description:
      "As YAML text or as JSON. Every issue has its rule, line, column and an excerpt with a caret. With basedOn a draft that was made from a version no longer active is refused, and the problem lists the rules that differ.",
    responses: {
      201: { description: "the draft", headers: { Location: "path of the new version" } },
    },
  },
  checkRulebook: {
    tag: "Rules",
    summary: "Check a rulebook without saving it",
    description: "As POST /rulebooks checks it, examples included.",
    responses: ok("every issue and warning, and what became of each example"),
  },
  simulateText: {
    tag: "Rules",
    summary: "Decide recorded orders again, under a rulebook that is not saved and under the active one",
    description:
      "The body is the rulebook, as for POST /rulebooks. It covers your own orders; with the scope clients:all every client's. When time runs out, nextCursor is where the next request goes on; no order is counted twice. As CSV, it has a row for every difference of every order, and the next part is in the Link header.",
    responses: ok("the differences in tasks, free items and money"),
  },
  listActivations: {
    tag: "Rules",
    summary: "List the activations of rulebooks: scheduled, active, ended and cancelled",
    responses: ok("the activations"),
  },
  cancelActivation: {
    tag: "Rules",
    summary: "Cancel an activation that is still to come",
    responses: { 204: { description: "it is cancelled" } },
  },
  listRulebooks: {
    tag: "Rules",
    summary: "List all versions, newest first",
    responses: ok("all versions"),
  },
  readActiveRulebook: {
    tag: "Rules",
    summary: "Read the active version",
    responses: ok("the rulebook"),
  },
  readRulebook: {
    tag: "Rules",
    summary: "Read a version",
    responses: ok("the rulebook"),
  },
  readUsage: {
    tag: "Rules",
    summary: "Read how often each rule of a version was applied, and which never were",
    description:
      "It counts the orders that were decided under the version: your own, or every client's with the scope clients:all.",
    responses: ok("orders, tasks and free items per rule"),
  },
  simulateRulebook: {
    tag: "Rules",
    summary: "Decide recorded orders again, under a version and under the active one",
    description:
      "It covers your own orders; with the scope clients:all every client's. Money is summed as it would be booked.",
    responses: ok("the differences in tasks, free items and money"),
  },
  activateRulebook: {
    tag: "Rules",
    summary: "Activate a version, at once or later; activating an earlier version is the rollback",
    description:
      "The response lists every other activation that is still to come, because each of them will replace this one.",
    responses: ok("its new status"),
  },
  approveRulebook: {
    tag: "Rules",
    summary: "Approve a version that another key saved",
    description:
      "Where the stage asks for approvals, an activation needs them by keys other than the one that activates; 409 says how many are missing. A version that was active before needs none when it is activated at once.",
    responses: ok("its approvals"),
  },
  readHealth: {
    tag: "System",
    summary: "Check every dependency: database, queues and mail",
    responses: {
      200: { description: "every dependency is up" },
      503: { description: "a dependency is down" },
    },
  },
  readOpenApi: {
    tag: "System",
    summary: "This description",
    responses: { 200: { description: "OpenAPI 3.1" } },
  },
  readDocs: {
    tag: "System",
    summary: "This description as a page",
    responses: { 200: { description: "a page" } },
  },
};
