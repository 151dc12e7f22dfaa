/** A key with the scope clients:all reads and changes every client's data; `?client=` says whose. */
import { beforeAll, describe, expect, test } from "vitest";
import { type Scope, SCOPES } from "../lib/domain/scope.ts";
import { apiClient, type TestRequest } from "../test/support/api-client.ts";
import { addRate, createAgent, createClients } from "../test/support/client-data.ts";
import { eventFor, startFunctionStack } from "../test/support/function-stack.ts";
import {
  acceptOrder,
  commissionTask,
  laptop,
  membership,
  membershipTask,
  slipTask,
} from "../test/support/orders.ts";
import { handler as bookCommissions } from "./commissions/handler.ts";
import { handler as changeMemberships } from "./memberships/handler.ts";
import { handler as orders } from "./orders/handler.ts";
import { handler as issueSlips } from "./packing-slips/handler.ts";
import { handler as registry } from "./registry/handler.ts";
import { handler as reports } from "./reports/handler.ts";

const stack = await startFunctionStack();
const { sql } = stack;
await createClients(sql, "operator", "shop-1", "shop-2");

const callers = { orders: apiClient(orders), reports: apiClient(reports), registry: apiClient(registry) };
/** As an operator, who has every scope but the given ones. */
const ask = (
  group: keyof typeof callers,
  route: string,
  { client, ...call }: Omit<TestRequest, "client"> & { client?: string },
  without: readonly Scope[] = [],
) =>
  callers[group](route, {
    ...call,
    client: "operator",
    scopes: SCOPES.filter((scope) => !without.includes(scope)),
    query: { ...call.query, ...(client === undefined ? {} : { client }) },
  });

/** One order of each client, with the same ids, or with ids that only one client has. */
const orderOf = async (clientId: string, suffix: string) => {
  const order = await acceptOrder(sql, {
    clientId,
    orderId: `O-${suffix}`,
    customer: { customerId: `C-${suffix}` },
    lines: [laptop({ lineId: "1", unitPrice: 10_000 }), membership({ lineId: "2" })],
    tasks: [
      slipTask("shipping", ["1"]),
      membershipTask("activate", "2", { plan: clientId === "shop-1" ? "basic" : "plus", period: "P900Y" }),
      commissionTask(`A-${suffix}`, [{ lineId: "1", base: 10_000 }]),
    ],
  });
  await createAgent(sql, `A-${suffix}`, clientId);
  await addRate(sql, `A-${suffix}`, "-infinity", clientId === "shop-1" ? 100 : 200, clientId);
  const [slip, member, commission] = order.taskIds as [string, string, string];
  await issueSlips(eventFor([slip]));
  await changeMemberships(eventFor([member]));
  await bookCommissions(eventFor([commission]));
  return order;
};

const numberOf = (orderNo: number) =>
  sql
    .one<{ number: string }>("select number from packing_slips where order_no = $1", [orderNo])
    .then(({ number }) => number);

let number = "";
beforeAll(async () => {
  number = await numberOf((await orderOf("shop-1", "1")).orderNo);
  await orderOf("shop-1", "SHARED");
  await orderOf("shop-2", "SHARED");
});

type Case = [
  what: string,
  group: keyof typeof callers,
  route: string,
  params: (suffix: string) => Record<string, string>,
  scope: Scope,
];

const READS: readonly Case[] = [
  ["an order", "orders", "GET /orders/{orderId}", (suffix) => ({ orderId: `O-${suffix}` }), "orders:read"],
  [
    "a membership",
    "reports",
    "GET /customers/{customerId}/membership",
    (suffix) => ({ customerId: `C-${suffix}` }),
    "orders:read",
  ],
  ["an agent", "registry", "GET /agents/{agentId}", (suffix) => ({ agentId: `A-${suffix}` }), "reports:read"],
  [
    "a statement",
    "reports",
    "GET /agents/{agentId}/statements/{month}",
    (suffix) => ({ agentId: `A-${suffix}`, month: "2026-11" }),
    "reports:read",
  ],
  ["a packing slip", "reports", "GET /packing-slips/{number}", () => ({ number }), "orders:read"],
];

describe.each(READS)("%s", (what, group, route, params, scope) => {
  test("is read with its client by a key with clients:all and the scope of the operation", async () => {
    const { status, json } = await ask(group, route, { params: params("1") });
    expect([status, json.clientId]).toEqual([200, "shop-1"]);
    expect((await ask(group, route, { params: params("1"), client: "shop-1" })).json).toEqual(json);
    expect((await ask(group, route, { params: params("1") }, [scope, "admin"])).status).toBe(403);
  });

  test("is not found, or empty, when another client is named", async () => {
    const { status, json } = await ask(group, route, { params: params("1"), client: "shop-2" });
    if (what === "a membership") expect(json).toMatchObject({ clientId: "shop-2", status: "none" });
    else expect(status).toBe(404);
  });

  test("of another client is 403 by name for a key without clients:all, and its own has no clientId", async () => {
    const own = await callers[group](route, { params: params("1"), client: "shop-1" });
    expect([own.status, own.json.clientId]).toEqual([200, undefined]);
    const named = { params: params("1"), client: "shop-1", query: { client: "shop-1" } };
    expect((await callers[group](route, named)).json).toEqual(own.json);
    const other = await callers[group](route, { ...named, client: "shop-2" });
    expect([other.status, other.json.detail]).toEqual([403, expect.stringContaining("clients:all")]);
  });

  test("with a malformed client is 422", async () => {
    expect((await ask(group, route, { params: params("1"), client: "a b" })).status).toBe(422);
  });
});

