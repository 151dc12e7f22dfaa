/** Erasures that are interrupted, that meet each other and running tasks; what is erased because it is old; lists. */
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { beginErasure } from "../lib/database/erasures.ts";
import { findIdentities } from "../lib/database/customer-identities.ts";
import type { Scope } from "../lib/domain/scope.ts";
import { newId, newPseudonym } from "../lib/runtime/ids.ts";
import { clearRulesCache } from "../lib/runtime/rulebook-cache.ts";
import { database } from "../lib/runtime/database-pool.ts";
import { apiClient } from "../test/support/api-client.ts";
import { createClients } from "../test/support/client-data.ts";
import { copyOrder } from "../test/support/copied-orders.ts";
import { setEnvironment, startFunctionStack } from "../test/support/function-stack.ts";
import { laptopLine, membershipLine, orderBody } from "../test/support/order-body.ts";
import { importOrder, runTasks } from "../test/support/personal-data.ts";
import { customerOf, personalOrders } from "../test/support/personal-order.ts";
import { activateVersion, postOrder, saveVersion } from "../test/support/rulebook-api.ts";
import { handler as registry } from "./registry/handler.ts";
import { handler as relay } from "./relay/handler.ts";

const stack = await startFunctionStack();
const { sql } = stack;
const toRegistry = apiClient(registry);

const RULES = `rules:
  - id: slip
    when: line.type == "physical"
    then: [{ packingSlip: { destination: shipping } }]
  - id: membership
    when: line.type == "membership"
    then: [{ membership: { change: activate } }]
`;

beforeAll(async () => {
  await createClients(sql, "test-shop", "other-shop");
  await activateVersion(await saveVersion(RULES));
  clearRulesCache();
});

const post = async (
  orderId: string,
  customerId: string,
  { lines = [laptopLine] as object[], client = "test-shop" } = {},
) => {
  const body = orderBody({ orderId, lines });
  const customer = { ...(body.customer as object), customerId, email: `${customerId}@example.com` };
  expect((await postOrder({ ...body, customer }, { client })).status).toBe(202);
};

type More = { client?: string; scopes?: readonly Scope[] };
const erase = (customerId: string, more: More = {}) =>
  toRegistry("POST /customers/{customerId}/erasure", {
    params: { customerId },
    body: { reason: "asked for" },
    ...more,
  });

const customersOf = async (pattern: string) =>
  (
    await sql.many<{ customerId: string }>(
      "select distinct customer_id from orders where order_id like $1 order by 1",
      [pattern],
    )
  ).map(({ customerId }) => customerId);

const PSEUDONYM = expect.stringMatching(/^erased-[0-9a-f]{20}$/);

test("requests for one customer at the same time give all orders one pseudonym", async () => {
  await post("MANY", "C-MANY");
  await runTasks(stack);
  await copyOrder(sql, "MANY", 250);
  const responses = await Promise.all(Array.from({ length: 4 }, () => erase("C-MANY")));
  for (const { status } of responses) expect([200, 202]).toContain(status);
  await relay(undefined);
  expect(await customersOf("MANY%")).toEqual([PSEUDONYM]);
});

test("the relay completes an erasure whose request ended in the middle, without the orders since", async () => {
  await post("CRASH", "C-CRASH");
  await runTasks(stack);
  await database().transaction(async (tx) =>
    beginErasure(tx, {
      erasureId: newId(),
      clientId: "test-shop",
      customerId: "C-CRASH",
      pseudonym: newPseudonym(),
      reason: "asked for",
      requestedBy: "test",
      requestedAt: new Date().toISOString(),
      identities: await findIdentities(tx, "test-shop", "C-CRASH"),
      withLists: false,
    }),
  );
  expect(await customersOf("CRASH")).toEqual(["C-CRASH"]);
  await post("AFTERWARDS", "C-CRASH");
  await relay(undefined);
  expect([await customersOf("CRASH"), await customersOf("AFTERWARDS")]).toEqual([[PSEUDONYM], ["C-CRASH"]]);
  expect(
    await sql.many("select from erasures where customer_id is not null or identities is not null"),
  ).toEqual([]);
});

