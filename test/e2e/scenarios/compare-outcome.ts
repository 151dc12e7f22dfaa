/** Whether an order led to what it must lead to. Every difference is a line for people. */
import type { MembershipResponse, OrderResponse, SlipResponse } from "./api-client.ts";
import type { Mail } from "./mailbox.ts";
import type { Scenario } from "./order-scenarios.ts";

/** Everything that one order led to. */
export type ScenarioOutcome = {
  readonly scenario: Scenario;
  readonly order: OrderResponse;
  readonly slips: readonly SlipResponse[];
  readonly membership: MembershipResponse | undefined;
  readonly mails: readonly Mail[];
};

const sorted = (values: readonly string[]): string => [...values].sort().join(", ");

const same = (what: string, found: string, expected: string): string[] =>
  found === expected ? [] : [`${what}: ${found || "nothing"} instead of ${expected || "nothing"}`];

const checkTasks = ({ order }: ScenarioOutcome): string[] => [
  ...same("status", order.status, "completed"),
  ...order.tasks
    .filter(({ status }) => status !== "done")
    .map(({ type, status, reason }) => `${type} is ${status}${reason === undefined ? "" : `: ${reason}`}`),
  ...order.tasks.filter(({ because }) => because.length === 0).map(({ type }) => `${type} gives no reason`),
];

const checkSlips = ({ scenario: given, slips }: ScenarioOutcome): string[] => {
  const expected = Object.entries(given.expected.slips);
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
      .map(({ sku }) => `the free ${sku} stands on the slip without its reason`),
  ];
};

const checkGifts = ({ scenario: given, order }: ScenarioOutcome): string[] =>
  same("free items", String(order.lines.filter(({ free }) => free).length), String(given.expected.gifts));

const checkMembership = ({ scenario: given, order, membership }: ScenarioOutcome): string[] => {
  const changes = order.tasks.flatMap(({ result }) =>
    result?.membership === undefined ? [] : [result.membership],
  );
  const { membership: expected } = given.expected;
  const words = expected === undefined ? "" : `${expected.change} ${expected.plan}`;
  return [
    ...same("membership", changes.map(({ change, plan }) => `${change} ${plan}`).join(", "), words),
    ...(expected === undefined ? [] : same("membership now", membership?.status ?? "", "active")),
  ];
};

const checkMails = ({ scenario: given, mails }: ScenarioOutcome): string[] => [
  ...same("mails", String(mails.length), String(given.expected.mails)),
  ...mails.filter(({ to }) => !to.includes(given.email)).map(({ to }) => `a mail went to ${to.join(", ")}`),
  ...mails
    .filter(({ text, html }) => text === "" || html === "")
    .map(({ subject }) => `"${subject}" lacks a part`),
  ...(given.expected.mailTexts ?? [])
    .filter((wanted) => !mails.some(({ text, html }) => text.includes(wanted) && html.includes(wanted)))
    .map((wanted) => `no mail holds ${wanted}`),
];

const checkCommission = ({ scenario: given, order }: ScenarioOutcome): string[] => {
  const entries = order.tasks.flatMap(({ result }) => result?.entries ?? []);
  const found = entries.map(({ lineId, base, amount }) => `line ${lineId}: ${amount} of ${base}`);
  const expected = Object.entries(given.expected.commission).map(
    ([lineId, [base, amount]]) => `line ${lineId}: ${amount} of ${base}`,
  );
  return same("commission", sorted(found), sorted(expected));
};

const CHECKS = [checkTasks, checkSlips, checkGifts, checkMembership, checkMails, checkCommission];

/** What is missing or wrong; empty when all is well. */
export const differences = (outcome: ScenarioOutcome): string[] =>
  CHECKS.flatMap((check) => check(outcome)).map((line) => `${outcome.order.orderId}: ${line}`);
