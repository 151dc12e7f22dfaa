/** Every operation's real answer is what the API's description says it is: nothing missing, nothing more. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OperationId, operations } from "../lib/contract/operations.ts";
import type { Operation } from "../lib/contract/operations/operation.ts";
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

const hold = async (
  handler: HttpHandler,
  id: OperationId,
  call: TestRequest,
  status = 200,
): Promise<TestResponse> => {
  const { method, path } = operations[id];
  const reply = await apiClient(handler)(`${method} ${path}`, call);
  expect([id, reply.status, reply.json?.errors]).toEqual([id, status, undefined]);
  const { responses }: Operation = operations[id];
  const spec = responses[status];
  expect(spec, `${id} ${status} is declared`).toBeDefined();
  if (spec?.json !== undefined) expect(spec.json.parse(reply.json)).toEqual(reply.json);
  seen.add(id);
  return reply;
};

const work = async () => {
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

test("agents and the catalogue", async () => {
  const agent = { params: { agentId: "A-1" } };
  await hold(registry, "putAgent", { ...agent, body: { name: "Ana", commissionRateBps: 625 } });
  await hold(registry, "readAgent", agent);
  const entry = { params: { sku: "BOOKMARK" } };
  await hold(registry, "putCatalogueEntry", {
    ...entry,
    body: { type: "physical", title: "Bookmark", weightGrams: 5 },
  });
  await hold(registry, "readCatalogueEntry", entry);
});

test("orders, done and rejected, with everything they led to", async () => {
  const lines = [laptopLine, bookLine, membershipLine, { ...videoLine, delivery: "disc" }, videoLine];
  const body = orderBody({ lines, metadata: { channel: "web" } });
  const customerId = (body.customer as { customerId: string }).customerId;
  const { json } = await hold(orders, "receiveOrder", { body }, 202);
  await hold(orders, "receiveOrder", { body }, 200);
  await work();
  const params = { orderId: json.orderId };
  const order = (await hold(orders, "readOrder", { params })).json;
  expect(order.status).toBe("completed");
  expect(order.timeline.filter((step: { event: string }) => step.event === "done")).toHaveLength(
    order.tasks.length,
  );
  const number = order.tasks[0].result.packingSlip;
  await hold(reports, "readPackingSlip", { params: { number } });
  await hold(reports, "readMembership", { params: { customerId } });
  const month = { agentId: "A-1", month: "2026-11" };
  const statement = (await hold(reports, "readStatement", { params: month })).json;
  expect(statement.lines).toHaveLength(2);

  const stranger = orderBody({ lines: [laptopLine], agentId: "NOBODY" });
  const refused = (await hold(orders, "receiveOrder", { body: stranger }, 202)).json;
  await work();
  const task = refused.tasks.find((one: { type: string }) => one.type === "commission");
  expect((await hold(orders, "readOrder", { params: { orderId: refused.orderId } })).json.status).toBe(
    "attention",
  );
  await hold(orders, "retryTask", { params: { orderId: refused.orderId, taskId: task.taskId } }, 202);
  await hold(orders, "listOrders", { query: { limit: "1" } });
  await hold(decisions, "decideOrder", { body: orderBody({ lines }) });
});

test("rulebooks", async () => {
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
  const saved = (await hold(rulebooks, "saveRulebook", { body: draft, headers }, 201)).json;
  const params = { version: String(saved.version) };
  await hold(rulebooks, "activateRulebook", { params, body: { shadow: true } });
  await hold(orders, "receiveOrder", { body: orderBody({ lines: [bookLine] }) }, 202);
  expect((await hold(rulebooks, "readRulebook", { params })).json).toMatchObject({ shadow: { differed: 1 } });
  await hold(rulebooks, "listRulebooks", {});
  expect((await hold(rulebooks, "simulateRulebook", { params })).json.examples.length).toBeGreaterThan(0);
  await hold(rulebooks, "activateRulebook", { params: { version: "1" } });
});

test("the system itself", async () => {
  await hold(system, "readHealth", { client: null });
  await hold(system, "readOpenApi", { client: null });
  await hold(system, "readDocs", { client: null });
});
