/** Rules that read what the customer had before: exact under concurrency, and stored with the order. */
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { clearRulesCache } from "../../lib/runtime/rulebook-cache.ts";
import { apiClient, untilAvailable } from "../../test/support/api-client.ts";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { bookLine, membershipLine, orderBody } from "../../test/support/order-body.ts";
import { activateVersion, saveVersion, simulateVersion } from "../../test/support/rulebook-api.ts";
import { waitFor } from "../../test/support/wait-for.ts";
import { handler as decisions } from "../decisions/handler.ts";
import { handler } from "./handler.ts";

const stack = await startFunctionStack();
const call = apiClient(handler);

const RULES = `rules:
  - id: welcome
    when: line.type == "book" && has(order.history) && order.history.orders == 0
    then: [{ packingSlip: { destination: royalties } }]
  - id: loyal
    forEach: order
    when: has(order.history) && order.history.paidTotal >= 9000
    then: [{ packingSlip: { destination: shipping } }]
`;

type Options = { client?: string; currency?: string; lines?: object[] };
const bodyOf = (customerId: string, { currency = "BRL", lines = [bookLine] }: Options = {}) =>
  orderBody({ lines, currency, customer: { ...(orderBody().customer as object), customerId } });
const post = (customerId: string, { client = "test-shop", ...options }: Options = {}) =>
  call("POST /orders", { body: bodyOf(customerId, options), client });
const historyOf = async (orderId: string) =>
  (await stack.sql.one<{ history: unknown }>("select history from orders where order_id = $1", [orderId]))
    .history;
const destinations = ({ json }: { json: { tasks: { destination: string }[] } }) =>
  json.tasks.map(({ destination }) => destination);

let version: string;
beforeAll(async () => {
  await stack.sql.execute(
    "insert into clients (client_id, created_at) values ('test-shop', now()), ('other-shop', now())",
  );
  version = await saveVersion(RULES);
  await activateVersion(version);
});
beforeEach(clearRulesCache);

test("of 100 concurrent first orders of one customer exactly one is the first, and the numbers rise with acceptance", async () => {
  // On a busy machine an order may not be accepted in time.
  const postUntilAccepted = (body: object) => untilAvailable(() => call("POST /orders", { body }));
  const replies = await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      postUntilAccepted(
        bodyOf("C-ALL", { lines: index % 2 === 0 ? [bookLine] : [bookLine, membershipLine] }),
      ),
    ),
  );
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([202]));
  expect(replies.filter((reply) => destinations(reply).includes("royalties"))).toHaveLength(1);
  const rows = await stack.sql.many<{ orders: number; paid: number; total: number }>(
    `select (history ->> 'orders')::int as orders, (history ->> 'paidTotal')::int as paid, total
     from orders where customer_id = 'C-ALL' order by order_no`,
  );
  let paid = 0;
  for (const [index, row] of rows.entries()) {
    expect([row.orders, row.paid]).toEqual([index, paid]);
    paid += row.total;
  }
});

test("orders of 30 customers at once, and of one that the rules of another container do not ask for, do not block each other", async () => {
  const plain = (customerId: string) => post(customerId, { client: "other-shop" });
  const replies = await Promise.all(
    Array.from({ length: 120 }, (_, index) =>
      index % 4 === 0 ? plain("C-MIX") : post(`C-${index % 30}`, { lines: [bookLine, membershipLine] }),
    ),
  );
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([202]));
});

test("history counts this client's customer only, all currencies, and the money of this order's currency", async () => {
  await post("C-OWN", { client: "other-shop" });
  const first = await post("C-OWN");
  expect(await historyOf(first.json.orderId)).toEqual({ orders: 0, paidTotal: 0 });
  await post("C-OWN", { currency: "USD" });
  const third = await post("C-OWN");
  expect(await historyOf(third.json.orderId)).toEqual({
    orders: 2,
    paidTotal: first.json.total,
    firstPaidAt: expect.stringMatching(/^2026-.*Z$/),
  });
  expect(destinations(await post("C-OWN", { currency: "EUR" }))).toEqual([]);
  expect(destinations(await post("C-OWN"))).toEqual(["shipping"]);
});