test("an order whose task was opened again meanwhile is erased when the task has ended", async () => {
  await post("AGAIN-1", "C-AGAIN");
  await post("AGAIN-2", "C-AGAIN");
  await runTasks(stack);
  const reopen =
    "update tasks set status = 'pending', result = null, finished_at = null, not_before = now() + interval '1 hour'";
  await sql.execute(
    `create function reopen() returns trigger language plpgsql as $$ begin
       ${reopen} where order_no = (select order_no from orders where order_id = 'AGAIN-2'); return null; end $$`,
  );
  await sql.execute("create trigger reopen after insert on erasures for each row execute function reopen()");
  const { status, json } = await erase("C-AGAIN");
  await sql.execute("drop function reopen() cascade");
  expect([status, json.status, json.orders]).toEqual([202, "running", 1]);
  expect(await customersOf("AGAIN-2")).toEqual(["C-AGAIN"]);
  await sql.execute(
    "update tasks set status = 'skipped', finished_at = now(), not_before = null where status = 'pending'",
  );
  await relay(undefined);
  expect(await customersOf("AGAIN-%")).toEqual([json.pseudonym]);
});

test("no mail is sent to an erased customer: a task that comes later is rejected", async () => {
  await post("LATE", "C-LATE");
  await runTasks(stack);
  const { json } = await erase("C-LATE");
  await sql.execute(
    `insert into tasks (task_id, order_no, position, type, key, payload, line_ids, because, rule_ids, created_at)
     select gen_random_uuid(), order_no, 9, 'email', 'late', '{"template":"streaming-links"}', '{1}', '[]', '{a}',
            now() - interval '1 minute'
     from orders where order_id = 'LATE'`,
  );
  await runTasks(stack);
  const task = await sql.one("select status, cause from tasks where key = 'late'");
  expect(task).toEqual({ status: "rejected", cause: { code: "customer-erased" } });
  expect(await stack.mailsTo(`${json.pseudonym}@erased.invalid`)).toEqual([]);
});

test("a customer of the same id of another client is another customer", async () => {
  await post("SAME", "C-SAME");
  await post("SAME", "C-SAME", { client: "other-shop" });
  await runTasks(stack);
  expect((await erase("C-SAME")).json.orders).toBe(1);
  expect(await customersOf("SAME")).toEqual(["C-SAME", PSEUDONYM]);
  const scopes: Scope[] = ["admin", "clients:all"];
  const { json } = await erase("C-SAME", { client: "third-shop", scopes });
  expect(json).toMatchObject({ clientId: "other-shop", orders: 1 });
});

describe("lists of the company", () => {
  const put = async (values: string[]) =>
    toRegistry("PUT /lists/{listId}", { params: { listId: "blocked" }, body: { kind: "email", values } });
  const itemsOf = async () =>
    (await toRegistry("GET /lists/{listId}", { params: { listId: "blocked" } })).json.values;

  test("are named and not changed for a key without lists:write", async () => {
    await post("LIST-1", "c-listed");
    await runTasks(stack);
    await put(["c-listed@example.com", "x@example.com"]);
    const { json } = await erase("c-listed", { scopes: ["privacy"] });
    expect(json).toMatchObject({ status: "done", lists: ["blocked"] });
    expect(await itemsOf()).toEqual(["c-listed@example.com", "x@example.com"]);
  });

  test("keep a value that another customer has, too, and lose it with the last of them", async () => {
    await post("LIST-2", "c-shared");
    await sql.execute("update orders set customer_id = 'c-spouse' where order_id = 'LIST-2'");
    await post("LIST-3", "c-shared");
    await runTasks(stack);
    await put(["c-shared@example.com", "x@example.com"]);
    expect((await erase("c-shared")).json.lists).toEqual(["blocked"]);
    const { json } = await erase("c-spouse");
    expect(json.lists).toEqual([]);
    expect(await itemsOf()).toEqual([`${json.pseudonym}@erased.invalid`, "x@example.com"]);
  });

  test("take an erased customer in again when the company puts the value there", async () => {
    expect((await put(["c-shared@example.com", "x@example.com"])).status).toBe(200);
    expect(await itemsOf()).toEqual(["c-shared@example.com", "x@example.com"]);
  });
});

