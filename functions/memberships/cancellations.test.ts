/** Membership changes that are taken back because of cancellations, in the order of acceptance. */
import { describe, expect, test } from "vitest";
import type { MembershipPayload } from "../../lib/tasks/membership.ts";
import { acceptCancellation } from "../../test/support/undoing-tasks.ts";
import {
  deliverRepeatedly,
  eventFor,
  startFunctionStack,
  taskRow,
} from "../../test/support/function-stack.ts";
import { instant, membershipState, newCustomer } from "../../test/support/memberships.ts";
import { acceptOrder, type AcceptedOrder, membership, membershipTask } from "../../test/support/orders.ts";
import { handler } from "./handler.ts";

const { sql } = await startFunctionStack();

type Change = Pick<MembershipPayload, "plan" | "period"> & {
  readonly change: "activate" | "upgrade" | "deactivate";
};
const activate = (period = "P1M", plan = "basic"): Change => ({ change: "activate", plan, period });
const upgrade = (plan = "plus"): Change => ({ change: "upgrade", plan });

const order = (
  customer: { customerId: string },
  { change, ...fields }: Change,
  receivedAt = instant(-1),
): Promise<AcceptedOrder> =>
  acceptOrder(sql, {
    customer,
    receivedAt,
    lines: [membership({ lineId: "1" })],
    tasks: [membershipTask(change, "1", fields as { plan?: string; period?: string })],
  });

/** Accepts a cancellation of an order's change. @returns its task */
const cancel = async (accepted: AcceptedOrder, period?: string, receivedAt = instant(0)): Promise<string> => {
  const cancels = {
    cancellationId: "RF",
    taskId: accepted.taskIds[0]!,
    ...(period === undefined ? {} : { period }),
  };
  const [taskId] = await acceptCancellation(
    sql,
    accepted,
    [{ type: "membership", payload: { change: "cancel", cancels } }],
    receivedAt,
  );
  return taskId!;
};
const run = (...taskIds: readonly string[]) => handler(eventFor(taskIds));
const resultOf = async (taskId: string) => {
  const { status, result, reason } = await taskRow(sql, taskId);
  return { status, ...(result === null ? { reason } : (result as { membership: object }).membership) };
};

describe("a cancelled activation", () => {
  test("gives its time back, with an event; the rest of the membership stays", async () => {
    const customer = newCustomer();
    const first = await order(customer, activate("P30D"), instant(-1));
    const second = await order(customer, activate("P5D"), instant(-1));
    await run(...first.taskIds, ...second.taskIds);
    const taskId = await cancel(first, "P30D");
    await run(taskId);
    const { status, expiresAt, history } = await membershipState(sql, customer);
    expect({ status, history }).toEqual({ status: "active", history: ["activate", "activate", "cancel"] });
    expect(await resultOf(taskId)).toEqual({
      status: "done",
      change: "cancel",
      plan: "basic",
      takenBack: "P30D",
      expiresAt,
    });
    expect(Math.round((Date.parse(expiresAt) - Date.now()) / 86_400_000)).toBe(4);
  });

  test("of which nothing is left ends the membership when the cancellation was accepted", async () => {
    const customer = newCustomer();
    const only = await order(customer, activate());
    await run(...only.taskIds);
    const at = instant(0);
    const taskId = await cancel(only, "P1M", at);
    await run(taskId);
    expect(await membershipState(sql, customer)).toEqual({
      status: "inactive",
      expiresAt: at,
      history: ["activate", "cancel"],
    });
    expect(await resultOf(taskId)).toMatchObject({ plan: null, takenBack: "P1M", expiresAt: at });
  });

  test("takes nothing from a membership that ended and began again, and says so", async () => {
    const customer = newCustomer();
    const first = await order(customer, activate("P1W"), instant(-20));
    const second = await order(customer, activate("P1M"), instant(-1));
    await run(...first.taskIds, ...second.taskIds);
    const before = await membershipState(sql, customer);
    expect(before.history).toEqual(["activate", "expire", "activate"]);
    const taskId = await cancel(first, "P1W");
    await run(taskId);
    expect(await membershipState(sql, customer)).toEqual(before);
    expect(await resultOf(taskId)).toMatchObject({
      status: "done",
      plan: "basic",
      nothingTaken: "newer-membership",
    });
  });

  test("takes nothing from a membership that has ended, whose end is then in the history", async () => {
    const customer = newCustomer();
    const only = await order(customer, activate("P1W"), instant(-20));
    await run(...only.taskIds);
    const taskId = await cancel(only, "P1W");
    await run(taskId);
    expect((await membershipState(sql, customer)).history).toEqual(["activate", "expire"]);
    expect(await resultOf(taskId)).toMatchObject({ status: "done", plan: null, nothingTaken: "ended" });
  });
});

