/**
 * What clients of one shop, and its staff, send: from a seed alone, so that a run can be repeated. Which responses are right
 * depends on what is accepted first; the reference model takes that from the database.
 */
import type { ChaosRecord, ChaosRequest, Workload } from "../recorded.ts";
import { type Random, seededRandom } from "../../support/seeded-random.ts";
import { cancellationsOf } from "./cancellations.ts";
import { closingRequests } from "./closing.ts";
import { needsChangedRate, type OrderBody, randomOrder } from "./orders.ts";
import { readingRequests } from "./reading.ts";
import { CHANGING_AGENT, putAgent, SECOND_RATE_FROM, setupRequests, VERSIONS } from "./setup.ts";

const ORDERS_PER_CUSTOMER = 3;
/** How many orders are sent between two activations, and between two print batches. */
const ORDERS_PER_ACTIVATION = 40;
const ORDERS_PER_PRINT = 25;
const PRINTED_AT_ONCE = 20;
const RATE_CHANGE = "rate-change";

const post = (key: string, body: unknown, after: readonly string[] = []): ChaosRequest => ({
  key,
  client: "shop",
  method: "POST",
  path: "/orders",
  body,
  after,
});

/** An order that must be refused: 422. */
const invalidOrder = (random: Random, order: OrderBody): object =>
  random.pick<object>([
    { ...order, payment: { ...order.payment, amount: order.payment.amount + 1 } },
    { ...order, surprise: true },
    { ...order, customer: { ...order.customer, email: "no address" } },
    { ...order, lines: [] },
    { ...order, lines: order.lines.map((line) => ({ ...line, quantity: 0 })) },
  ]);

const ordersOf = (random: Random, index: number, customers: number): ChaosRequest[] => {
  const order = randomOrder(random, `O-${index}`, customers);
  const key = `order-${index}`;
  if (random.chance(0.04)) return [post(`${key}-invalid`, invalidOrder(random, order))];
  const after = needsChangedRate(order) ? [RATE_CHANGE] : [];
  const requests = [post(key, order, after)];
  if (random.chance(0.1)) requests.push(post(`${key}-again`, order, after));
  if (random.chance(0.04))
    requests.push(post(`${key}-other`, { ...order, customer: { ...order.customer, name: "Other" } }, [key]));
  if (random.chance(0.35)) requests.push(...cancellationsOf(random, key, order));
  return requests;
};

const activation = (random: Random, index: number, before: string | undefined): ChaosRequest => ({
  key: `activation-${index}`,
  client: "staff",
  method: "POST",
  path: `/rulebooks/${random.pick(VERSIONS)}/activation`,
  ...(before === undefined ? {} : { after: [before] }),
});

type SlipList = {
  readonly packingSlips?: readonly { number: string; prints?: readonly { printId: string }[] }[];
};
const slipsIn = (records: ReadonlyMap<string, ChaosRecord>, key: string) =>
  (records.get(key)?.body as SlipList | undefined)?.packingSlips ?? [];

const NO_PRINT = "00000000-0000-7000-8000-000000000000";

/** Prints some slips that are not printed, and confirms it. A slip that is voided in between makes it a 422, then a 404. */
const printBatch = (index: number): ChaosRequest[] => {
  const [list, print, made, confirmation] = ["list", "", "made", "confirmation"].map(
    (step) => `print-${index}${step}`,
  ) as [string, string, string, string];
  const staff = { client: "staff" } as const;
  const unprinted = `/packing-slips?printed=false&kind=slip&limit=${PRINTED_AT_ONCE}`;
  return [
    { ...staff, key: list, method: "GET", path: unprinted },
    {
      ...staff,
      key: print,
      method: "POST",
      path: "/packing-slips/prints",
      after: [list],
      complete: (records) => ({ body: { numbers: slipsIn(records, list).map(({ number }) => number) } }),
    },
    {
      ...staff,
      key: made,
      method: "GET",
      path: "/packing-slips",
      after: [print],
      complete: (records) => ({ path: `/packing-slips?q=${slipsIn(records, list)[0]?.number ?? "none"}` }),
    },
    {
      ...staff,
      key: confirmation,
      method: "POST",
      path: `/packing-slips/prints/${NO_PRINT}/confirmation`,
      after: [made],
      complete: (records) => {
        const printId = slipsIn(records, made)[0]?.prints?.at(-1)?.printId ?? NO_PRINT;
        return { path: `/packing-slips/prints/${printId}/confirmation` };
      },
    },
  ];
};

const rateChange = putAgent(RATE_CHANGE, CHANGING_AGENT, {
  name: "Changing",
  commissionRateBps: 1_213,
  validFrom: SECOND_RATE_FROM,
});

/**
 * @param orders how many different orders are sent
 * @param receiverUrl where webhooks are received
 */
export const makeWorkload = (seed: number, orders: number, receiverUrl: string): Workload => {
  const random = seededRandom(seed, 1);
  const customers = Math.max(2, Math.ceil(orders / ORDERS_PER_CUSTOMER));
  const requests: ChaosRequest[] = [];
  let lastActivation: string | undefined;
  for (let index = 1; index <= orders; index += 1) {
    requests.push(...ordersOf(random, index, customers));
    if (index === Math.ceil(orders / 4)) requests.push(rateChange);
    if (index % ORDERS_PER_PRINT === 0) requests.push(...printBatch(index));
    if (index % ORDERS_PER_ACTIVATION === ORDERS_PER_ACTIVATION / 4) {
      requests.push(activation(random, index, lastActivation));
      lastActivation = `activation-${index}`;
    }
  }
  return {
    setup: setupRequests(receiverUrl),
    requests,
    closing: closingRequests(),
    reading: readingRequests(),
  };
};
