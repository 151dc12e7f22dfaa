/** Commissions of agents, managers and named agents over HTTP: from the rule to the entries, statements and simulations. */
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { clearRulesCache } from "../lib/runtime/rulebook-cache.ts";
import { apiClient } from "../test/support/api-client.ts";
import { createClients } from "../test/support/client-data.ts";
import { deliverRepeatedly, eventFor, startFunctionStack, taskRow } from "../test/support/function-stack.ts";
import { bookLine, laptopLine, orderBody } from "../test/support/order-body.ts";
import { activateVersion, saveVersion, saveYaml, simulateVersion } from "../test/support/rulebook-api.ts";
import { handler as commissions } from "./commissions/handler.ts";
import { handler as decisions } from "./decisions/handler.ts";
import { handler as orders } from "./orders/handler.ts";
import { handler as registry } from "./registry/handler.ts";
import { handler as reports } from "./reports/handler.ts";

const stack = await startFunctionStack();
await createClients(stack.sql, "test-shop", "other-shop");
const putAgent = (agentId: string, body: object) =>
  apiClient(registry)("PUT /agents/{agentId}", { params: { agentId }, body });
const post = (agentId: string | undefined, lines: object[] = [bookLine, laptopLine], fields = {}) =>
  apiClient(orders)("POST /orders", { body: orderBody({ agentId, lines, ...fields }) });
const read = (orderId: string) => apiClient(orders)("GET /orders/{orderId}", { params: { orderId } });
const statement = (agentId: string, month: string, query: Record<string, string> = {}) =>
  apiClient(reports)("GET /agents/{agentId}/statements/{month}", { params: { agentId, month }, query });

const RULES = `rules:
  - id: own
    when: line.type in ["physical", "book"]
    then: [commission]
  - id: regional
    when: line.type == "book"
    then: [{ commission: { to: manager, rateBps: 100 } }]
  - id: house
    when: line.type == "physical"
    then: [{ commission: { to: H-1 } }]
`;

type Task = { taskId: string; agentId: string; entries: object[] };
const commissionsOf = ({ json }: { json: { tasks: (Task & { type: string })[] } }): Task[] =>
  json.tasks.filter(({ type }) => type === "commission");

let version: string;
beforeAll(async () => {
  await putAgent("A-1", { name: "Ana", commissionRateBps: 500 });
  await putAgent("M-1", { name: "Bia", commissionRateBps: 300 });
  await putAgent("H-1", { name: "House", commissionRateBps: 50 });
  await putAgent("A-1", { managerId: "M-1" });
  version = await saveVersion(RULES);
  await activateVersion(version);
});
beforeEach(clearRulesCache);

const bookTotal = bookLine.quantity * bookLine.unitPrice;
const laptopTotal = laptopLine.quantity * laptopLine.unitPrice;

test("an order leads to a task per recipient, booked once per line and role however often its messages come", async () => {
  const reply = await post("A-1");
  const tasks = commissionsOf(reply);
  expect(tasks.map(({ agentId, entries }) => [agentId, entries])).toEqual([
    [
      "A-1",
      [
        { lineId: "1", role: "agent", base: bookTotal, rateFrom: "agent" },
        { lineId: "2", role: "agent", base: laptopTotal, rateFrom: "agent" },
      ],
    ],
    [
      "M-1",
      [
        {
          lineId: "1",
          role: "manager",
          base: bookTotal,
          rateFrom: "rule",
          rateBps: 100,
          amount: bookTotal / 100,
        },
      ],
    ],
    ["H-1", [{ lineId: "2", role: "named", base: laptopTotal, rateFrom: "agent" }]],
  ]);
  expect(
    await deliverRepeatedly(
      commissions,
      tasks.map(({ taskId }) => taskId),
    ),
  ).toEqual([]);
  const { json } = await read(reply.json.orderId);
  const [agent, manager, house] = commissionsOf({ json });
  expect(agent!.entries[0]).toMatchObject({ rateBps: 500, amount: bookTotal / 20 });
  expect(house!.entries).toMatchObject([{ rateFrom: "agent", rateBps: 50, amount: laptopTotal / 200 }]);
  expect(manager).toMatchObject({ result: { entries: [{ lineId: "1", role: "manager", rateBps: 100 }] } });
  const view = await stack.sql.many(
    "select agent_id, line_id, role, rate_bps from reporting.commission_entries where order_id = $1 order by 1, 2, 3",
    [reply.json.orderId],
  );
  expect(view).toEqual([
    { agentId: "A-1", lineId: "1", role: "agent", rateBps: 500 },
    { agentId: "A-1", lineId: "2", role: "agent", rateBps: 500 },
    { agentId: "H-1", lineId: "2", role: "named", rateBps: 50 },
    { agentId: "M-1", lineId: "1", role: "manager", rateBps: 100 },
  ]);
});

