/** A year of random sales, cancellations, adjustments, payments and closes keeps the books to the centavo. */
import { expect, test } from "vitest";
import { apiClient } from "../../test/support/api-client.ts";
import { reversalTask, storeCancellation } from "../../test/support/cancelled-orders.ts";
import { createAgent } from "../../test/support/client-data.ts";
import { eventFor, startFunctionStack } from "../../test/support/function-stack.ts";
import {
  type AcceptedOrder,
  acceptOrder,
  book,
  commissionTask,
  slipTask,
} from "../../test/support/orders.ts";
import { Books, randomSteps, type Sale, type Step } from "../../test/support/random-books.ts";
import { handler as bookCommissions } from "../commissions/handler.ts";
import { handler as issueSlips } from "../packing-slips/handler.ts";
import { handler } from "./handler.ts";

const { sql } = await startFunctionStack();
const call = apiClient(handler);
const ORDERS = 150;
const BATCH = 10;

const MONTHS = Array.from({ length: 13 }, (_, n) => new Date(Date.UTC(2024, n, 1)).toISOString().slice(0, 7));

/** Carries steps out as the service does; messages come twice. */
class Shop {
  private readonly orders = new Map<Sale, AcceptedOrder>();
  private readonly client: string;
  private made = 0;

  constructor(client: string) {
    this.client = client;
  }

  private nextId(): string {
    this.made += 1;
    return `${this.client}-${this.made}`;
  }

  async run(commissions: readonly string[], slips: readonly string[]) {
    for (const _ of [1, 2])
      await Promise.all([bookCommissions(eventFor(commissions)), issueSlips(eventFor(slips))]);
  }

  async sell(sale: Sale) {
    const { agentId, rateBps, at, lines } = sale;
    const order = await acceptOrder(sql, {
      clientId: this.client,
      orderId: this.nextId(),
      payment: {
        method: "pix",
        paidAt: at,
        amount: lines.reduce((sum, line) => sum + line.quantity * line.unitPrice - line.discount, 0),
      },
      lines: lines.map(({ cancelled: _, ...line }) => book(line)),
      tasks: [
        commissionTask(
          agentId,
          lines.map(({ lineId, quantity, unitPrice, discount }) => ({
            lineId,
            base: quantity * unitPrice - discount,
            rateBps,
          })),
        ),
        slipTask(
          "royalties",
          lines.map(({ lineId }) => lineId),
        ),
      ],
    });
    this.orders.set(sale, order);
    return order.taskIds;
  }

  async cancel({ sale, at, taken }: Extract<Step, { kind: "cancel" }>) {
    const order = this.orders.get(sale)!;
    const [commission, slip] = order.taskIds as [string, string];
    const cancellationId = this.nextId();
    const entries = taken.map(({ lineId, base, rateBps, amount }) => ({
      lineId,
      role: "agent" as const,
      base,
      rateBps,
      amount,
    }));
    return storeCancellation(sql, order, {
      cancellationId,
      at,
      lines: taken.map(({ lineId, quantity, base }) => ({ lineId, quantity, amount: base })),
      tasks: [
        reversalTask(sale.agentId, { taskId: commission, cancellationId, at, entries }),
        {
          type: "packing_slip",
          payload: {
            destination: "royalties",
            cancels: {
              cancellationId,
              taskId: slip,
              lines: taken.map(({ lineId, quantity }) => ({ lineId, quantity })),
            },
          },
        },
      ],
    });
  }

  async post(step: Extract<Step, { kind: "adjustment" | "payment" }>) {
    const { kind, agentId, at, amount } = step;
    const id = this.nextId();
    const body =
      kind === "payment" ? { paymentId: id, amount, at } : { adjustmentId: id, amount, at, reason: "random" };
    const request = { client: this.client, params: { agentId }, body };
    const statuses = [];
    for (const _ of [1, 2]) statuses.push((await call(`POST /agents/{agentId}/${kind}s`, request)).status);
    expect(statuses).toEqual([201, 200]);
  }

  async close(month: string) {
    const { status, json } = await call("POST /statements/{month}/close", {
      client: this.client,
      params: { month },
    });
    expect([month, status, json.detail]).toEqual([month, 200, undefined]);
  }
}

/** The commission tasks and the slip tasks of some orders or cancellations. */
const both = (tasks: readonly (readonly string[])[]): [string[], string[]] => [
  tasks.map(([commission]) => commission!),
  tasks.map(([, slip]) => slip!),
];

