/** Memberships end by the relay's schedule, each with an event. */
import { beforeEach, describe, expect, test } from "vitest";
import { putConnection } from "../../lib/database/webhook-connections.ts";
import { newSecret } from "../../lib/runtime/webhooks/signature.ts";
import { eventFor, startFunctionStack } from "../../test/support/function-stack.ts";
import {
  activated,
  DAY_MS,
  instant,
  membershipState,
  newCustomer,
  orderPeriod,
} from "../../test/support/memberships.ts";
import type { AcceptedOrder } from "../../test/support/orders.ts";
import { handler as memberships } from "../memberships/handler.ts";
import { endMemberships } from "./end-memberships.ts";
import { handler as relay } from "./handler.ts";

const stack = await startFunctionStack();
const { sql } = stack;

const run = () => endMemberships(Date.now() + 30_000);

beforeEach(async () => {
  await sql.execute("delete from connections");
  await run();
});

describe("a membership whose paid time is over", () => {
  test("ends with an event of the order that changed it last, at the end of the paid time", async () => {
    const { customer } = await activated(sql, 45);
    await memberships(eventFor((await orderPeriod(sql, customer, instant(-40), "P5D")).taskIds));
    expect((await membershipState(sql, customer)).status).toBe("active");
    expect(await relay(undefined)).toMatchObject({ membershipsEnded: 1, membershipMails: 0 });
    const { status, expiresAt, history } = await membershipState(sql, customer);
    expect({ status, history }).toEqual({ status: "inactive", history: ["activate", "activate", "expire"] });
    const [event] = await sql.many<Record<string, unknown>>(
      `select e.customer_id, o.order_id = e.order_id as is_last, e.plan_before, e.plan_after, e.at
       from reporting.membership_events e, (
         select order_id from orders where customer_id = $1 order by order_no desc limit 1) o
       where e.customer_id = $1 and e.change = 'expire'`,
      [customer.customerId],
    );
    expect(event).toEqual({
      customerId: customer.customerId,
      isLast: true,
      planBefore: "basic",
      planAfter: null,
      at: expiresAt,
    });
    expect(await run()).toMatchObject({ membershipsEnded: 0 });
  });

  test("is an event for webhooks, without a task", async () => {
    const { customer, orderNo } = await activated(sql, 31);
    const connection = { connectionId: "erp", url: "http://127.0.0.1:9/", clients: null };
    await putConnection(sql, { ...connection, events: ["membership.changed"] }, newSecret(), instant(0));
    await run();
    const { expiresAt } = await membershipState(sql, customer);
    const tasks = await sql.many<{ data: Record<string, unknown> }>(
      "select payload -> 'data' as data from tasks where order_no = $1 and type = 'webhook'",
      [orderNo],
    );
    expect(tasks.map(({ data }) => data)).toEqual([
      {
        clientId: "test-shop",
        orderId: expect.any(String),
        customerId: customer.customerId,
        change: "expire",
        planBefore: "basic",
        planAfter: null,
        expiresAt,
      },
    ]);
  });

  test("that has not come yet is left alone", async () => {
    const { customer } = await activated(sql, 29);
    await run();
    expect((await membershipState(sql, customer)).history).toEqual(["activate"]);
  });

  test("does not end while a change that was accepted before its end is open, and is extended by it", async () => {
    const { customer, taskIds } = await activated(sql, 31);
    const late = await orderPeriod(sql, customer, instant(-2));
    await run();
    expect((await membershipState(sql, customer)).history).toEqual(["activate"]);
    await memberships(eventFor(late.taskIds));
    await run();
    const { status, history } = await membershipState(sql, customer);
    expect({ status, history }).toEqual({ status: "active", history: ["activate", "activate"] });
    expect(taskIds).toHaveLength(1);
  });

  test("ends although a change that was accepted after its end is open, which starts a new membership", async () => {
    const { customer } = await activated(sql, 31);
    const next = await orderPeriod(sql, customer, instant(-0.5));
    await run();
    expect((await membershipState(sql, customer)).history).toEqual(["activate", "expire"]);
    await memberships(eventFor(next.taskIds));
    const { status, history } = await membershipState(sql, customer);
    expect({ status, history }).toEqual({ status: "active", history: ["activate", "expire", "activate"] });
  });

  test("ends by the next change when that comes before the schedule", async () => {
    const { customer } = await activated(sql, 31);
    const next = await orderPeriod(sql, customer, instant(-0.5));
    await memberships(eventFor(next.taskIds));
    expect((await membershipState(sql, customer)).history).toEqual(["activate", "expire", "activate"]);
    await run();
    expect((await membershipState(sql, customer)).status).toBe("active");
  });

  test("is extended by a change from before the end that failed and runs after it: no paid time is lost", async () => {
    const { customer } = await activated(sql, 31);
    const { expiresAt } = await membershipState(sql, customer);
    const late = await orderPeriod(sql, customer, instant(-2), "P1W");
    await sql.execute(
      `update tasks set status = 'failed', reason = 'attempts used up', finished_at = now() where task_id = any($1)`,
      [late.taskIds],
    );
    await run();
    expect((await membershipState(sql, customer)).history).toEqual(["activate", "expire"]);
    await memberships(eventFor(late.taskIds));
    expect(await membershipState(sql, customer)).toEqual({
      status: "active",
      expiresAt: new Date(Date.parse(expiresAt) + 7 * DAY_MS).toISOString(),
      history: ["activate", "expire", "activate"],
    });
  });
});

