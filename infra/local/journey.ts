/**
 * The journey of one order of every kind, from POST to the last effect, against any running installation. The demo
 * shows it, tests demand it.
 */
import { setTimeout as delay } from "node:timers/promises";
import { Api, type OrderAnswer, type Target } from "./journey/api.ts";
import { differences, type Outcome } from "./journey/check.ts";
import { type Mail, readMails } from "./journey/mailbox.ts";
import { type JourneyOrder, journeyOrders, RATE_BPS } from "./journey/orders.ts";

export type { Target } from "./journey/api.ts";

export type JourneyResult = {
  readonly agentId: string;
  readonly outcomes: readonly Outcome[];
  /** What is missing or wrong; empty when all is well. */
  readonly missing: readonly string[];
};

export type JourneyOptions = {
  /** Told of every step. */
  readonly say?: (line: string) => void;
  /** Stands in every id, so that runs against one installation do not meet. */
  readonly run?: string;
  readonly patienceMs?: number;
  readonly signal?: AbortSignal;
};

const POLL_MS = 50;
const PATIENCE_MS = 60_000;

const isFinal = (order: OrderAnswer): boolean => order.status !== "processing";

/** Waits until nothing is left to do for the order, or the time is up; answers the order as it then is. */
const untilFinal = async (
  api: Api,
  orderId: string,
  until: number,
  signal?: AbortSignal,
): Promise<OrderAnswer> => {
  for (;;) {
    const order = await api.order(orderId);
    if (isFinal(order) || performance.now() > until) return order;
    await delay(POLL_MS, undefined, signal === undefined ? {} : { signal });
  }
};

const collect = async (
  api: Api,
  given: JourneyOrder,
  order: OrderAnswer,
  mails: readonly Mail[],
): Promise<Outcome> => {
  const numbers = order.tasks.flatMap(({ result }) => result?.packingSlip ?? []);
  return {
    given,
    order,
    slips: await Promise.all(numbers.map((number) => api.slip(number))),
    membership: given.expected.membership && (await api.membership(given.customerId)),
    mails,
  };
};

/** An order names the messages that SES took for it. */
const mailsOf = (order: OrderAnswer, mails: readonly Mail[]): Mail[] => {
  const ids = order.tasks.map(({ result }) => result?.sesMessageId);
  return mails.filter(({ id }) => ids.includes(id));
};

const surplus = (given: readonly JourneyOrder[], mails: readonly Mail[]): string[] => {
  const expected = given.reduce((sum, order) => sum + order.expected.mails, 0);
  const addresses = new Set(given.map(({ email }) => email));
  const found = mails.filter(({ to }) => to.some((address) => addresses.has(address))).length;
  return found === expected ? [] : [`${found} mails were sent instead of ${expected}`];
};

const checkStatement = async (api: Api, agentId: string, at: string, given: readonly JourneyOrder[]) => {
  const month = new Intl.DateTimeFormat("sv-SE", {
    timeZone: "America/Sao_Paulo",
    year: "numeric",
    month: "2-digit",
  });
  const amounts = given.flatMap(({ expected }) =>
    Object.values(expected.commission).map(([, amount]) => amount),
  );
  const expected = amounts.reduce((sum, amount) => sum + amount, 0);
  const { commission } = await api.statement(agentId, month.format(new Date(at)));
  return commission === expected ? [] : [`the agent's statement says ${commission} instead of ${expected}`];
};

/** Distinguishes one run's ids from another's. */
export const newRun = (): string => `J${Date.now().toString(36).toUpperCase()}`;

/** Posts all orders, waits until every task is final, and compares what came of them with what must come. */
export const runJourney = async (target: Target, options: JourneyOptions = {}): Promise<JourneyResult> => {
  const { say = () => {}, run = newRun(), patienceMs = PATIENCE_MS, signal } = options;
  const api = new Api(target);
  const agentId = `A-${run}`;
  const at = new Date().toISOString();
  const given = journeyOrders(run, agentId, at);
  await api.setAgent(agentId, RATE_BPS);
  say(`Agent ${agentId} earns ${RATE_BPS / 100} %.`);
  for (const { body, title } of given) {
    const { tasks } = await api.post(body);
    say(`Posted ${body.orderId} (${title}): ${tasks.length} ${tasks.length === 1 ? "task" : "tasks"}.`);
  }
  const until = performance.now() + patienceMs;
  const orders = await Promise.all(
    given.map(async ({ body }) => {
      const order = await untilFinal(api, body.orderId, until, signal);
      say(`${order.orderId} is ${order.status}.`);
      return order;
    }),
  );
  const mails = await readMails(target.mailboxUrl);
  const outcomes = await Promise.all(
    given.map((one, index) => collect(api, one, orders[index]!, mailsOf(orders[index]!, mails))),
  );
  const missing = [
    ...outcomes.flatMap(differences),
    ...surplus(given, mails),
    ...(await checkStatement(api, agentId, at, given)),
  ];
  return { agentId, outcomes, missing };
};
