/** The effects of the scenarios' orders, as a table for the terminal. */
import type { TaskResponse } from "../../test/e2e/client/api-client.ts";
import type { ScenarioOutcome } from "../../test/e2e/scenarios/compare-outcome.ts";
import { formatMoney } from "../../lib/domain/format.ts";
import { formatTable } from "../../cli/terminal/table.ts";

const percent = new Intl.NumberFormat("pt-BR", { style: "percent", maximumFractionDigits: 2 });

// Intl separates with a no-break space, whose width differs between terminals.
const plain = (text: string): string => text.replaceAll("\u00a0", " ");
const money = (minorUnits: number): string => formatMoney(minorUnits, "BRL", "pt-BR");
const rate = (bps: number): string => plain(percent.format(bps / 10_000));

type Result = Required<NonNullable<TaskResponse["result"]>>;

const slipResult = (slipNumber: string, { slips }: ScenarioOutcome): string => {
  const slip = slips.find(({ number }) => number === slipNumber);
  const lines = slip?.lines.map(({ sku, free }) => (free ? `${sku} (free)` : sku)) ?? [];
  const royalties = slip?.lines.reduce((sum, { royaltyDue = 0 }) => sum + royaltyDue, 0) ?? 0;
  const due = royalties > 0 ? `, royalty due ${money(royalties)}` : "";
  return `${slipNumber} to ${slip?.destination}: ${lines.join(", ")}${due}`;
};

const membershipResult = ({ change, plan }: Result["membership"], { membership }: ScenarioOutcome): string =>
  `${change} ${plan}; now ${membership?.plan} until ${membership?.expiresAt?.slice(0, 10)}`;

const entriesResult = (entries: Result["entries"]): string => {
  const total = entries.reduce((sum, { amount }) => sum + amount, 0);
  const shares = entries.map(({ base, rateBps }) => `${rate(rateBps)} of ${money(base)}`);
  return `${money(total)} (${shares.join(" + ")})`;
};

const mailResult = (messageId: string, { mails }: ScenarioOutcome): string => {
  const mail = mails.find(({ id }) => id === messageId);
  return mail === undefined ? "not in the inbox" : `"${mail.subject}" to ${mail.to.join(", ")}`;
};

const resultOf = ({ reason = "", result = {} }: TaskResponse, outcome: ScenarioOutcome): string => {
  const { packingSlip, membership, sesMessageId, entries } = result;
  if (packingSlip !== undefined) return slipResult(packingSlip, outcome);
  if (membership !== undefined) return membershipResult(membership, outcome);
  if (sesMessageId !== undefined) return mailResult(sesMessageId, outcome);
  return entries === undefined ? reason : entriesResult(entries);
};

const rulesOf = ({ order }: ScenarioOutcome): string[] => {
  const freeItems = order.lines.flatMap(({ ruleId }) => ruleId ?? []);
  return [
    ...new Set([...freeItems, ...order.tasks.flatMap(({ because }) => because.map(({ ruleId }) => ruleId))]),
  ];
};

/** From the order's receipt to its last event, by the timestamps of the API. */
const secondsOf = ({ order }: ScenarioOutcome): string => {
  const last = order.timeline.at(-1)?.at ?? order.receivedAt;
  return `${((Date.parse(last) - Date.parse(order.receivedAt)) / 1_000).toFixed(2)} s`;
};

const rowsOf = (outcome: ScenarioOutcome): string[][] => {
  const { order, scenario } = outcome;
  const labels = [order.orderId, scenario.title];
  const rules = rulesOf(outcome);
  const count = Math.max(labels.length, rules.length, order.tasks.length);
  return Array.from({ length: count + 1 }, (_, index) => {
    const task = order.tasks[index];
    return [
      labels[index] ?? "",
      index === 0 ? secondsOf(outcome) : "",
      rules[index] ?? "",
      task?.type ?? "",
      task?.status ?? "",
      task === undefined ? "" : resultOf(task, outcome),
    ];
  });
};

/** One block per order, an empty line between them. */
export const outcomeTable = (outcomes: readonly ScenarioOutcome[]): string =>
  formatTable([["ORDER", "TIME", "RULES", "TASK", "STATUS", "RESULT"], ...outcomes.flatMap(rowsOf)]);
