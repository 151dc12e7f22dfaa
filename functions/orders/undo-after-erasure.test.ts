/** Cancellations of orders whose personal data was replaced: they work by what was recorded, without the customer. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { findOrder } from "../../lib/database/orders.ts";
import { putConnection } from "../../lib/database/webhook-connections.ts";
import { newSecret } from "../../lib/runtime/webhooks/signature.ts";
import { clearRulesCache, currentRules } from "../../lib/runtime/rulebook-cache.ts";
import { apiClient } from "../../test/support/api-client.ts";
import {
  CANCELLED_AT,
  cancelOrder,
  carryOutAll,
  placeOrder,
  readOrder,
} from "../../test/support/cancellations.ts";
import { addRate, createAgent, createClients } from "../../test/support/client-data.ts";
import { setEnvironment, startFunctionStack } from "../../test/support/function-stack.ts";
import { bookLine, laptopLine, membershipLine, videoLine } from "../../test/support/order-body.ts";
import { runTasks } from "../../test/support/personal-data.ts";
import { activateVersion, saveVersion } from "../../test/support/rulebook-api.ts";
import { startReceiver } from "../../test/support/webhook-receiver.ts";
import { handler as registry } from "../registry/handler.ts";
import { handler as relay } from "../relay/handler.ts";
import { acceptCancellation } from "./accept-cancellation.ts";
import { handler as orders } from "./handler.ts";

const stack = await startFunctionStack();
const { sql } = stack;
const receiver = await startReceiver();
afterAll(() => receiver.stop());
beforeAll(async () => {
  await createClients(sql, "test-shop");
  await createAgent(sql, "A-1");
  await addRate(sql, "A-1", "-infinity", 1_000);
});
beforeEach(clearRulesCache);

type Task = {
  taskId: string;
  type: string;
  status: string;
  destination?: string;
  cancellationId?: string;
  undoes?: string;
  cause?: { code: string };
  result?: object;
};
type Order = { customer: { customerId: string }; tasks: Task[] };

let made = 0;
const customer = () => {
  made += 1;
  return { customerId: `C-${made}`, name: "Xavier Canary", email: `canary-${made}@example.com` };
};

const call = apiClient(orders);
const erase = async (customerId: string): Promise<string> => {
  const request = { params: { customerId }, body: { reason: "asked for" } };
  const { json } = await apiClient(registry)("POST /customers/{customerId}/erasure", request);
  expect(json).toMatchObject({ status: "done" });
  return json.pseudonym;
};

/** Erases what is older than half a year, so the orders of `placeOrder`. */
const eraseOld = async (orderId: string) => {
  await sql.execute("update orders set received_at = now() - interval '1 year' where order_id = $1", [
    orderId,
  ]);
  setEnvironment({ RETAIN_PERSONAL_DATA: "P6M" });
  await relay(undefined);
  setEnvironment({ RETAIN_PERSONAL_DATA: "P5Y" });
};

const one = (lineId: string, quantity = 1) => ({ lines: [{ lineId, quantity }] });
const tasksOf = async (orderId: string): Promise<Task[]> => ((await readOrder(orderId)) as Order).tasks;
const undoing = async (orderId: string, type: string) =>
  (await tasksOf(orderId)).filter((task) => task.type === type && task.undoes !== undefined);
const accounts = () =>
  sql.many<{ customerId: string; plan: string | null; expiresAt: string }>(
    "select customer_id, plan, expires_at from membership_accounts order by account_id",
  );
const fail = (taskId: string) =>
  sql.execute(
    "update tasks set status = 'failed', reason = 'a test', cause = null, finished_at = now() where task_id = $1",
    [taskId],
  );
const retry = (orderId: string, taskId: string) =>
  call("POST /orders/{orderId}/tasks/{taskId}/retry", { params: { orderId, taskId } });

