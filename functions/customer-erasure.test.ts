/**
 * Personal data of a customer: a canary in every personal field of every kind of input. The export has all of them; after
 * the erasure no table, view, document, log or message has one, and another customer's are where they were.
 */
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { handler as feedback } from "./feedback/handler.ts";
import { putConnection } from "../lib/database/webhook-connections.ts";
import { clearRulesCache } from "../lib/runtime/rulebook-cache.ts";
import { newSecret } from "../lib/runtime/webhooks/signature.ts";
import { apiClient } from "../test/support/api-client.ts";
import { addRate, createAgent, createClients } from "../test/support/client-data.ts";
import { startFunctionStack } from "../test/support/function-stack.ts";
import {
  booksOf,
  bounce,
  documentsOf,
  exportAll,
  importOrder,
  logicOf,
  runTasks,
  writeAbout,
} from "../test/support/personal-data.ts";
import {
  canariesOf,
  customerOf,
  PERSONAL_RULES,
  personalOrders,
  placesOf,
} from "../test/support/personal-order.ts";
import { activateVersion, saveVersion, saveYaml, simulateVersion } from "../test/support/rulebook-api.ts";
import { startReceiver } from "../test/support/webhook-receiver.ts";
import { handler as orders } from "./orders/handler.ts";
import { handler as registry } from "./registry/handler.ts";
import { handler as reports } from "./reports/handler.ts";

const stack = await startFunctionStack();
const { sql } = stack;
const receiver = await startReceiver();
afterAll(() => receiver.stop());

const toOrders = apiClient(orders);
const toReports = apiClient(reports);
const toRegistry = apiClient(registry);

const [ERASED, OTHER] = ["xcanary", "ycanary"];
const CUSTOMER = customerOf(ERASED);
const params = { customerId: CUSTOMER.customerId };

/** Everything that the functions print, and every message that they are sent. */
const printed: string[] = [];
for (const stream of [process.stdout, process.stderr])
  vi.spyOn(stream, "write").mockImplementation((chunk) => printed.push(String(chunk)) > 0);
for (const method of ["debug", "info", "log", "warn", "error"] as const)
  vi.spyOn(console, method).mockImplementation((...args) => void printed.push(args.map(String).join(" ")));
const messages: string[] = [];

const post = async (body: object) => {
  const { status, json } = await toOrders("POST /orders", { body });
  expect([status, json.errors]).toEqual([202, undefined]);
};

const erase = (more = {}) =>
  toRegistry("POST /customers/{customerId}/erasure", {
    params,
    body: { reason: "asked for, ticket 7" },
    ...more,
  });

let pseudonym = "";
const before: { books?: unknown; other?: unknown; detail?: Record<string, unknown> } = {};

beforeAll(async () => {
  await createClients(sql, "test-shop");
  await createAgent(sql, "A-1");
  await putConnection(
    sql,
    {
      connectionId: "erp",
      url: `http://127.0.0.1:${receiver.port}/`,
      events: ["order.completed", "order.attention", "task.rejected", "membership.changed"],
      clients: null,
    },
    newSecret(),
    "2026-11-20T00:00:00Z",
  );
  const lists = {
    regulars: { kind: "customer", values: [ERASED, OTHER].map((name) => `${name}-id`) },
    addresses: {
      kind: "email",
      values: [ERASED, OTHER].map((name) => `${name}-mail@${name}-domain.example`),
    },
    numbers: { kind: "text", values: [ERASED, OTHER].map((name) => `${name}-tax`) },
  };
  for (const [listId, body] of Object.entries(lists))
    expect((await toRegistry("PUT /lists/{listId}", { params: { listId }, body })).status).toBe(200);
  const saved = await saveYaml(PERSONAL_RULES(ERASED));
  expect([saved.status, saved.json.errors]).toEqual([201, undefined]);
  await activateVersion(String(saved.json.version));
  const shadow = await saveVersion(
    PERSONAL_RULES(ERASED).replace('email.contains("canary")', 'email.contains("nobody")'),
  );
  await sql.execute(
    "insert into rulebook_shadow (version, created_at, created_by) values ($1, now(), 'test')",
    [shadow],
  );
  clearRulesCache();
  for (const name of [ERASED, OTHER]) for (const body of personalOrders(name)) await post(body);
  messages.push(...(await runTasks(stack)));
  for (const name of [ERASED, OTHER]) {
    await importOrder(sql, name);
    await writeAbout(sql, name);
  }
  messages.push(...(await runTasks(stack)));
  await feedback(bounce(CUSTOMER.email));
}, 120_000);