describe("a cancelled upgrade", () => {
  test("goes back to the plan before", async () => {
    const customer = newCustomer();
    const [first, second] = [await order(customer, activate()), await order(customer, upgrade())];
    await run(...first.taskIds, ...second.taskIds);
    const taskId = await cancel(second);
    await run(taskId);
    expect(await resultOf(taskId)).toMatchObject({ status: "done", change: "cancel", plan: "basic" });
  });

  test("that a later order has built on is rejected, also in one batch with it", async () => {
    const customer = newCustomer();
    const orders = [await order(customer, activate()), await order(customer, upgrade())];
    const third = await order(customer, activate("P1M", "plus"));
    const taskId = await cancel(orders[1]!);
    await run(...[...orders, third].flatMap(({ taskIds }) => taskIds), taskId);
    expect(await resultOf(taskId)).toEqual({
      status: "rejected",
      reason: "an extension of plus came after the upgrade to plus, and stays",
    });
  });

  test("is taken back after the later change when both are cancelled", async () => {
    const customer = newCustomer();
    const orders = [await order(customer, activate()), await order(customer, upgrade())];
    const third = await order(customer, upgrade("gold"));
    await run(...[...orders, third].flatMap(({ taskIds }) => taskIds));
    const taskIds = [await cancel(third), await cancel(orders[1]!)];
    await run(...taskIds.toReversed());
    expect(await resultOf(taskIds[1]!)).toMatchObject({ status: "done", plan: "basic" });
  });
});

test("an order that was accepted before a cancellation takes effect before it, whatever message comes first", async () => {
  const customer = newCustomer();
  const first = await order(customer, activate("P30D"));
  await run(...first.taskIds);
  const second = await order(customer, activate("P30D"));
  const taskId = await cancel(first, "P30D");
  const third = await order(customer, activate("P30D"), instant(0));
  await run(taskId);
  expect((await membershipState(sql, customer)).history).toEqual(["activate", "activate", "cancel"]);
  await run(...third.taskIds, ...second.taskIds);
  const { history, expiresAt } = await membershipState(sql, customer);
  expect(history).toEqual(["activate", "activate", "cancel", "activate"]);
  expect(Math.round((Date.parse(expiresAt) - Date.now()) / 86_400_000)).toBe(59);
});

test("activations and cancellations whose messages come repeatedly and concurrently take effect once, in order", async () => {
  const customer = newCustomer();
  const orders: AcceptedOrder[] = [];
  for (let index = 0; index < 6; index++) orders.push(await order(customer, activate("P10D")));
  await run(...orders[0]!.taskIds);
  const cancellations: string[] = [];
  for (const accepted of orders.slice(0, 4)) cancellations.push(await cancel(accepted, "P10D"));
  const taskIds = [...orders.flatMap((one) => one.taskIds), ...cancellations];
  expect(await deliverRepeatedly(handler, taskIds)).toEqual([]);
  const { history, expiresAt } = await membershipState(sql, customer);
  expect(history).toEqual([
    ...Array.from({ length: 6 }, () => "activate"),
    ...Array.from({ length: 4 }, () => "cancel"),
  ]);
  expect(Math.round((Date.parse(expiresAt) - Date.now()) / 86_400_000)).toBe(19);
});