test("imported orders count, and a replay changes nothing", async () => {
  await stack.sql.execute(
    `insert into orders (client_id, order_id, content_hash, rulebook_version, customer_id, currency, total, placed_at,
                         paid_at, received_at, snapshot, catalogue, gifts, imported)
     values ('test-shop', 'OLD-1', sha256('x'), 1, 'C-OLD', 'BRL', 9000, now(), '2020-01-02T03:04:05Z', now(), '{}', '{}', '[]', true)`,
  );
  const body = bodyOf("C-OLD");
  const first = await call("POST /orders", { body });
  const again = await call("POST /orders", { body });
  expect([first.status, destinations(first), again.status, destinations(again)]).toEqual([
    202,
    ["shipping"],
    200,
    ["shipping"],
  ]);
  expect(await historyOf(first.json.orderId)).toEqual({
    orders: 1,
    paidTotal: 9000,
    firstPaidAt: "2020-01-02T03:04:05.000Z",
  });
});

test("GET explains an order by its stored history, a dry run by that of now", async () => {
  const first = await post("C-READ");
  await post("C-READ");
  const { json } = await call("GET /orders/{orderId}", { params: { orderId: first.json.orderId } });
  expect(json.whyNot).toMatchObject([
    { ruleId: "loyal", explanation: "order.history.paidTotal >= 9000 (was 0)" },
  ]);
  const dryRun = await apiClient(decisions)("POST /decisions", { body: bodyOf("C-READ") });
  expect(dryRun.json.whyNot[0].explanation).toBe("order.history.orders == 0 (was 2)");
});

test("a simulation decides with the stored history, which orders of other rules lack", async () => {
  await activateVersion("1");
  await post("C-SIMULATED");
  await activateVersion(version);
  const { json } = await simulateVersion(version, { limit: 1 });
  expect(json.rules[0]).toEqual({ ruleId: "welcome", before: 0, after: 0 });
  await post("C-SIMULATED-2");
  const again = await simulateVersion(version, { limit: 2 });
  expect(again.json.rules[0]).toEqual({ ruleId: "welcome", before: 1, after: 1 });
});

test("a shadow rulebook that reads the history has it stored; without one, nothing is stored", async () => {
  await activateVersion("1");
  const without = await post("C-SHADOW");
  expect(await historyOf(without.json.orderId)).toBeNull();
  const shadow = await saveVersion(RULES);
  await activateVersion(shadow, { shadow: true });
  const withShadow = await post("C-SHADOW");
  expect(await historyOf(withShadow.json.orderId)).toMatchObject({ orders: 1 });
  await activateVersion(shadow, { shadow: false });
  await activateVersion(version);
});

describe("an order that waits for its customer", () => {
  /** Holds a customer's lock until `release`. */
  const hold = async (customerId: string) => {
    const release = Promise.withResolvers<void>();
    const locked = Promise.withResolvers<void>();
    const holding = stack.sql.transaction(async (tx) => {
      await tx.execute("select pg_advisory_xact_lock(customer_lock('test-shop', $1))", [customerId]);
      locked.resolve();
      await release.promise;
    });
    await locked.promise;
    return async () => {
      release.resolve();
      await holding;
    };
  };
  const waiting = async () =>
    (
      await stack.sql.one<{ count: number }>(
        "select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      )
    ).count;

  test("is accepted after the others, and orders of other customers are not held up", async () => {
    const release = await hold("C-HELD");
    const held = post("C-HELD");
    await waitFor("the order to wait", async () => (await waiting()) > 0);
    expect((await post("C-FREE")).status).toBe(202);
    await release();
    expect((await held).status).toBe(202);
  });

  test("gets 503 with Retry-After when they take too long", async () => {
    const release = await hold("C-STUCK");
    const reply = await post("C-STUCK");
    await release();
    expect([reply.status, reply.headers["retry-after"]]).toEqual([503, "1"]);
  });

  test("waits too when its rules do not read the history", async () => {
    await activateVersion("1");
    const release = await hold("C-PLAIN");
    const held = post("C-PLAIN");
    await waitFor("the order to wait", async () => (await waiting()) > 0);
    await release();
    expect((await held).status).toBe(202);
    await activateVersion(version);
  });
});