/** Rulebooks are texts of the company; one of these names the customer on purpose. */
const withoutRulebooks = ({ "public.rulebooks": _, ...places }: Record<string, number>) => places;

test("before the erasure the canaries are in every table that is meant to hold personal data, so that the test looks there", async () => {
  expect(Object.keys(await placesOf(sql, ERASED))).toEqual([
    "public.cancellations",
    "public.emails",
    "public.list_versions",
    "public.membership_accounts",
    "public.order_terms",
    "public.orders",
    "public.packing_slips",
    "public.retry_requests",
    "public.rulebooks",
    "public.sent_mails",
    "public.shadow_differences",
    "public.task_attempts",
    "public.tasks",
    "reporting.emails",
    "reporting.membership_events",
    "reporting.orders",
  ]);
  for (const sent of [`${ERASED}-city`, `"why":"${ERASED}-cancellation"`])
    expect(receiver.received.some(({ body }) => body.includes(sent))).toBe(true);
});

test("no message and no line of a log has a canary, before the erasure either", () => {
  expect(messages.length).toBeGreaterThan(5);
  expect([...printed, ...messages].join("\n").toLowerCase()).not.toContain("canary");
});

test("the export has every canary, page by page, and nothing of another customer", async () => {
  const pages = await exportAll(CUSTOMER.customerId);
  expect(pages.length).toBe(3);
  const text = pages.join("\n").toLowerCase();
  const planted = [...canariesOf(ERASED), `${ERASED}-cancellation`, `${ERASED}-retry asked`, "blacklisted"];
  for (const canary of planted) expect(text).toContain(canary);
  expect(text).not.toContain(OTHER);
  const [first] = pages.map((page) => JSON.parse(page) as Record<string, never>);
  expect(first).toMatchObject({
    membership: { status: "active" },
    lists: [{ listId: "addresses" }, { listId: "numbers" }, { listId: "regulars" }],
    suppressedAddresses: [{ address: `${ERASED}-mail@${ERASED}-domain.example`, cause: "bounce" }],
  });
  const whole = await exportAll(CUSTOMER.customerId, "200");
  expect(whole.map((page) => JSON.parse(page).orders.length)).toEqual([3]);
});

test("an erasure is refused with the orders that have open tasks, and changes nothing", async () => {
  const body = { ...personalOrders(ERASED)[1]!, orderId: "X-OPEN" };
  await post(body);
  const { status, json } = await erase();
  expect([status, json.detail]).toEqual([409, expect.stringContaining("X-OPEN")]);
  expect((await toOrders("GET /orders/{orderId}", { params: { orderId: "X-OPEN" } })).text).toContain(ERASED);
  messages.push(...(await runTasks(stack)));
});

test("an erasure replaces everything personal, with one request", async () => {
  before.books = await booksOf(sql);
  before.other = await placesOf(sql, OTHER);
  before.detail = (await toOrders("GET /orders/{orderId}", { params: { orderId: "X-1" } })).json;
  const reason = `asked for by ${CUSTOMER.name} (${CUSTOMER.email})`;
  const { status, json } = await erase({ body: { reason } });
  expect([status, json]).toEqual([
    200,
    {
      erasureId: expect.any(String),
      pseudonym: expect.stringMatching(/^erased-[0-9a-f]{20}$/),
      status: "done",
      orders: 4,
      lists: [],
    },
  ]);
  ({ pseudonym } = json);
});

test("after the erasure no table and no view has a canary of the customer", async () => {
  expect(withoutRulebooks(await placesOf(sql, ERASED))).toEqual({});
});

test("after the erasure no document has a canary, and every document can still be read", async () => {
  for (const orderId of ["X-1", "X-2", "X-1-OLD"]) {
    const text = await documentsOf(orderId);
    expect(text).not.toContain(ERASED);
    expect(text).toContain(pseudonym);
  }
  expect((await simulateVersion("2", {})).status).toBe(200);
  const month = { params: { agentId: "A-1", month: "2026-11" } };
  const statement = await toReports("GET /agents/{agentId}/statements/{month}", month);
  expect([statement.status, statement.text.toLowerCase().includes(ERASED)]).toEqual([200, false]);
  const audit = await toRegistry("GET /audit", { query: { subject: `customers/${pseudonym}` } });
  expect(audit.json.entries).toMatchObject([
    { action: "eraseCustomer", subject: `customers/${pseudonym}`, clientId: "test-shop", status: 200 },
    ...Array.from({ length: 4 }, () => ({ action: "exportCustomer", subject: `customers/${pseudonym}` })),
  ]);
});

