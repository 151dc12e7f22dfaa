/**
 * The journey of one order of every kind, from POST to the last effect, against any running installation. The demo
 * shows it, tests demand it.
 */
import { setTimeout as delay } from "node:timers/promises";
import { ApiClient, type OrderResponse, type ApiTarget } from "./scenarios/api-client.ts";
import { differences, type ScenarioOutcome } from "./scenarios/compare-outcome.ts";
import { type Mail, readMails } from "./scenarios/mailbox.ts";
import { type Scenario, orderScenarios, COMMISSION_RATE_BPS } from "./scenarios/order-scenarios.ts";

export type { ApiTarget } from "./scenarios/api-client.ts";

export type ScenariosResult = {
  readonly agentId: string;
  readonly outcomes: readonly ScenarioOutcome[];
  /** What is missing or wrong; empty when all is well. */
  readonly differences: readonly string[];
};

export type ScenariosOptions = {
  /** Told of every step. */
  readonly report?: (line: string) => void;
  /** Stands in every id, so that runs against one installation do not meet. */
  readonly runId?: string;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
};

const POLL_MS = 50;
const PATIENCE_MS = 60_000;

const isFinal = (order: OrderResponse): boolean => order.status !== "processing";

/** Waits until nothing is left to do for the order, or the time is up; answers the order as it then is. */
const untilFinal = async (
  api: ApiClient,
  orderId: string,
  until: number,
  signal?: AbortSignal,
): Promise<OrderResponse> => {
  for (;;) {
    const order = await api.order(orderId);
    if (isFinal(order) || performance.now() > until) return order;
    await delay(POLL_MS, undefined, signal === undefined ? {} : { signal });
  }
};

const collect = async (
  api: ApiClient,
  given: Scenario,
  order: OrderResponse,
  mails: readonly Mail[],
): Promise<ScenarioOutcome> => {
  const numbers = order.tasks.flatMap(({ result }) => result?.packingSlip ?? []);
  return {
    scenario: given,
    order,
    slips: await Promise.all(numbers.map((number) => api.slip(number))),
    membership: given.expected.membership && (await api.membership(given.customerId)),
    mails,
  };
};

/** An order names the messages that SES took for it. */
const mailsOf = (order: OrderResponse, mails: readonly Mail[]): Mail[] => {
  const ids = order.tasks.map(({ result }) => result?.sesMessageId);
  return mails.filter(({ id }) => ids.includes(id));
};

const surplus = (given: readonly Scenario[], mails: readonly Mail[]): string[] => {
  const expected = given.reduce((sum, order) => sum + order.expected.mails, 0);
  const addresses = new Set(given.map(({ email }) => email));
  const found = mails.filter(({ to }) => to.some((address) => addresses.has(address))).length;
  return found === expected ? [] : [`${found} mails were sent instead of ${expected}`];
};

const checkStatement = async (api: ApiClient, agentId: string, at: string, given: readonly Scenario[]) => {
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
export const newRunId = (): string => `J${Date.now().toString(36).toUpperCase()}`;

/** Posts all orders, waits until every task is final, and compares what came of them with what must come. */
export const runScenarios = async (
  target: ApiTarget,
  options: ScenariosOptions = {},
): Promise<ScenariosResult> => {
  const {
    report: say = () => {},
    runId: run = newRunId(),
    timeoutMs: patienceMs = PATIENCE_MS,
    signal,
  } = options;
  const api = new ApiClient(target);
  const agentId = `A-${run}`;
  const at = new Date().toISOString();
  const given = orderScenarios(run, agentId, at);
  await api.setAgent(agentId, COMMISSION_RATE_BPS);
  say(`Agent ${agentId} earns ${COMMISSION_RATE_BPS / 100} %.`);
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
  return { agentId, outcomes, differences: missing };
};