test("the database has one entry per order, line, agent and role", async () => {
  const reply = await post("A-1", [bookLine]);
  const [task] = commissionsOf(reply);
  await commissions(eventFor([task!.taskId]));
  await expect(
    stack.sql.execute(
      `insert into commission_entries select gen_random_uuid(), task_id, order_no, line_id, agent_id, base, rate_bps, amount,
              currency, paid_at, booked_at, role from commission_entries where task_id = $1`,
      [task!.taskId],
    ),
  ).rejects.toThrow(/23505|unique|conflict/i);
});

describe("the manager of an order", () => {
  test("is the one at its payment, is stored with it, and explains it after the relation has changed", async () => {
    await putAgent("A-2", { name: "Ana", commissionRateBps: 500 });
    await putAgent("A-2", { managerId: "M-1", validFrom: "2026-11-20T00:00:00-03:00" });
    await putAgent("A-2", { managerId: null, validFrom: "2026-12-01T00:00:00-03:00" });
    const paidAt = (instant: string) => ({
      payment: { method: "pix", paidAt: instant, amount: bookTotal },
    });
    const before = await post("A-2", [bookLine], paidAt("2026-11-19T23:59:59.999-03:00"));
    const within = await post("A-2", [bookLine], paidAt("2026-11-20T03:00:00Z"));
    const after = await post("A-2", [bookLine], paidAt("2026-12-01T00:00:00-03:00"));
    const agentsOf = (reply: typeof before) => commissionsOf(reply).map(({ agentId }) => agentId);
    expect([before, within, after].map(agentsOf)).toEqual([["A-2"], ["A-2", "M-1"], ["A-2"]]);
    await putAgent("A-2", { managerId: "H-1", validFrom: "2026-11-01T00:00:00-03:00" });
    const { json } = await read(before.json.orderId);
    expect(json.whyNot).toContainEqual(
      expect.objectContaining({
        ruleId: "regional",
        lineId: "1",
        explanation: "agent A-2 had no manager on 2026-11-19",
      }),
    );
    const rows = await stack.sql.many<{ managers: object }>(
      "select managers from orders where order_id = any($1) order by order_no",
      [[before, within, after].map((reply) => reply.json.orderId)],
    );
    expect(rows.map(({ managers }) => managers)).toEqual([{}, { "A-2": "M-1" }, {}]);
  });

  test("is rejected without a rate, foretold by a dry run, and booked when the rate is set", async () => {
    // M-3 is no agent yet.
    await putAgent("A-3", { name: "D", commissionRateBps: 500, managerId: "M-3" });
    const other = await saveVersion(
      "rules:\n  - id: m\n    when: true\n    then: [{ commission: { to: manager } }]\n",
    );
    await activateVersion(other);
    const body = orderBody({ agentId: "A-3", lines: [bookLine] });
    const dryRun = await apiClient(decisions)("POST /decisions", { body });
    expect(dryRun.json.tasks).toMatchObject([
      { agentId: "M-3", wouldBeRejected: { code: "agent-without-rate", agentId: "M-3" } },
    ]);
    const reply = await apiClient(orders)("POST /orders", { body });
    const [task] = commissionsOf(reply);
    await commissions(eventFor([task!.taskId]));
    expect(await taskRow(stack.sql, task!.taskId)).toMatchObject({
      status: "rejected",
      reason: expect.stringMatching(/^agent M-3 has no commission rate/),
    });
    await putAgent("M-3", { name: "C", commissionRateBps: 200, validFrom: "2020-01-01T00:00:00Z" });
    const rated = await apiClient(decisions)("POST /decisions", { body });
    expect(rated.json.tasks[0].entries).toEqual([
      {
        lineId: "1",
        role: "manager",
        base: bookTotal,
        rateFrom: "agent",
        rateBps: 200,
        amount: bookTotal / 50,
      },
    ]);
    await activateVersion(version);
  });

  test("is not read, and nothing is stored, while no rule pays managers", async () => {
    await activateVersion("1");
    const reply = await post("A-1");
    const row = await stack.sql.one("select managers from orders where order_id = $1", [reply.json.orderId]);
    expect(row).toEqual({ managers: null });
    await activateVersion(version);
  });
});

