/**
 * Random orders, cancelled bit by bit while their tasks are carried out in random sequence, on the real database. What is left
 * is compared with a model that knows nothing but what was bought and what was cancelled.
 */
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import {
  cancelOrder,
  carryOut,
  carryOutAll,
  placeOrder,
  readOrder,
} from "../../test/support/cancellations.ts";
import { apiClient } from "../../test/support/api-client.ts";
import { startFunctionStack } from "../../test/support/function-stack.ts";
import { bookLine, laptopLine, membershipLine, videoLine } from "../../test/support/order-body.ts";
import { handler as registry } from "../registry/handler.ts";
import { handler as reports } from "../reports/handler.ts";

const RUNS = 25;
const RATE_BPS = 333;

const stack = await startFunctionStack();
const { sql } = stack;

beforeAll(async () => {
  await sql.execute("insert into clients (client_id, created_at) values ('test-shop', now())");
  await apiClient(registry)("PUT /agents/{agentId}", {
    params: { agentId: "A-1" },
    body: { name: "Ana", commissionRateBps: RATE_BPS },
  });
});

type Kind = "laptop" | "book" | "disc" | "stream" | "membership";
type Bought = { readonly kind: Kind; readonly quantity: number; readonly unitPrice: number };

const LINES = {
  laptop: laptopLine,
  book: bookLine,
  disc: { ...videoLine, sku: "VIDEO-SKI", delivery: "disc" },
  stream: { ...videoLine, sku: "VIDEO-SKI", delivery: "streaming" },
  membership: membershipLine,
};

const bought: fc.Arbitrary<Bought> = fc.record({
  kind: fc.constantFrom<Kind>("laptop", "book", "disc", "stream", "membership"),
  quantity: fc.integer({ min: 1, max: 4 }),
  unitPrice: fc.integer({ min: 0, max: 10_007 }),
});

const TYPES = ["packing_slip", "membership", "email", "commission"] as const;
type Step =
  | { readonly kind: "carry out"; readonly types: (typeof TYPES)[number][] }
  | { readonly kind: "print" }
  | { readonly kind: "cancel"; readonly wanted: readonly number[] };

/** Some items of each line, or of none; often more than are left. */
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant("carry out" as const),
    types: fc.subarray<(typeof TYPES)[number]>([...TYPES], { minLength: 1 }),
  }),
  fc.constant({ kind: "print" as const }),
  fc.record({
    kind: fc.constant("cancel" as const),
    wanted: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 3, maxLength: 3 }),
  }),
);

/** How many items of each line are left, by what was cancelled; without free lines. */
class Model {
  readonly left: number[];
  readonly #bought: readonly Bought[];

  constructor(lines: readonly Bought[]) {
    this.#bought = lines;
    this.left = lines.map(({ quantity }) => quantity);
  }

  /** Whether so many items of each line can be taken; takes them if so. */
  take(wanted: readonly number[]): boolean {
    const isPossible =
      wanted.some((items) => items > 0) && wanted.every((items, index) => items <= this.left[index]!);
    if (isPossible) for (const [index, items] of wanted.entries()) this.left[index]! -= items;
    return isPossible;
  }

  /** How many free lines are left: one for each delivery of which a video is left. */
  get giftsLeft(): number {
    const hasLeft = (kind: Kind) =>
      this.#bought.some((line, index) => line.kind === kind && this.left[index]! > 0);
    return (hasLeft("disc") ? 1 : 0) + (hasLeft("stream") ? 1 : 0);
  }

  isShipped(index: number): boolean {
    return ["laptop", "book", "disc"].includes(this.#bought[index]!.kind);
  }

  get hasMembership(): boolean {
    return this.#bought.some(({ kind }) => kind === "membership");
  }

  /** An item is a month. */
  get monthsLeft(): number {
    return this.#bought.reduce(
      (months, { kind }, index) => months + (kind === "membership" ? this.left[index]! : 0),
      0,
    );
  }

  hasRoyalties(index: number): boolean {
    return this.#bought[index]!.kind === "book";
  }

  /** The commission on what is left of a line, exactly. */
  commissionLeft(index: number): number {
    const { kind, unitPrice } = this.#bought[index]!;
    return kind === "laptop" || kind === "book" ? (this.left[index]! * unitPrice * RATE_BPS) / 10_000 : 0;
  }
}

type Line = { lineId: string; free: boolean; quantity: number; cancelled?: number };

const commissionsOf = async (orderId: string): Promise<ReadonlyMap<string, number>> => {
  const rows = await sql.many<{ lineId: string; amount: number }>(
    `select c.line_id, sum(c.amount)::integer as amount
     from commission_entries c join orders o using (order_no) where o.order_id = $1 group by c.line_id`,
    [orderId],
  );
  return new Map(rows.map(({ lineId, amount }) => [lineId, amount]));
};

/** Marks all slips of an order as printed. */
const print = (orderId: string) =>
  sql.execute(
    `update packing_slips s set printed_at = now() from orders o
     where o.order_no = s.order_no and o.order_id = $1 and s.voided_at is null and s.printed_at is null`,
    [orderId],
  );