describe.each(READS.filter(([what]) => what !== "a packing slip"))(
  "%s whose id two clients share",
  (...read) => {
    const [, group, route, params] = read;

    test("is 409 until the client is named", async () => {
      const { status, json } = await ask(group, route, { params: params("SHARED") });
      expect([status, json.detail]).toEqual([409, expect.stringContaining("?client=")]);
      for (const client of ["shop-1", "shop-2"])
        expect((await ask(group, route, { params: params("SHARED"), client })).json.clientId).toBe(client);
    });
  },
);

test("an order that the operator's own client shares with another is 409, an agent is the own one", async () => {
  await orderOf("operator", "1");
  expect((await ask("orders", "GET /orders/{orderId}", { params: { orderId: "O-1" } })).status).toBe(409);
  const agent = await ask("registry", "GET /agents/{agentId}", { params: { agentId: "A-1" } });
  expect(agent.json.clientId).toBe("operator");
});

test("a list of orders has those of every client, or of the named one, page by page", async () => {
  const list = async (client?: string) => {
    const clients: string[] = [];
    let cursor: string | null = null;
    do {
      const query: Record<string, string> = { limit: "1", ...(cursor === null ? {} : { cursor }) };
      const { json } = await ask(
        "orders",
        "GET /orders",
        client === undefined ? { query } : { query, client },
      );
      clients.push(...json.orders.map((order: { clientId: string }) => order.clientId));
      cursor = json.nextCursor;
    } while (cursor !== null);
    return clients;
  };
  expect(await list()).toEqual(["operator", "shop-2", "shop-1", "shop-1"]);
  expect(await list("shop-1")).toEqual(["shop-1", "shop-1"]);
  expect(await list("nothing")).toEqual([]);
  expect(
    (await callers.orders("GET /orders", { client: "shop-1", query: { client: "shop-2" } })).status,
  ).toBe(403);
});

describe("a retry", () => {
  const RETRY = "POST /orders/{orderId}/tasks/{taskId}/retry";
  const rejected = async () => {
    const order = await acceptOrder(sql, {
      clientId: "shop-2",
      lines: [laptop({ lineId: "1" })],
      tasks: [commissionTask("A-NONE", [{ lineId: "1", base: 1 }])],
    });
    await bookCommissions(eventFor(order.taskIds));
    return { orderId: order.orderId, taskId: order.taskIds[0]! };
  };

  test("of another client's task needs tasks:retry and clients:all", async () => {
    const params = await rejected();
    expect((await callers.orders(RETRY, { params, client: "operator" })).status).toBe(404);
    const without = await ask("orders", RETRY, { params }, ["tasks:retry", "admin"]);
    expect([without.status, without.json.detail]).toEqual([403, expect.stringContaining("tasks:retry")]);
    const { status, json } = await ask("orders", RETRY, { params });
    expect([status, json.clientId]).toEqual([202, "shop-2"]);
  });
});

describe("PUT", () => {
  const agent = { params: { agentId: "A-PUT" }, body: { name: "Ana", commissionRateBps: 100 } };
  const entry = { params: { sku: "VIDEO-SKI" }, body: { type: "video", title: "Skiing" } };

  test.each([
    ["PUT /agents/{agentId}", "GET /agents/{agentId}", agent, { name: "Ana" }],
    ["PUT /catalog/{sku}", "GET /catalog/{sku}", entry, { title: "Skiing" }],
  ] as const)("%s stores for the named client, else for the own", async (put, get, call, stored) => {
    for (const client of ["shop-2", undefined]) {
      const named = client === undefined ? {} : { client };
      const clientId = client ?? "operator";
      expect((await ask("registry", put, { ...call, ...named })).json).toMatchObject({ clientId, ...stored });
      const read = await ask("registry", get, { params: call.params, ...named });
      expect(read.json).toMatchObject({ clientId, ...stored });
    }
    const other = await callers.registry(get, { params: call.params, client: "shop-1" });
    expect(other.json).not.toMatchObject(stored);
    const unknown = await ask("registry", put, { ...call, client: "nothing" });
    expect([unknown.status, unknown.json.errors[0].parameter]).toEqual([422, "client"]);
    const forbidden = await callers.registry(put, { ...call, client: "shop-1", query: { client: "shop-2" } });
    expect(forbidden.status).toBe(403);
  });
});