describe("a task that failed before the erasure", () => {
  test("stays as it is when it undoes a slip, and a later cancellation follows its retry", async () => {
    const person = customer();
    const orderId = await placeOrder({ customer: person, lines: [{ ...laptopLine, quantity: 3 }] });
    await carryOutAll(stack);
    await cancelOrder(orderId, one("1"));
    const [first] = (await undoing(orderId, "packing_slip")) as [Task];
    await fail(first.taskId);
    await carryOutAll(stack);
    await erase(person.customerId);
    await cancelOrder(orderId, one("1"));
    expect((await undoing(orderId, "packing_slip")).map(({ status }) => status)).toEqual([
      "failed",
      "skipped",
    ]);
    expect((await retry(orderId, first.taskId)).status).toBe(202);
    await carryOutAll(stack);
    expect((await undoing(orderId, "packing_slip")).map(({ status }) => status)).toEqual(["done", "done"]);
  });

  test("can run again when it is a copy for a department, and never when it needs the customer", async () => {
    const person = customer();
    const lines = [bookLine, { ...videoLine, sku: "VIDEO-SKI" }];
    const orderId = await placeOrder({ customer: person, lines });
    const before = await tasksOf(orderId);
    for (const { taskId } of before) await fail(taskId);
    await erase(person.customerId);
    expect(
      (await tasksOf(orderId)).map(({ type, destination, status }) => [type, destination, status]),
    ).toEqual([
      ["packing_slip", "shipping", "skipped"],
      ["packing_slip", "royalties", "failed"],
      ["email", undefined, "skipped"],
      ["commission", undefined, "failed"],
    ]);
    const [shipping, royalties] = before as [Task, Task];
    expect((await retry(orderId, shipping.taskId)).json.detail).toBe(
      "The task was skipped because it needs the customer, whose personal data was erased.",
    );
    expect((await retry(orderId, royalties.taskId)).status).toBe(202);
    await carryOutAll(stack);
    expect((await tasksOf(orderId))[1]).toMatchObject({ destination: "royalties", status: "done" });
  });
});

describe("a cancellation of an order that was erased", () => {
  const lines = [
    { ...bookLine, quantity: 2 },
    { ...membershipLine, quantity: 2 },
  ];

  test("on request undoes slips, commission and membership, sends no mail and keeps no reason", async () => {
    const person = customer();
    const orderId = await placeOrder({ customer: person, lines });
    await carryOutAll(stack);
    const pseudonym = await erase(person.customerId);
    const before = await accounts();
    const { status, json } = await cancelOrder(orderId, { reason: "Xavier Canary called" });
    expect([status, json.reason]).toEqual([202, pseudonym]);
    await carryOutAll(stack);
    const added = (await tasksOf(orderId)).filter(({ cancellationId }) => cancellationId !== undefined);
    expect(added.map(({ type, status: state, cause }) => [type, state, cause?.code])).toEqual([
      ["packing_slip", "done", undefined],
      ["packing_slip", "done", undefined],
      ["membership", "done", undefined],
      ["commission", "done", undefined],
      ["email", "skipped", "customer-erased"],
    ]);
    const after = await accounts();
    expect(after.map(({ customerId }) => customerId)).toEqual(before.map(({ customerId }) => customerId));
    expect((await undoing(orderId, "membership"))[0]?.result).toMatchObject({
      membership: { takenBack: "P2M" },
    });
    expect(await stack.mailsTo(`${pseudonym}@erased.invalid`)).toEqual([]);
    const again = { cancellationId: json.cancellationId, reason: "Xavier Canary called" };
    expect((await cancelOrder(orderId, again)).status).toBe(200);
  });

  test("because of its age takes time back from the membership that it has changed", async () => {
    const person = customer();
    const orderId = await placeOrder({ customer: person, lines });
    await carryOutAll(stack);
    await eraseOld(orderId);
    const { customerId } = ((await readOrder(orderId)) as Order).customer;
    expect(customerId).toMatch(/^erased-/);
    await cancelOrder(orderId, one("2"));
    await carryOutAll(stack);
    const [task] = (await undoing(orderId, "membership")) as [Task];
    expect(task.result).toMatchObject({ membership: { takenBack: "P1M" } });
    expect((await accounts()).filter((account) => account.customerId === customerId)).toEqual([]);
    expect((await accounts()).at(-1)).toMatchObject({ customerId: person.customerId, plan: "basic" });
  });

  test("takes a free line as it would have before, though the rule reads what was erased", async () => {
    await apiClient(registry)("PUT /catalog/{sku}", {
      params: { sku: "BOOKMARK" },
      body: { type: "physical", title: "Bookmark" },
    });
    const rules = `rules:
  - id: gift
    when: line.type == "book" && order.customer.email.contains("canary")
    then: [{ addFreeItem: { sku: BOOKMARK, reason: "a present" } }]
  - id: slip
    when: line.type in ["physical", "book"]
    then: [{ packingSlip: { destination: shipping } }]
`;
    await activateVersion(await saveVersion(rules));
    const person = customer();
    const book = { ...bookLine, quantity: 1 };
    const orderId = await placeOrder({ customer: person, lines: [book, book] });
    await carryOutAll(stack);
    await erase(person.customerId);
    expect((await cancelOrder(orderId, one("1"))).json.lines).toHaveLength(1);
    const taken = (await cancelOrder(orderId, one("2"))).json.lines as { lineId: string }[];
    expect(taken.map(({ lineId }) => lineId)).toEqual(["2", "gift-1"]);
  });

  test("does what its rules say without the customer: slips of departments and webhooks; the rest is skipped", async () => {
    const connection = { connectionId: "erp", url: `http://127.0.0.1:${receiver.port}/`, clients: null };
    await putConnection(sql, { ...connection, events: [] }, newSecret(), CANCELLED_AT);
    const rules = `destinations:
  shipping: { title: { pt-BR: Expedição, en: Shipping }, recipient: customer }
  returns: { title: { pt-BR: Devoluções, en: Returns }, recipient: department }
templates:
  sorry:
    per: order
    subject: { pt-BR: "Sentimos muito", en: "We are sorry" }
    body: { pt-BR: "Motivo: {{cancellation.reason}}", en: "Reason: {{cancellation.reason}}" }
rules:
  - id: back
    forEach: cancellation
    when: size(cancellation.lines) > 0
    then:
      - packingSlip: { destination: shipping }
      - packingSlip: { destination: returns }
      - email: { template: sorry, after: packingSlip }
      - webhook: { connection: erp, event: taken-back, payload: { who: order.customer.name, why: cancellation.reason } }
`;
    const person = customer();
    const orderId = await placeOrder({ customer: person, lines: [laptopLine] });
    await carryOutAll(stack);
    const pseudonym = await erase(person.customerId);
    await activateVersion(await saveVersion(rules));
    await cancelOrder(orderId, { reason: "Canary asked" });
    await runTasks(stack);
    const added = (await tasksOf(orderId)).filter(
      ({ cancellationId, undoes }) => cancellationId !== undefined && undoes === undefined,
    );
    expect(
      added.map(({ type, destination, status, cause }) => [type, destination, status, cause?.code]),
    ).toEqual([
      ["email", undefined, "skipped", "customer-erased"],
      ["packing_slip", "shipping", "skipped", "customer-erased"],
      ["packing_slip", "returns", "done", undefined],
      ["email", undefined, "skipped", "customer-erased"],
      ["webhook", undefined, "done", undefined],
    ]);
    const { data } = JSON.parse(receiver.received.at(-1)!.body);
    expect(data).toMatchObject({ who: pseudonym, why: pseudonym });
  });
});

