/** Real responses of every operation match its schemas: no field is missing, none is undeclared. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OperationId, operations } from "../lib/contract/operations.ts";
import type { Operation } from "../lib/contract/operations/operation.ts";
import { createApiKey } from "../lib/database/api-keys.ts";
import { newId } from "../lib/runtime/ids.ts";
import { startFunctionStack } from "../test/support/function-stack.ts";
import {
  apiClient,
  type TestRequest,
  type HttpHandler,
  type TestResponse,
} from "../test/support/api-client.ts";
import { bookLine, laptopLine, membershipLine, orderBody, videoLine } from "../test/support/order-body.ts";
import { handler as commissions } from "./commissions/handler.ts";
import { handler as decisions } from "./decisions/handler.ts";
import { handler as emails } from "./emails/handler.ts";
import { handler as memberships } from "./memberships/handler.ts";
import { handler as orders } from "./orders/handler.ts";
import { handler as packingSlips } from "./packing-slips/handler.ts";
import { handler as registry } from "./registry/handler.ts";
import { handler as reports } from "./reports/handler.ts";
import { handler as rulebooks } from "./rulebooks/handler.ts";
import { handler as system } from "./system/handler.ts";

const stack = await startFunctionStack();
const seen = new Set<string>();

const expectDeclared = async (
  handler: HttpHandler,
  id: OperationId,
  call: TestRequest,
  status = 200,
): Promise<TestResponse> => {
  const { method, path } = operations[id];
  const response = await apiClient(handler)(`${method} ${path}`, call);
  const problem = response.status < 400 ? undefined : response.json;
  expect([id, response.status, problem]).toEqual([id, status, undefined]);
  const { responses }: Operation = operations[id];
  const spec = responses[status];
  expect(spec, `${id} ${status} is declared`).toBeDefined();
  if (spec?.json !== undefined) expect(spec.json.parse(response.json)).toEqual(response.json);
  seen.add(id);
  return response;
};

const runTasks = async () => {
  for (let round = 0; round < 4; round++) {
    await stack.deliver("packing_slip", packingSlips);
    await stack.deliver("membership", memberships);
    await stack.deliver("email", emails);
    await stack.deliver("commission", commissions);
  }
};

beforeAll(() =>
  stack.sql
    .many("insert into clients (client_id, created_at) values ('test-shop', now())")
    .then(() => undefined),
);
afterAll(() => expect([...seen].sort()).toEqual(Object.keys(operations).sort()));

test("responses about lists match their schemas", async () => {
  const list = { params: { listId: "december" } };
  await expectDeclared(registry, "putList", { ...list, body: { kind: "sku", values: ["BOOK-8"] } });
  await expectDeclared(registry, "readList", list);
  await expectDeclared(registry, "readListVersions", list);
  await expectDeclared(registry, "listLists", {});
  await expectDeclared(registry, "deleteList", list, 204);
});

test("responses about agents and the catalogue match their schemas", async () => {
  const agent = { params: { agentId: "A-1" } };
  await expectDeclared(registry, "putAgent", { ...agent, body: { name: "Ana", commissionRateBps: 625 } });
  await expectDeclared(registry, "readAgent", agent);
  await expectDeclared(registry, "listAgents", {});
  const entry = { params: { sku: "BOOKMARK" } };
  await expectDeclared(registry, "putCatalogueEntry", {
    ...entry,
    body: { type: "physical", title: "Bookmark", weightGrams: 5 },
  });
  await expectDeclared(registry, "readCatalogueEntry", entry);
});

test("responses about connections match their schemas", async () => {
  const connection = { params: { connectionId: "erp" } };
  // Nothing listens there: the test of the connection reports the refused connection.
  await expectDeclared(registry, "putConnection", { ...connection, body: { url: "http://127.0.0.1:1/" } });
  await expectDeclared(registry, "readConnection", connection);
  await expectDeclared(registry, "rotateSecret", connection);
  await expectDeclared(registry, "testConnection", connection);
  await expectDeclared(registry, "deleteConnection", connection, 204);
});

test("responses about keys match their schemas", async () => {
  const keyId = newId();
  const createdAt = "2026-01-01T00:00:00.000Z";
  const key = { keyId, clientId: "test-shop", scopes: ["admin"] as const, createdAt, expiresAt: null };
  await createApiKey(stack.sql, key);
  await expectDeclared(registry, "readCaller", { authorizer: { keyId } });
  await expectDeclared(registry, "listKeys", {});
  await expectDeclared(registry, "listAudit", {});
  await expectDeclared(registry, "revokeKey", { params: { keyId } });
});

const MANY_LINES = [laptopLine, bookLine, membershipLine, { ...videoLine, delivery: "disc" }, videoLine];

test("responses about an order that is done and about its results match their schemas", async () => {
  const body = orderBody({ lines: MANY_LINES, metadata: { channel: "web" } });
  const customerId = (body.customer as { customerId: string }).customerId;
  const { json } = await expectDeclared(orders, "receiveOrder", { body }, 202);
  await expectDeclared(orders, "receiveOrder", { body }, 200);
  await runTasks();
  const params = { orderId: json.orderId };
  const order = (await expectDeclared(orders, "readOrder", { params })).json;
  expect(order.status).toBe("completed");
  expect(order.timeline.filter((entry: { event: string }) => entry.event === "done")).toHaveLength(
    order.tasks.length,
  );
  const number = order.tasks[0].result.packingSlip;
  await expectDeclared(reports, "readPackingSlip", { params: { number } });
  await expectDeclared(reports, "listPackingSlips", {});
  await expectDeclared(reports, "readStatements", { params: { month: "2026-11" } });
  await expectDeclared(reports, "readRoyalties", { params: { month: "2026-11" } });
  await expectDeclared(reports, "listMemberships", {});
  await expectDeclared(reports, "readStatistics", {});
  await expectDeclared(registry, "listCatalogue", {});
  const mails = (await expectDeclared(reports, "listMails", {})).json;
  await expectDeclared(reports, "readMail", { params: { taskId: mails.mails[0].taskId } });
  const printed = await expectDeclared(reports, "printPackingSlips", { body: { numbers: [number] } }, 201);
  const print = { params: { printId: printed.headers["print-id"]! } };
  await expectDeclared(reports, "readPrint", print);
  await expectDeclared(reports, "confirmPrint", print);
  await expectDeclared(reports, "readMembership", { params: { customerId } });
  await expectDeclared(orders, "listOrders", { query: { limit: "1" } });
  await expectDeclared(decisions, "decideOrder", { body: orderBody({ lines: MANY_LINES }) });

  await expectDeclared(registry, "exportCustomer", { params: { customerId } });
  await expectDeclared(registry, "eraseCustomer", { params: { customerId }, body: { reason: "asked for" } });
  expect((await expectDeclared(orders, "readOrder", { params })).json.erasedAt).toBeDefined();
});

test("responses about the month of an agent match their schemas", async () => {
  await expectDeclared(orders, "receiveOrder", { body: orderBody({ lines: [bookLine, laptopLine] }) }, 202);
  await runTasks();
  const month = { agentId: "A-1", month: "2026-11" };
  const statement = (await expectDeclared(reports, "readStatement", { params: month })).json;
  expect(statement.lines.length).toBeGreaterThan(1);

  const ofAgent = { params: { agentId: "A-1" } };
  const adjustment = { ...ofAgent, body: { adjustmentId: "ADJ-1", amount: -500, reason: "Advance" } };
  const payment = { ...ofAgent, body: { paymentId: "PAY-1", amount: 1_000, note: "Bank transfer" } };
  for (const status of [201, 200]) {
    await expectDeclared(reports, "adjustAgent", adjustment, status);
    await expectDeclared(reports, "payAgent", payment, status);
  }
  const booked = { agentId: "A-1", month: new Date().toISOString().slice(0, 7) };
  await expectDeclared(reports, "readStatement", { params: booked });
  await expectDeclared(reports, "closeMonth", { params: { month: "2020-01" } });
});

test("responses about an order that is rejected and about its retry match their schemas", async () => {
  const rejectedBody = orderBody({ lines: [laptopLine], agentId: "UNKNOWN" });
  const rejected = (await expectDeclared(orders, "receiveOrder", { body: rejectedBody }, 202)).json;
  await runTasks();
  const task = rejected.tasks.find((one: { type: string }) => one.type === "commission");
  expect(
    (await expectDeclared(orders, "readOrder", { params: { orderId: rejected.orderId } })).json.status,
  ).toBe("attention");
  await expectDeclared(orders, "listTasks", {});
  const [group] = (await expectDeclared(orders, "groupTasks", {})).json.groups;
  await expectDeclared(orders, "readTask", { params: { taskId: task.taskId } });
  const { filter, count: expected } = group;
  await expectDeclared(orders, "requestRetry", { body: { filter, dryRun: true } });
  const { retryId } = (
    await expectDeclared(orders, "requestRetry", { body: { filter, expected, note: "again" } }, 202)
  ).json;
  await expectDeclared(orders, "readRetry", { params: { retryId } });
  await runTasks();
  await expectDeclared(
    orders,
    "retryTask",
    { params: { orderId: rejected.orderId, taskId: task.taskId } },
    202,
  );
});

test("responses about a cancellation match their schemas", async () => {
  const paidAt = "2025-03-10T12:00:00-03:00";
  const bought = orderBody({ lines: [bookLine] });
  const early = { ...bought, payment: { ...bought.payment, paidAt } };
  const cancelled = (await expectDeclared(orders, "receiveOrder", { body: early }, 202)).json;
  const cancellation = {
    params: { orderId: cancelled.orderId },
    body: { cancellationId: "X-1", reason: "arrived damaged", at: paidAt, refund: { amount: 1 } },
  };
  await expectDeclared(orders, "cancelOrder", cancellation, 202);
  await expectDeclared(orders, "cancelOrder", cancellation, 200);
  await expectDeclared(orders, "readOrder", { params: { orderId: cancelled.orderId } });
  await expectDeclared(orders, "listTasks", { query: { order: cancelled.orderId } });
  await expectDeclared(decisions, "decideOrder", { body: { ...early, cancellation: cancellation.body } });
});

test("responses about rulebooks match their schemas", async () => {
  const draft = `productTypes:
  ticket: { ships: false, attributes: { venue: string } }
rules:
  - id: slip
    description: Everything goes out
    when: line.type == "physical"
    except: [{ id: none, when: line.quantity > 100, reason: too many, owner: a@example.com, until: 2027-01-01T00:00:00Z }]
    then: [{ packingSlip: { destination: shipping } }]
examples:
  - { name: wrong, order: { lines: [{ type: physical }] }, expect: { packingSlips: [] } }
`;
  const headers = { "Content-Type": "application/yaml" };
  const saved = (await expectDeclared(rulebooks, "saveRulebook", { body: draft, headers }, 201)).json;
  const params = { version: String(saved.version) };
  await expectDeclared(rulebooks, "activateRulebook", { params, body: { shadow: true } });
  await expectDeclared(orders, "receiveOrder", { body: orderBody({ lines: [bookLine] }) }, 202);
  const otherKey = { authorizer: { keyId: "key-2" }, body: { note: "tried" } };
  await expectDeclared(rulebooks, "approveRulebook", { params, ...otherKey });
  expect((await expectDeclared(rulebooks, "readRulebook", { params })).json).toMatchObject({
    shadow: { differed: 1 },
    approvals: [{ note: "tried" }],
  });
  await expectDeclared(rulebooks, "readActiveRulebook", {});
  await expectDeclared(rulebooks, "listRulebooks", {});
  await expectDeclared(rulebooks, "readVocabulary", {});
  await expectDeclared(rulebooks, "readUsage", { params });
  expect(
    (await expectDeclared(rulebooks, "simulateRulebook", { params })).json.examples.length,
  ).toBeGreaterThan(0);
  await expectDeclared(rulebooks, "simulateText", { body: draft, headers });
  const checked = (await expectDeclared(rulebooks, "checkRulebook", { body: draft, headers })).json;
  expect(checked.examples).toMatchObject([{ name: "wrong", passed: false }]);
  const scheduled = { params: { version: "1" }, body: { effectiveFrom: "2999-01-01T00:00:00Z" } };
  const { activationId } = (await expectDeclared(rulebooks, "activateRulebook", scheduled)).json;
  const rollback = { params: { version: "1" }, body: { expectedActive: 1, note: "back" } };
  expect((await expectDeclared(rulebooks, "activateRulebook", rollback)).json.pending).toHaveLength(1);
  await expectDeclared(
    rulebooks,
    "cancelActivation",
    { params: { activationId: String(activationId) } },
    204,
  );
  await expectDeclared(rulebooks, "listActivations", {});
});

test("responses about the system match their schemas", async () => {
  await expectDeclared(system, "readHealth", { client: null });
  await expectDeclared(system, "readOverview", {});
  await expectDeclared(system, "readOpenApi", { client: null });
  await expectDeclared(system, "readDocs", { client: null });
});
