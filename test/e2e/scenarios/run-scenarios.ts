/** Posts one order of every kind to a running API and collects every effect. The demo and the e2e tests use it. */
import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { ApiClient, type ApiTarget, type OrderResponse } from "../client/api-client.ts";
import { type Mail, readMails } from "../client/mailbox.ts";
import {
  type AgentStatement,
  effectDifferences,
  mailCountDifferences,
  mailDifferences,
  type ScenarioOutcome,
  statementDifferences,
} from "./compare-outcome.ts";
import { AGENT_RATE_BPS, orderScenarios, type Scenario } from "./order-scenarios.ts";

/** Without `mailboxUrl` no e-mails are read. */
export type ScenariosTarget = ApiTarget & { readonly mailboxUrl?: string | undefined };

export type ScenariosResult = {
  readonly outcomes: readonly ScenarioOutcome[];
  readonly statement: AgentStatement;
  /** All e-mails of the mailbox; undefined when the target has none. */
  readonly mailbox: readonly Mail[] | undefined;
};

export type ScenariosOptions = {
  /** Called with one line for every step. */
  readonly report?: (line: string) => void;
  /** Part of every id, so that runs against one target do not meet. */
  readonly runId?: string;
  /** Until every order's status is final. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
};

const POLL_MS = 50;
const TIMEOUT_MS = 120_000;

/** Polls until the order's status is final or the deadline has passed; returns the order as it then is. */
const pollUntilFinal = async (
  api: ApiClient,
  orderId: string,
  deadline: number,
  signal?: AbortSignal,
): Promise<OrderResponse> => {
  for (;;) {
    const order = await api.order(orderId);
    if (order.status !== "processing" || performance.now() > deadline) return order;
    await delay(POLL_MS, undefined, signal === undefined ? {} : { signal });
  }
};

/** E-mails whose SES message id one of the order's tasks has as its result. */
const mailsOf = (order: OrderResponse, mailbox: readonly Mail[]): Mail[] => {
  const ids = order.tasks.map(({ result }) => result?.sesMessageId);
  return mailbox.filter(({ id }) => ids.includes(id));
};

const collectOutcome = async (
  api: ApiClient,
  scenario: Scenario,
  order: OrderResponse,
  mailbox: readonly Mail[],
): Promise<ScenarioOutcome> => {
  const numbers = order.tasks.flatMap(({ result }) => result?.packingSlip ?? []);
  return {
    scenario,
    order,
    slips: await Promise.all(numbers.map((number) => api.slip(number))),
    membership: scenario.expected.membership && (await api.membership(scenario.customerId)),
    mails: mailsOf(order, mailbox),
  };
};

const readStatement = async (
  api: ApiClient,
  agentId: string,
  at: string,
  scenarios: readonly Scenario[],
): Promise<AgentStatement> => {
  const month = new Intl.DateTimeFormat("sv-SE", {
    timeZone: "America/Sao_Paulo",
    year: "numeric",
    month: "2-digit",
  });
  const amounts = scenarios.flatMap(({ expected }) =>
    Object.values(expected.commission).map(([, amount]) => amount),
  );
  const { commission } = await api.statement(agentId, month.format(new Date(at)));
  return { commission, expected: amounts.reduce((sum, amount) => sum + amount, 0) };
};

/** A new prefix for ids. */
export const newRunId = (): string =>
  `J${Date.now().toString(36)}${randomBytes(2).toString("hex")}`.toUpperCase();

const postAll = async (
  api: ApiClient,
  scenarios: readonly Scenario[],
  report: (line: string) => void,
): Promise<void> => {
  for (const { body, title } of scenarios) {
    const { tasks } = await api.create(body);
    report(`Posted ${body.orderId} (${title}): ${tasks.length} ${tasks.length === 1 ? "task" : "tasks"}.`);
  }
};

/**
 * Posts all orders, waits until the status of each is final, and reads every effect.
 * @throws UnexpectedStatusError when the API rejects a request
 */
export const runScenarios = async (
  target: ScenariosTarget,
  { report = () => {}, runId = newRunId(), timeoutMs = TIMEOUT_MS, signal }: ScenariosOptions = {},
): Promise<ScenariosResult> => {
  const api = new ApiClient(target);
  const agentId = `A-${runId}`;
  const at = new Date().toISOString();
  const scenarios = orderScenarios(runId, agentId, at);
  await api.setAgent(agentId, AGENT_RATE_BPS);
  report(`Agent ${agentId} earns ${AGENT_RATE_BPS / 100} %.`);
  await postAll(api, scenarios, report);
  const deadline = performance.now() + timeoutMs;
  const processed = await Promise.all(
    scenarios.map(async (scenario) => {
      const order = await pollUntilFinal(api, scenario.body.orderId, deadline, signal);
      report(`${order.orderId} is ${order.status}.`);
      return { scenario, order };
    }),
  );
  const mailbox = target.mailboxUrl === undefined ? undefined : await readMails(target.mailboxUrl);
  const outcomes = await Promise.all(
    processed.map(({ scenario, order }) => collectOutcome(api, scenario, order, mailbox ?? [])),
  );
  return { outcomes, mailbox, statement: await readStatement(api, agentId, at, scenarios) };
};

/** Every difference from what the scenarios expect, one line each. */
export const allDifferences = ({ outcomes, statement, mailbox }: ScenariosResult): string[] => [
  ...outcomes.flatMap(effectDifferences),
  ...statementDifferences(statement),
  ...(mailbox === undefined
    ? []
    : [...outcomes.flatMap(mailDifferences), ...mailCountDifferences(outcomes, mailbox)]),
];