test("1 200 memberships end in batches by two runs at once, each exactly once", async () => {
  const many = Array.from({ length: 1_200 }, newCustomer);
  for (let from = 0; from < many.length; from += 100) {
    const accepted = await Promise.all(
      many.slice(from, from + 100).map((one) => orderPeriod(sql, one, instant(-31))),
    );
    await memberships(eventFor(accepted.flatMap(({ taskIds }) => taskIds)));
  }
  const runs = await Promise.all([run(), run()]);
  expect(runs.reduce((sum, { membershipsEnded }) => sum + membershipsEnded, 0)).toBe(1_200);
  const counted = await sql.one<{ events: number; accounts: number }>(
    `select count(*)::int as events, count(distinct account_id)::int as accounts
     from membership_events join membership_accounts using (account_id)
     where change = 'expire' and customer_id = any($1)`,
    [many.map(({ customerId }) => customerId)],
  );
  expect(counted).toEqual({ events: 1_200, accounts: 1_200 });
});

test("a run without time ends no membership, and the next one does", async () => {
  const { customer } = await activated(sql, 31);
  expect(await endMemberships(Date.now() - 1)).toEqual({ membershipsEnded: 0, membershipMails: 0 });
  await run();
  expect((await membershipState(sql, customer)).status).toBe("inactive");
});

test("memberships end while orders of the same customers are accepted and applied, and no paid time is lost", async () => {
  const many = Array.from({ length: 20 }, newCustomer);
  const firsts = await Promise.all(many.map((one) => orderPeriod(sql, one, instant(-31))));
  await memberships(eventFor(firsts.flatMap(({ taskIds }) => taskIds)));
  const seconds: AcceptedOrder[] = [];
  await Promise.all([
    ...many.map(async (one) => {
      const accepted = await orderPeriod(sql, one, instant(-2));
      seconds.push(accepted);
      await memberships(eventFor(accepted.taskIds));
    }),
    ...Array.from({ length: 6 }, run),
  ]);
  await memberships(eventFor(seconds.flatMap(({ taskIds }) => taskIds)));
  await run();
  for (const customer of many) {
    const { status, expiresAt } = await membershipState(sql, customer);
    expect(status).toBe("active");
    expect(Math.round((Date.parse(expiresAt) - Date.now()) / DAY_MS)).toBe(29);
  }
});