test("a statement shows the role, and a line sold in two roles counts once in the sales", async () => {
  await putAgent("A-4", { name: "E", commissionRateBps: 500 });
  const both = await saveVersion(
    `rules:\n  - id: both\n    when: true\n    then: [commission, { commission: { to: A-4, rateBps: 100 } }]\n`,
  );
  await activateVersion(both);
  const payment = { method: "pix", paidAt: "2025-03-10T12:00:00-03:00", amount: bookTotal };
  const reply = await post("A-4", [bookLine], { payment });
  await commissions(eventFor(commissionsOf(reply).map(({ taskId }) => taskId)));
  const { json } = await statement("A-4", "2025-03");
  expect(json).toMatchObject({
    orders: 1,
    units: bookLine.quantity,
    sales: bookTotal,
    commission: bookTotal / 20 + bookTotal / 100,
    lines: [
      { lineId: "1", role: "agent", rateBps: 500 },
      { lineId: "1", role: "named", rateBps: 100 },
    ],
  });
  const [header, ...rows] = (await statement("A-4", "2025-03.csv")).text
    .split("\r\n")
    .map((row) => row.split(";"));
  const roles = rows.map((row) => row[header!.indexOf("Papel")]);
  expect(roles.slice(0, 3)).toEqual(["agente", "por regra", ""]);
  const page = (await statement("A-4", "2025-03", { limit: "1" })).json;
  const next = (await statement("A-4", "2025-03", { limit: "1", cursor: page.nextCursor })).json;
  expect([page.lines[0].role, next.lines[0].role, next.nextCursor]).toEqual(["agent", "named", null]);
  await activateVersion(version);
});

test("a simulation counts commission at the rates of the right agents, also for orders decided without managers", async () => {
  await activateVersion("1");
  const payment = { method: "pix", paidAt: "2024-05-10T12:00:00-03:00", amount: bookTotal + laptopTotal };
  await post("A-1", [bookLine, laptopLine], { payment });
  const { json } = await simulateVersion(version, {
    since: "2024-01-01T00:00:00Z",
    until: "2024-12-31T00:00:00Z",
    by: "paid",
  });
  const own = (bookTotal + laptopTotal) / 20;
  expect(json).toMatchObject({
    ordersReplayed: 1,
    commission: { before: own, after: own + bookTotal / 100 + laptopTotal / 200 },
    tasks: { commission: { added: 2, removed: 0, changed: 0 } },
    wouldBeRejected: [],
  });
  await activateVersion(version);
});

describe("saving a rulebook", () => {
  const withRecipient = (to: string) =>
    `rules:\n  - id: a\n    when: true\n    then: [{ commission: { to: ${to} } }]\n`;

  test.each([
    ["manger", "no agent `manger`; did you mean `manager`?"],
    ["H-11", "no agent `H-11`; did you mean `H-1`?"],
    ["COMPLETELY-UNKNOWN", "no agent `COMPLETELY-UNKNOWN`; it must be agent, manager or the id of an agent"],
  ])("whose commission goes to %s is 422 at its place", async (to, detail) => {
    const { status, json } = await saveYaml(withRecipient(to));
    expect([status, json.errors]).toMatchObject([
      422,
      [{ ruleId: "a", line: 4, pointer: "/rules/0/then/0/commission/to", detail }],
    ]);
  });

  test("looks among the agents of the saving key's client", async () => {
    expect((await saveYaml(withRecipient("H-1"))).status).toBe(201);
    expect((await saveYaml(withRecipient("H-1"), { client: "other-shop" })).status).toBe(422);
  });
});
