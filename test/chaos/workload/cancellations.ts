/** Cancellations of an order of the workload: whole, in parts, too much, repeated, with other content. */
import type { ChaosRequest } from "../recorded.ts";
import type { Random } from "../../support/seeded-random.ts";
import type { OrderBody } from "./orders.ts";

export type CancellationBody = {
  readonly cancellationId: string;
  readonly reason: string;
  readonly at: string;
  readonly lines?: readonly { readonly lineId: string; readonly quantity: number }[];
  readonly refund?: { readonly amount: number };
};

const MAX_DAYS_LATER = 60;
const DAY_MS = 86_400_000;

/** The ids of an order's lines: given, or numbered from 1. */
export const lineIdOf = ({ lines }: OrderBody, index: number): string =>
  lines[index]!.lineId ?? String(index + 1);

const someLines = (random: Random, order: OrderBody): CancellationBody["lines"] => {
  const picked = order.lines
    .map(({ quantity }, index) => ({ lineId: lineIdOf(order, index), quantity: 1 + random.below(quantity) }))
    .filter(() => random.chance(0.5));
  return picked.length > 0 ? picked : [{ lineId: lineIdOf(order, 0), quantity: 1 }];
};

const cancellationOf = (random: Random, order: OrderBody, cancellationId: string): CancellationBody => {
  const at = new Date(Date.parse(order.payment.paidAt) + random.below(MAX_DAYS_LATER * DAY_MS)).toISOString();
  const lines = random.chance(0.25) ? undefined : someLines(random, order);
  return {
    cancellationId,
    reason: random.pick(["arrived damaged", "changed mind", "lost by the carrier"]),
    at,
    ...(lines === undefined ? {} : { lines }),
    ...(random.chance(0.2) ? { refund: { amount: random.below(order.payment.amount + 1) } } : {}),
  };
};

/** A cancellation that is refused whatever is left of the order. */
const invalid = (random: Random, order: OrderBody, body: CancellationBody): CancellationBody => {
  const [first] = order.lines;
  return random.pick<CancellationBody>([
    { ...body, lines: [{ lineId: lineIdOf(order, 0), quantity: first!.quantity + 1 }] },
    { ...body, lines: [{ lineId: "NO-SUCH-LINE", quantity: 1 }] },
    { ...body, at: new Date(Date.parse(order.payment.paidAt) - DAY_MS).toISOString() },
  ]);
};

const request = (key: string, { orderId }: OrderBody, body: CancellationBody, after: readonly string[]) =>
  ({ key, client: "shop", method: "POST", path: `/orders/${orderId}/cancellations`, body, after }) as const;

/** @param orderKey the request that posts the order */
export const cancellationsOf = (random: Random, orderKey: string, order: OrderBody): ChaosRequest[] =>
  Array.from({ length: 1 + random.below(3) }, (_, index) => {
    const id = `K${index + 1}`;
    const key = `${orderKey}-cancellation-${index + 1}`;
    const body = cancellationOf(random, order, id);
    if (random.chance(0.1)) return [request(key, order, invalid(random, order, body), [orderKey])];
    const first = request(key, order, body, [orderKey]);
    if (random.chance(0.15)) return [first, request(`${key}-again`, order, body, [orderKey])];
    if (!random.chance(0.1)) return [first];
    const other = { ...body, reason: "another reason" };
    return [first, request(`${key}-other`, order, other, [orderKey, key])];
  }).flat();