test("amounts, SKUs, dates, numbers, titles and commissions are what they were", async () => {
  expect(await booksOf(sql)).toEqual(before.books);
});

test("explanations keep their logic: the same rules applied and did not, compared in the same way", async () => {
  const { json: after } = await toOrders("GET /orders/{orderId}", { params: { orderId: "X-1" } });
  expect(logicOf(after)).toEqual(logicOf(before.detail as never));
  const [slip] = after.tasks;
  expect(slip.because[0].explanation).toContain(`order.customer.name.contains("name") (was "${pseudonym}…)`);
  expect(JSON.stringify(after.notes)).toContain(
    `lower(order.customer.email) == \\"${pseudonym}@erased.invalid\\"`,
  );
});

test("the order is found by its pseudonym and no longer by who the customer was", async () => {
  const idsBy = async (q: string) =>
    (await toOrders("GET /orders", { query: { q } })).json.orders.map(
      ({ orderId }: { orderId: string }) => orderId,
    );
  expect(await idsBy(CUSTOMER.email)).toEqual([]);
  expect(await idsBy(CUSTOMER.customerId)).toEqual([]);
  expect((await idsBy(pseudonym)).toSorted()).toEqual(["X-1", "X-1-OLD", "X-2", "X-OPEN"]);
  expect((await idsBy("X-1")).toSorted()).toEqual(["X-1", "X-1-OLD"]);
});

test("another customer's canaries are where they were", async () => {
  expect(await placesOf(sql, OTHER)).toEqual(before.other);
  expect(await documentsOf("Y-1")).toContain(`${OTHER}-street`);
});

test("the same order again is a replay, not a new order", async () => {
  const again = personalOrders(ERASED)[0]!;
  const { status, headers, text } = await toOrders("POST /orders", { body: { ...again, orderId: "X-1" } });
  expect([status, headers["idempotent-replayed"]]).toEqual([200, "true"]);
  expect(text.toLowerCase()).not.toContain(ERASED);
});

test("tasks that needed the customer are skipped for good; others can still run again", async () => {
  const { tasks } = (await toOrders("GET /orders/{orderId}", { params: { orderId: "X-1" } })).json;
  const troubled = tasks.filter(({ cause }: { cause?: unknown }) => cause !== undefined);
  expect(
    troubled.map(({ type, status, cause }: never) => [type, status, (cause as { code: string }).code]),
  ).toEqual([
    ["email", "skipped", "customer-erased"],
    ["commission", "rejected", "agent-without-rate"],
  ]);
  await addRate(sql, "A-1", "-infinity", 500);
  const body = { taskIds: troubled.map(({ taskId }: { taskId: string }) => taskId) };
  const { json } = await toOrders("POST /task-retries", { body });
  expect([json.accepted, json.refused ?? json.refusals.length]).toEqual([1, 1]);
  messages.push(...(await runTasks(stack)));
});

test("the erasure of a customer of whom nothing is kept is done, and leaves no trace of the id", async () => {
  const again = await erase();
  expect([again.status, again.json.status, again.json.orders]).toEqual([200, "done", 0]);
  const empty = JSON.parse((await exportAll(CUSTOMER.customerId))[0]!);
  expect(empty).toMatchObject({
    orders: [],
    lists: [],
    membership: null,
    suppressedAddresses: [],
    nextCursor: null,
  });
  expect(withoutRulebooks(await placesOf(sql, ERASED))).toEqual({});
});

test("a new order of the customer begins without a past, and of all this nothing is in the logs", async () => {
  await post({ ...personalOrders(ERASED)[0]!, orderId: "X-NEW" });
  messages.push(...(await runTasks(stack)));
  const membership = await toReports("GET /customers/{customerId}/membership", { params });
  expect(membership.json.history).toHaveLength(1);
  const { orders: found } = (await toOrders("GET /orders", { query: { customer: CUSTOMER.customerId } }))
    .json;
  expect(found.map(({ orderId }: { orderId: string }) => orderId)).toEqual(["X-NEW"]);
  const { json } = await erase();
  expect(json).toMatchObject({ status: "done", orders: 1 });
  expect(json.pseudonym).not.toBe(pseudonym);
  expect(withoutRulebooks(await placesOf(sql, ERASED))).toEqual({});
  expect(printed.join("\n").toLowerCase()).not.toContain("canary");
});