test("a cancellation that read its order before the erasure keeps nothing personal", async () => {
  const rules = `rules:
  - id: look
    forEach: cancellation
    when: order.customer.name.contains("Canary") || cancellation.complete
    then: [{ note: { text: "Look at it" } }]
`;
  await activateVersion(await saveVersion(rules));
  clearRulesCache();
  const person = customer();
  const orderId = await placeOrder({ customer: person, lines: [laptopLine] });
  await carryOutAll(stack);
  const stored = (await findOrder(sql, "test-shop", orderId))!;
  const rulesInForce = await currentRules("test-shop");
  await erase(person.customerId);
  const body = { cancellationId: "RACE", reason: "Canary asked", at: CANCELLED_AT };
  const request = {
    stored,
    body,
    contentHash: Buffer.alloc(32),
    earners: new Map(),
    rules: rulesInForce,
    requestedBy: "test",
  };
  const outcome = await sql.transaction((tx) => acceptCancellation(tx, request));
  expect(outcome.kind).toBe("accepted");
  expect(JSON.stringify(await readOrder(orderId)).toLowerCase()).not.toContain("canary");
});

test("the event of a membership whose order was erased before loses the customer with a later erasure", async () => {
  await activateVersion("1");
  clearRulesCache();
  const events = ["membership.changed"] as const;
  const connection = { connectionId: "crm", url: `http://127.0.0.1:${receiver.port}/`, clients: null };
  await putConnection(sql, { ...connection, events }, newSecret(), CANCELLED_AT);
  const person = { ...customer(), customerId: "C-EVENTS" };
  const orderId = await placeOrder({ customer: person, lines: [{ ...membershipLine, quantity: 2 }] });
  await runTasks(stack);
  await eraseOld(orderId);
  await cancelOrder(orderId, one("1"));
  await runTasks(stack);
  const named = () =>
    sql.many(
      "select payload from tasks where payload::text like '%C-EVENTS%' or because::text like '%C-EVENTS%'",
    );
  expect((await named()).length).toBeGreaterThan(0);
  await erase(person.customerId);
  expect(await named()).toEqual([]);
});
