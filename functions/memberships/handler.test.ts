import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { MembershipChange } from "../../lib/domain/membership.ts";
import type { PlannedTask } from "../../lib/tasks/registry.ts";
import {
  deliverRepeatedly,
  failedTaskIds,
  eventFor,
  startFunctionStack,
  taskRow,
} from "../../test/support/function-stack.ts";
import {
  type AcceptedOrder,
  acceptOrder,
  emailTask,
  membership,
  membershipTask,
  retryTask,
  type TestOrder,
} from "../../test/support/orders.ts";
import { handler } from "./handler.ts";

const stack = await startFunctionStack();
const { sql } = stack;

type Wanted = { change: MembershipChange; plan?: string; period?: string };
let customers = 0;
const newCustomer = () => {
  customers += 1;
  return { customerId: `M-${customers}` };
};

const order = (
  customer: { customerId: string },
  { change, ...fields }: Wanted,
  more: Partial<TestOrder> = {},
): Promise<AcceptedOrder> =>
  acceptOrder(sql, {
    customer,
    lines: [membership({ lineId: "1" })],
    tasks: [membershipTask(change, "1", fields)],
    ...more,
  });

const activate = (plan = "basic", period = "P1M"): Wanted => ({ change: "activate", plan, period });
const upgrade = (plan: string): Wanted => ({ change: "upgrade", plan });

const accountOf = (customerId: string) =>
  sql.one<Record<string, unknown>>(
    `select status, plan, since, expires_at from membership_accounts where customer_id = $1`,
    [customerId],
  );

const historyOf = (customerId: string) =>
  sql.many<Record<string, unknown>>(
    `select e.change, e.plan_before as before, e.plan_after as after, e.expires_at as until
     from membership_events e join membership_accounts using (account_id) where customer_id = $1 order by event_id`,
    [customerId],
  );