/** The steps between two closes: orders first, then cancellations, then adjustments and payments. */
const carryOutMonth = async (shop: Shop, steps: readonly Step[]): Promise<void> => {
  const sales = steps.filter((step) => step.kind === "sale");
  for (let first = 0; first < sales.length; first += BATCH) {
    const tasks = await Promise.all(sales.slice(first, first + BATCH).map(({ sale }) => shop.sell(sale)));
    await shop.run(...both(tasks));
  }
  const cancelled = steps.filter((step) => step.kind === "cancel");
  for (let first = 0; first < cancelled.length; first += BATCH) {
    const tasks: string[][] = [];
    for (const step of cancelled.slice(first, first + BATCH)) tasks.push(await shop.cancel(step));
    await shop.run(...both(tasks));
  }
  const bookings = steps.filter(
    (step) => step.kind !== "sale" && step.kind !== "cancel" && step.kind !== "close",
  );
  for (let first = 0; first < bookings.length; first += BATCH)
    await Promise.all(bookings.slice(first, first + BATCH).map((step) => shop.post(step)));
};

const carryOut = async (client: string, steps: readonly Step[]): Promise<void> => {
  const service = new Shop(client);
  let open: Step[] = [];
  for (const step of steps) {
    if (step.kind !== "close") open.push(step);
    else {
      await carryOutMonth(service, open);
      open = [];
      await service.close(step.month);
    }
  }
  await carryOutMonth(service, open);
};

const readMonth = async (client: string, path: "statements" | "royalties", month: string) =>
  (await call(`GET /${path}/{month}`, { client, params: { month } })).json;

test.each([1, 2, 3])(
  "statements, royalties and ledger of a year are what was sold, cancelled, adjusted and paid (seed %i)",
  async (seed) => {
    const client = `books-${seed}`;
    for (let agent = 0; agent < 7; agent += 1) await createAgent(sql, `A-${agent}`, client);
    const steps = randomSteps(seed, ORDERS);
    await carryOut(client, steps);
    const books = new Books();
    for (const step of steps) books.book(step);

    const balances = new Map<string, number>();
    for (const month of MONTHS) {
      const { agents, totals } = await readMonth(client, "statements", month);
      const expected = [...(books.agents.get(month) ?? [])].map(([agentId, sums]) => ({ agentId, ...sums }));
      const { units, sales, royalty } = books.royalties.get(month) ?? { units: 0, sales: 0, royalty: 0 };
      for (const row of agents) {
        const moved = row.commission + row.reversals + row.adjustments + row.payments;
        expect([month, row.agentId, row.openingBalance]).toEqual([
          month,
          row.agentId,
          balances.get(row.agentId) ?? 0,
        ]);
        expect(row.carriedForward).toBe(row.openingBalance + moved);
        balances.set(row.agentId, row.carriedForward);
      }
      const booked = agents.filter((row: { agentId: string }) => books.agents.get(month)?.has(row.agentId));
      expect(booked).toHaveLength(expected.length);
      for (const row of expected)
        expect(agents).toContainEqual(expect.objectContaining({ currency: "BRL", ...row }));
      if (agents.length > 0)
        expect(totals[0].carriedForward).toBe([...balances.values()].reduce((sum, one) => sum + one, 0));
      const [total = { units: 0, sales: 0, royalty: 0 }] = (await readMonth(client, "royalties", month))
        .totals;
      expect([month, total.units, total.sales, total.royalty]).toEqual([month, units, sales, royalty]);
    }
    const accounts = await sql.many<{ account: string; amount: number }>(
      `select account, sum(amount)::float8 as amount from reporting.ledger where client_id = $1 group by account`,
      [client],
    );
    const owed = [...balances.values()].reduce((sum, one) => sum + one, 0);
    const ofAccount = Object.fromEntries(accounts.map(({ account, amount }) => [account, amount]));
    expect(accounts.reduce((sum, { amount }) => sum + amount, 0)).toBe(0);
    expect(ofAccount["agents-payable"]).toBe(-owed);
    expect(ofAccount["royalties-payable"]).toBe(0 - ofAccount["royalties-expense"]!);
    expect(
      await sql.many(
        "select from commission_entries e where not exists (select from ledger l where l.entry_id = e.entry_id)",
      ),
    ).toEqual([]);
  },
  120_000,
);
