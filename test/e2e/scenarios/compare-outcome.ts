/** Compares the effects of an order with those that its scenario expects. Every difference is one line of text. */
import type { MembershipResponse, OrderResponse, SlipResponse } from "../client/api-client.ts";
import type { Mail } from "../client/mailbox.ts";
import type { Scenario } from "./order-scenarios.ts";

/** Every effect of one order. */
export type ScenarioOutcome = {
  readonly scenario: Scenario;
  readonly order: OrderResponse;
  readonly slips: readonly SlipResponse[];
  readonly membership: MembershipResponse | undefined;
  readonly mails: readonly Mail[];
};

/** Commission of the agent's monthly statement, in minor units. */
export type AgentStatement = { readonly commission: number; readonly expected: number };

const sorted = (values: readonly string[]): string => [...values].sort().join(", ");

const same = (what: string, found: string, expected: string): string[] =>
  found === expected ? [] : [`${what}: ${found || "none"} instead of ${expected || "none"}`];

const checkTasks = ({ order }: ScenarioOutcome): string[] => [
  ...same("status", order.status, "completed"),
  ...order.tasks
    .filter(({ status }) => status !== "done")
    .map(({ type, status, reason }) => `${type} is ${status}${reason === undefined ? "" : `: ${reason}`}`),
  ...order.tasks.filter(({ because }) => because.length === 0).map(({ type }) => `${type} has no reason`),
];

const checkSlips = ({ scenario, slips }: ScenarioOutcome): string[] => {
  const expected = Object.entries(scenario.expected.slips);
  const skus = (destination: string) =>
    slips
      .filter((slip) => slip.destination === destination)
      .flatMap(({ lines }) => lines.map(({ sku }) => sku));
  return [
    ...same(
      "slips",
      sorted(slips.map(({ destination }) => destination)),
      sorted(expected.map(([name]) => name)),
    ),
    ...expected.flatMap(([name, lines]) => same(`slip for ${name}`, sorted(skus(name)), sorted(lines))),
    ...slips
      .flatMap(({ lines }) => lines)
      .filter(({ free, reason }) => free && !reason)
      .map(({ sku }) => `the free ${sku} is on the slip without its reason`),
  ];
};

const checkFreeItems = ({ scenario, order }: ScenarioOutcome): string[] =>
  same(
    "free items",
    String(order.lines.filter(({ free }) => free).length),
    String(scenario.expected.freeItems),
  );

const checkMembership = ({ scenario, order, membership }: ScenarioOutcome): string[] => {
  const changes = order.tasks.flatMap(({ result }) =>
    result?.membership === undefined ? [] : [result.membership],
  );
  const { membership: expected } = scenario.expected;
  const words = expected === undefined ? "" : `${expected.change} ${expected.plan}`;
  return [
    ...same("membership", changes.map(({ change, plan }) => `${change} ${plan}`).join(", "), words),
    ...(expected === undefined ? [] : same("membership now", membership?.status ?? "", "active")),
  ];
};

const checkMails = ({ scenario, mails }: ScenarioOutcome): string[] => [
  ...same("mails", String(mails.length), String(scenario.expected.mails)),
  ...mails
    .filter(({ to }) => !to.includes(scenario.email))
    .map(({ to }) => `a mail went to ${to.join(", ")}`),
  ...mails
    .filter(({ text, html }) => text === "" || html === "")
    .map(({ subject }) => `"${subject}" lacks its text or its HTML part`),
  ...(scenario.expected.mailTexts ?? [])
    .filter((wanted) => !mails.some(({ text, html }) => text.includes(wanted) && html.includes(wanted)))
    .map((wanted) => `no mail contains ${wanted}`),
];

const checkCommission = ({ scenario, order }: ScenarioOutcome): string[] => {
  const entries = order.tasks.flatMap(({ result }) => result?.entries ?? []);
  const found = entries.map(({ lineId, base, amount }) => `line ${lineId}: ${amount} of ${base}`);
  const expected = Object.entries(scenario.expected.commission).map(
    ([lineId, [base, amount]]) => `line ${lineId}: ${amount} of ${base}`,
  );
  return same("commission", sorted(found), sorted(expected));
};

const EFFECT_CHECKS = [checkTasks, checkSlips, checkFreeItems, checkMembership, checkCommission];

const withOrderId = ({ order }: ScenarioOutcome, lines: readonly string[]): string[] =>
  lines.map((line) => `${order.orderId}: ${line}`);

/** Differences in the order's tasks, slips, free items, membership and commission. */
export const effectDifferences = (outcome: ScenarioOutcome): string[] =>
  withOrderId(
    outcome,
    EFFECT_CHECKS.flatMap((check) => check(outcome)),
  );

/** Differences in the e-mails that the order's tasks sent. */
export const mailDifferences = (outcome: ScenarioOutcome): string[] =>
  withOrderId(outcome, checkMails(outcome));

/** E-mails to the scenarios' addresses that no task accounts for, or that are missing. */
export const mailCountDifferences = (
  outcomes: readonly ScenarioOutcome[],
  mailbox: readonly Mail[],
): string[] => {
  const expected = outcomes.reduce((sum, { scenario }) => sum + scenario.expected.mails, 0);
  const addresses = new Set(outcomes.map(({ scenario }) => scenario.email));
  const found = mailbox.filter(({ to }) => to.some((address) => addresses.has(address))).length;
  return found === expected ? [] : [`${found} mails were sent instead of ${expected}`];
};

export const statementDifferences = ({ commission, expected }: AgentStatement): string[] =>
  commission === expected ? [] : [`the agent's statement says ${commission} instead of ${expected}`];