describe("membership changes", () => {
  test("activate from the instant at which the order was accepted", async () => {
    const customer = newCustomer();
    const { taskIds } = await order(customer, activate(), { receivedAt: "2027-01-31T12:00:00.000Z" });
    await handler(eventFor(taskIds));
    expect(await accountOf(customer.customerId)).toEqual({
      status: "active",
      plan: "basic",
      since: "2027-01-31T12:00:00.000Z",
      expiresAt: "2027-02-28T12:00:00.000Z",
    });
    expect(await taskRow(sql, taskIds[0]!)).toMatchObject({
      status: "done",
      result: { membership: { change: "activate", plan: "basic" } },
    });
  });

  test("extend, upgrade with the same expiry, and deactivate; each is an event of the history", async () => {
    const customer = newCustomer();
    const at = { receivedAt: "2026-11-20T12:00:00.000Z" };
    const orders = [
      await order(customer, activate(), at),
      await order(customer, activate(), at),
      await order(customer, upgrade("plus"), at),
      await order(customer, { change: "deactivate" }, at),
    ];
    await handler(eventFor(orders.flatMap((one) => one.taskIds)));
    expect(await historyOf(customer.customerId)).toEqual([
      { change: "activate", before: null, after: "basic", until: "2026-12-20T12:00:00.000Z" },
      { change: "activate", before: "basic", after: "basic", until: "2027-01-20T12:00:00.000Z" },
      { change: "upgrade", before: "basic", after: "plus", until: "2027-01-20T12:00:00.000Z" },
      { change: "deactivate", before: "plus", after: null, until: "2026-11-20T12:00:00.000Z" },
    ]);
    expect(await taskRow(sql, orders[3]!.taskIds[0]!)).toMatchObject({
      result: { membership: { change: "deactivate", plan: null } },
    });
  });

  test("extend from the day on which the membership began: three months from 31 January end on 30 April", async () => {
    const customer = newCustomer();
    const at = { receivedAt: "2027-01-31T12:00:00.000Z" };
    const orders = [];
    for (let month = 0; month < 3; month++) orders.push(await order(customer, activate(), at));
    // Each in a batch of its own, so that the paid time is read back from the database.
    for (const { taskIds } of orders) await handler(eventFor(taskIds));
    expect((await historyOf(customer.customerId)).map((event) => event.until)).toEqual([
      "2027-02-28T12:00:00.000Z",
      "2027-03-31T12:00:00.000Z",
      "2027-04-30T12:00:00.000Z",
    ]);
  });

  test("extend a membership of an older version, whose paid time was not stored", async () => {
    const customer = newCustomer();
    const at = { receivedAt: "2027-01-31T12:00:00.000Z" };
    await handler(eventFor((await order(customer, activate(), at)).taskIds));
    await sql.execute(
      "update membership_accounts set paid_from = null, paid_months = null, paid_days = null where customer_id = $1",
      [customer.customerId],
    );
    await handler(eventFor((await order(customer, activate(), at)).taskIds));
    expect((await historyOf(customer.customerId))[1]).toMatchObject({ until: "2027-03-31T12:00:00.000Z" });
  });

  test("apply in the order of acceptance when the message of the later order arrives first", async () => {
    const customer = newCustomer();
    const first = await order(customer, activate());
    const second = await order(customer, upgrade("plus"));
    await handler(eventFor(second.taskIds));
    expect((await historyOf(customer.customerId)).map((event) => event.change)).toEqual([
      "activate",
      "upgrade",
    ]);
    await handler(eventFor(first.taskIds));
    expect(await historyOf(customer.customerId)).toHaveLength(2);
    expect((await taskRow(sql, first.taskIds[0]!)).attempts).toBe(1);
  });

  test("that do not apply are rejected with the reason, and the e-mail that waits for them is skipped", async () => {
    const customer = newCustomer();
    const change = membershipTask("upgrade", "1", { plan: "plus" });
    const mail = emailTask("membership-changed", ["1"], change.key);
    const { taskIds } = await order(customer, upgrade("plus"), { tasks: [change, mail] });
    await handler(eventFor(taskIds.slice(0, 1)));
    expect(await taskRow(sql, taskIds[0]!)).toMatchObject({
      status: "rejected",
      reason: "no active membership to upgrade",
    });
    expect((await taskRow(sql, taskIds[1]!)).status).toBe("skipped");
  });

  test("that are retried on request take effect at the instant of the request, and the skipped e-mail is queued", async () => {
    const customer = newCustomer();
    const before = { receivedAt: "2026-01-10T12:00:00.000Z" };
    const change = membershipTask("activate", "1", { plan: "plus", period: "P1M" });
    const mail = emailTask("membership-changed", ["1"], change.key);
    const first = await order(customer, activate("basic"), before);
    const second = await order(customer, activate("plus"), { ...before, tasks: [change, mail] });
    await handler(eventFor([...second.taskIds.slice(0, 1), ...first.taskIds]));
    expect(await taskRow(sql, second.taskIds[0]!)).toMatchObject({
      status: "rejected",
      reason: "another plan, basic, is active until 2026-02-10T12:00:00.000Z",
    });

    const now = "2026-06-15T12:00:00.000Z";
    await retryTask(sql, second, now);
    await handler(eventFor(second.taskIds.slice(0, 1)));
    expect(await accountOf(customer.customerId)).toEqual({
      status: "active",
      plan: "plus",
      since: now,
      expiresAt: "2026-07-15T12:00:00.000Z",
    });
    // The skipped e-mail is reopened with the change it waits for, and its message is sent when the change is done.
    expect((await taskRow(sql, second.taskIds[1]!)).status).toBe("queued");
  });

  test("apply once when their messages arrive repeatedly and concurrently", async () => {
    const customer = newCustomer();
    const orders = [];
    for (const wanted of [activate(), activate(), upgrade("plus")])
      orders.push(await order(customer, wanted));
    const taskIds = orders.flatMap((one) => one.taskIds);
    expect(await deliverRepeatedly(handler, taskIds)).toEqual([]);
    expect(await historyOf(customer.customerId)).toHaveLength(3);
  });

  test("with an invalid period fail without blocking other customers or later changes", async () => {
    const [one, other] = [newCustomer(), newCustomer()];
    const invalid = await order(one, { change: "activate", plan: "basic", period: "soon" });
    const later = await order(one, activate());
    const unrelated = await order(other, activate());
    const event = eventFor([...invalid.taskIds, ...later.taskIds, ...unrelated.taskIds]);
    expect(failedTaskIds(event, await handler(event))).toEqual([]);
    expect(await taskRow(sql, invalid.taskIds[0]!)).toMatchObject({
      status: "failed",
      reason: "the change cannot be understood",
      lastError: "RangeError: not a period: soon",
    });
    expect(await historyOf(one.customerId)).toHaveLength(1);
    expect(await historyOf(other.customerId)).toHaveLength(1);
  });

  test("of customers with the same id at two clients apply to two memberships", async () => {
    const customer = newCustomer();
    const { taskIds } = await order(customer, activate());
    const other = await order(customer, upgrade("plus"), { clientId: "other-shop" });
    await handler(eventFor([...taskIds, ...other.taskIds]));
    expect((await taskRow(sql, other.taskIds[0]!)).reason).toBe("no active membership to upgrade");
  });

  test("of one order apply in line order", async () => {
    const customer = newCustomer();
    const tasks: PlannedTask[] = [
      membershipTask("activate", "1", { plan: "basic", period: "P1M" }),
      membershipTask("upgrade", "2", { plan: "plus" }),
    ];
    const lines = [membership({ lineId: "1" }), membership({ lineId: "2" })];
    const { taskIds } = await order(customer, activate(), { lines, tasks });
    await handler(eventFor(taskIds.toReversed()));
    expect(await accountOf(customer.customerId)).toMatchObject({ plan: "plus", status: "active" });
  });

  test("apply in the order of acceptance while other orders are accepted concurrently", async () => {
    const customers = [newCustomer(), newCustomer(), newCustomer()];
    const accepted = await Promise.all(
      Array.from({ length: 30 }, async (_, index) => {
        const one = await order(
          customers[index % 3]!,
          index % 5 === 0 ? { change: "deactivate" } : activate(),
        );
        // On a busy machine, a message whose task or account is held for longer than the handler waits comes again.
        while ((await handler(eventFor(one.taskIds))).batchItemFailures.length > 0);
        return one;
      }),
    );
    for (const { taskIds } of accepted)
      expect(["done", "rejected"]).toContain((await taskRow(sql, taskIds[0]!)).status);
    const events = await sql.many<{ ascending: boolean }>(
      `select order_no > lag(order_no, 1, 0::bigint) over (partition by account_id order by event_id) as ascending
       from membership_events join membership_accounts using (account_id) where customer_id = any($1)`,
      [customers.map((customer) => customer.customerId)],
    );
    expect(events.length).toBeGreaterThan(0);
    expect(events.every((event) => event.ascending)).toBe(true);
  });

  test("have the same effect in every order and grouping of the messages", async () => {
    const wanted = fc.oneof(
      fc.record({
        change: fc.constant("activate" as const),
        plan: fc.constantFrom("basic", "plus"),
        period: fc.constantFrom("P1M", "P7D"),
      }),
      fc.record({ change: fc.constant("upgrade" as const), plan: fc.constantFrom("basic", "plus") }),
      fc.constant({ change: "deactivate" as const }),
    );
    const scenario = fc
      .array(fc.record({ wanted, day: fc.integer({ min: 1, max: 28 }) }), { minLength: 1, maxLength: 6 })
      .chain((steps) =>
        fc.record({
          steps: fc.constant(steps),
          order: fc.shuffledSubarray(
            steps.map((_, index) => index),
            { minLength: steps.length },
          ),
          batch: fc.integer({ min: 1, max: steps.length }),
        }),
      );
    const run = async (steps: { wanted: Wanted; day: number }[], sequence: number[], batch: number) => {
      const customer = newCustomer();
      const taskIds: string[] = [];
      for (const step of steps) {
        const receivedAt = `2026-11-${String(step.day).padStart(2, "0")}T12:00:00.000Z`;
        taskIds.push((await order(customer, step.wanted, { receivedAt })).taskIds[0]!);
      }
      const messages = sequence.map((index) => taskIds[index]!);
      for (let start = 0; start < messages.length; start += batch)
        await handler(eventFor(messages.slice(start, start + batch)));
      return {
        account: await accountOf(customer.customerId),
        history: await historyOf(customer.customerId),
        tasks: await Promise.all(taskIds.map((taskId) => taskRow(sql, taskId))),
      };
    };
    await fc.assert(
      fc.asyncProperty(scenario, async ({ steps, order: shuffled, batch }) => {
        const inOrder = await run(
          steps,
          steps.map((_, index) => index),
          1,
        );
        expect(await run(steps, shuffled, batch)).toEqual(inOrder);
      }),
      { numRuns: 40 },
    );
  });
});