describe("what is older than it is to be kept", () => {
  afterEach(() => setEnvironment({ RETAIN_PERSONAL_DATA: "P5Y", RETAIN_MAILS: "P90D" }));

  test("is erased by the relay; younger orders and those with open tasks are not", async () => {
    for (const orderId of ["OLD", "OPEN", "YOUNG"]) await post(orderId, "C-AGE");
    await sql.execute(
      "update tasks set not_before = now() + interval '1 hour' where order_no = (select order_no from orders where order_id = 'OPEN')",
    );
    await sql.execute(
      "update orders set received_at = now() - interval '5 years 1 day' where order_id in ('OLD', 'OPEN')",
    );
    await sql.execute(
      "update tasks set status = 'skipped', finished_at = now() where not_before is null and status in ('pending', 'queued')",
    );
    await relay(undefined);
    expect(await customersOf("OLD")).toEqual([PSEUDONYM]);
    expect([await customersOf("OPEN"), await customersOf("YOUNG")]).toEqual([["C-AGE"], ["C-AGE"]]);
  });

  test("is erased once by relays that run at the same time", async () => {
    await post("HEAP", "C-HEAP");
    await runTasks(stack);
    await copyOrder(sql, "HEAP", 300, "2019-01-01T00:00:00Z");
    await Promise.all([relay(undefined), relay(undefined), relay(undefined)]);
    await relay(undefined);
    const left = await sql.many("select from orders where order_id like 'HEAP-%' and erased_at is null");
    expect(left).toEqual([]);
    expect(await customersOf("HEAP")).toEqual(["C-HEAP"]);
  }, 60_000);

  test("counts from the payment of an imported order", async () => {
    const body = personalOrders("zcanary")[0]!;
    const { shippingAddress, customer, orderId } = body;
    expect((await postOrder({ shippingAddress, customer, orderId, lines: [laptopLine] })).status).toBe(202);
    await runTasks(stack);
    await importOrder(sql, "zcanary");
    await sql.execute("update orders set received_at = '2019-01-01Z' where imported");
    await relay(undefined);
    expect(await customersOf("Z-1-OLD")).toEqual([PSEUDONYM]);
    expect(await customersOf("Z-1")).toEqual([customerOf("zcanary").customerId]);
  });

  test("is a membership, too, once it is over for as long and no order of the customer is left", async () => {
    await post("MEMBER", "C-MEMBER", { lines: [membershipLine] });
    await runTasks(stack);
    const account = () =>
      sql.one<{ customerId: string }>(
        "select customer_id from membership_accounts where account_id = (select account_id from tasks join orders using (order_no) where order_id = 'MEMBER')",
      );
    await sql.execute("update orders set received_at = now() - interval '6 years' where order_id = 'MEMBER'");
    await relay(undefined);
    expect([await customersOf("MEMBER"), (await account()).customerId]).toEqual([[PSEUDONYM], "C-MEMBER"]);
    await sql.execute(
      "update membership_accounts set status = 'inactive', expires_at = now() - interval '6 years' where customer_id = 'C-MEMBER'",
    );
    await relay(undefined);
    expect((await account()).customerId).toEqual(PSEUDONYM);
  });

  test("follows the parameters of the stage", async () => {
    await post("WEEK", "C-WEEK");
    await runTasks(stack);
    await sql.execute("update orders set received_at = now() - interval '8 days' where order_id = 'WEEK'");
    await relay(undefined);
    expect(await customersOf("WEEK")).toEqual(["C-WEEK"]);
    setEnvironment({ RETAIN_PERSONAL_DATA: "P1W" });
    await relay(undefined);
    expect(await customersOf("WEEK")).toEqual([PSEUDONYM]);
  });
});

test("an erasure for a client that does not exist is 422", async () => {
  const reply = await toRegistry("POST /customers/{customerId}/erasure", {
    scopes: ["privacy", "clients:all"],
    params: { customerId: "C-MISSING" },
    query: { client: "no-such-client" },
    body: { reason: "asked for" },
  });
  expect([reply.status, reply.json.errors[0].parameter]).toEqual([422, "client"]);
});
