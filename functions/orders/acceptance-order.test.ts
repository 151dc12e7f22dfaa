import { beforeAll, expect, test } from "vitest";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { apiClient, untilAvailable } from "../../test/support/api-client.ts";
import { orderBody } from "../../test/support/order-body.ts";
import { waitFor } from "../../test/support/wait-for.ts";
import { handler } from "./handler.ts";

const stack = await startFunctionStack();
const call = apiClient(handler);
const post = (body: object, client = "test-shop") => call("POST /orders", { body, client });

beforeAll(() =>
  stack.sql.execute(
    "insert into clients (client_id, created_at) values ('test-shop', now()), ('other-shop', now())",
  ),
);

/** Orders whose received_at is before that of an order with a lower order_no. */
const outOfOrder = () =>
  stack.sql.many<{ orderId: string }>(
    `select order_id from (
       select order_id, received_at < max(received_at) over (order by order_no rows between unbounded preceding and 1 preceding)
                as is_earlier
       from orders
     ) as o where is_earlier`,
  );

const customer = orderBody().customer as object;
const withoutMembership = () => ({
  lines: (orderBody().lines as { type: string }[]).filter(({ type }) => !type.startsWith("membership")),
});

/** The number of connections that wait for a lock. */
const lockWaits = async (): Promise<number> =>
  (
    await stack.sql.one<{ count: number }>(
      "select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    )
  ).count;

test("an order that waits for its customer's account is received when it gets its number, after a later order", async () => {
  await post(orderBody({ orderId: "FIRST", customer }));
  const release = Promise.withResolvers<void>();
  const locked = Promise.withResolvers<void>();
  const holding = stack.sql.transaction(async (tx) => {
    await tx.execute("select 1 from membership_accounts for update");
    locked.resolve();
    await release.promise;
  });
  await locked.promise;
  const waiting = post(orderBody({ orderId: "WAITING", customer }));
  await waitFor("the order to wait for the account", async () => (await lockWaits()) > 0);
  const later = await post(orderBody({ orderId: "LATER", customer, ...withoutMembership() }));
  release.resolve();
  await holding;
  const waited = await waiting;
  expect([waited.status, later.status]).toEqual([202, 202]);
  expect(waited.json.receivedAt >= later.json.receivedAt).toBe(true);
  expect(await outOfOrder()).toEqual([]);
});

test("received_at rises with order_no for 100 concurrent orders of one customer and 100 of others", async () => {
  const replies = await Promise.all(
    Array.from({ length: 200 }, (_, index) => {
      const mine = orderBody({ orderId: `SAME-${index}`, customer });
      const other = orderBody({ orderId: `OTHER-${index}` });
      // On a busy machine an order may not be accepted in time.
      return untilAvailable(() => (index % 2 === 0 ? post(mine) : post(other, "other-shop")));
    }),
  );
  // 200 when the order was stored, but the response came too late.
  expect(replies.filter(({ status }) => status !== 202 && status !== 200)).toEqual([]);
  expect(await outOfOrder()).toEqual([]);
});

test("the response, the order and its tasks have the same instant of acceptance", async () => {
  const reply = await post(orderBody({ orderId: "INSTANT" }));
  const read = await call("GET /orders/{orderId}", { params: { orderId: "INSTANT" } });
  expect(read.json.receivedAt).toBe(reply.json.receivedAt);
  const created = await stack.sql.many<{ createdAt: string }>(
    "select distinct created_at from tasks join orders using (order_no) where order_id = 'INSTANT'",
  );
  expect(created).toEqual([{ createdAt: reply.json.receivedAt }]);
});

test("a clock that was set back by seconds does not set received_at back; one set back by an hour does", async () => {
  const setClock = (minutes: number) =>
    stack.sql.execute("select setval('acceptance_clock', (extract(epoch from now()) * 1000)::bigint + $1)", [
      minutes * 60_000,
    ]);
  await setClock(0.5);
  const ahead = await post(orderBody({ orderId: "AHEAD" }));
  expect(Date.parse(ahead.json.receivedAt)).toBeGreaterThan(Date.now() + 20_000);
  await setClock(60);
  const now = await post(orderBody({ orderId: "NOW" }));
  expect(Math.abs(Date.parse(now.json.receivedAt) - Date.now())).toBeLessThan(20_000);
});