/** How many items of a line the slips of a destination have: what is voided has none, and what comes back is taken off. */
const onSlips = async (orderId: string, destination: string): Promise<ReadonlyMap<string, number>> => {
  const rows = await sql.many<{ lineId: string; items: number }>(
    `select line ->> 'lineId' as line_id,
            sum((line ->> 'quantity')::integer * case s.kind when 'return' then -1 else 1 end)::integer as items
     from packing_slips s join orders o using (order_no), jsonb_array_elements(s.document -> 'lines') as line
     where o.order_id = $1 and s.destination = $2 and s.voided_at is null group by 1`,
    [orderId, destination],
  );
  return new Map(rows.map(({ lineId, items }) => [lineId, items]));
};

const expectSlipsAsModel = async (orderId: string, model: Model): Promise<void> => {
  const [shipping, royalties] = [await onSlips(orderId, "shipping"), await onSlips(orderId, "royalties")];
  for (const [index, left] of model.left.entries()) {
    const lineId = String(index + 1);
    expect(shipping.get(lineId) ?? 0).toBe(model.isShipped(index) ? left : 0);
    expect(royalties.get(lineId) ?? 0).toBe(model.hasRoyalties(index) ? left : 0);
  }
};

const DAY_MS = 86_400_000;
/** São Paulo has been three hours behind UTC since 2019. */
const ZONE_MS = 3 * 3_600_000;

/** So many months later in São Paulo; the day is the last of the month where there is none of that number. */
const monthsAfter = (since: string, months: number): string => {
  const local = new Date(Date.parse(since) - ZONE_MS);
  const lastDay = new Date(
    Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + months + 1, 0),
  ).getUTCDate();
  const day = Math.min(local.getUTCDate(), lastDay);
  const end = Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + months, day);
  return new Date(end + (local.getTime() % DAY_MS) + ZONE_MS).toISOString();
};

/** The paid time begins when the order is accepted, and has a month for each item that is left. */
const expectMembershipAsModel = async (orderId: string, model: Model): Promise<void> => {
  if (!model.hasMembership) return;
  const { customer, receivedAt } = await readOrder(orderId);
  const params = { customerId: customer.customerId };
  const path = "GET /customers/{customerId}/membership";
  const { status, expiresAt } = (await apiClient(reports)(path, { params })).json;
  expect(status === "active").toBe(model.monthsLeft > 0);
  if (model.monthsLeft > 0) expect(expiresAt).toBe(monthsAfter(receivedAt, model.monthsLeft));
};

const expectAsModel = async (orderId: string, model: Model, isCarriedOut: boolean): Promise<void> => {
  const { lines, status }: { lines: Line[]; status: string } = await readOrder(orderId);
  const leftOf = ({ quantity, cancelled = 0 }: Line) => quantity - cancelled;
  expect(lines.filter(({ free }) => !free).map(leftOf)).toEqual(model.left);
  expect(lines.filter((line) => line.free && leftOf(line) > 0)).toHaveLength(model.giftsLeft);
  if (!isCarriedOut) return;
  await expectSlipsAsModel(orderId, model);
  await expectMembershipAsModel(orderId, model);
  const commissions = await commissionsOf(orderId);
  for (const [index, left] of model.left.entries()) {
    const amount = commissions.get(String(index + 1)) ?? 0;
    expect(amount).toBeGreaterThanOrEqual(0);
    // Booked once and reversed in parts: each of the two is rounded.
    if (left === 0) expect(amount).toBe(0);
    else expect(Math.abs(amount - model.commissionLeft(index))).toBeLessThanOrEqual(1);
  }
  const isEmpty = model.left.every((left) => left === 0);
  expect(status).toBe(isEmpty ? "cancelled" : "completed");
};

const cancel = async (orderId: string, wanted: readonly number[], model: Model): Promise<void> => {
  const lines = wanted.flatMap((quantity, index) =>
    quantity === 0 ? [] : [{ lineId: String(index + 1), quantity }],
  );
  const { status } = await cancelOrder(orderId, { lines });
  expect(status).toBe(model.take(wanted) ? 202 : 422);
};

test("what is left of random orders is what a model says, whatever is carried out in between", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(bought, { minLength: 1, maxLength: 3 }),
      fc.array(step, { minLength: 1, maxLength: 8 }),
      fc.boolean(),
      async (lines, steps, cancelsRest) => {
        const model = new Model(lines);
        const orderId = await placeOrder({
          lines: lines.map(({ kind, ...fields }) => ({ ...LINES[kind], ...fields })),
        });
        for (const one of steps) {
          if (one.kind === "carry out") await carryOut(stack, one.types);
          else if (one.kind === "print") await print(orderId);
          else await cancel(orderId, one.wanted.slice(0, lines.length), model);
          await expectAsModel(orderId, model, false);
        }
        if (cancelsRest) {
          const { status } = await cancelOrder(orderId);
          expect(status).toBe(model.take([...model.left]) ? 202 : 422);
        }
        await carryOutAll(stack);
        await expectAsModel(orderId, model, true);
      },
    ),
    { numRuns: RUNS },
  );
}, 240_000);
