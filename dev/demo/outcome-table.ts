/** The effects of the scenarios' orders, as a table for the terminal. */
import type { SlipResponse, TaskResponse } from "../../test/e2e/client/api-client.ts";
import type { ScenarioOutcome } from "../../test/e2e/scenarios/compare-outcome.ts";
import { formatMoney } from "../../lib/domain/format.ts";
import { formatTable } from "../../cli/terminal/table.ts";

const percent = new Intl.NumberFormat("pt-BR", { style: "percent", maximumFractionDigits: 2 });

// Intl separates with a no-break space, whose width differs between terminals.
const plain = (text: string): string => text.replaceAll("\u00a0", " ");
const money = (minorUnits: number): string => formatMoney(minorUnits, "BRL", "pt-BR");
const rate = (bps: number): string => plain(percent.format(bps / 10_000));

const slipResult = (task: TaskResponse, slips: readonly SlipResponse[]): string => {
  const slip = slips.find(({ number }) => number === task.result?.packingSlip);
  const lines = slip?.lines.map(({ sku, free }) => (free ? `${sku} (free)` : sku)) ?? [];
  const royalties = slip?.lines.reduce((sum, { royaltyDue = 0 }) => sum + royaltyDue, 0) ?? 0;
  const due = royalties > 0 ? `, royalty due ${money(royalties)}` : "";
  return `${task.result?.packingSlip} to ${task.destination}: ${lines.join(", ")}${due}`;
};

const commissionResult = (task: TaskResponse): string => {
  const entries = task.result?.entries ?? [];
  const total = entries.reduce((sum, { amount }) => sum + amount, 0);
  const shares = entries.map(({ base, rateBps }) => `${rate(rateBps)} of ${money(base)}`);
  return `${money(total)} (${shares.join(" + ")})`;
};

const mailResult = (task: TaskResponse, { mails }: ScenarioOutcome): string => {
  const mail = mails.find(({ id }) => id === task.result?.sesMessageId);
  return mail === undefined ? "not in the inbox" : `"${mail.subject}" to ${mail.to.join(", ")}`;
};

const resultOf = (task: TaskResponse, outcome: ScenarioOutcome): string => {
  if (task.status !== "done") return task.reason ?? "";
  switch (task.type) {
    case "packing_slip":
      return slipResult(task, outcome.slips);
    case "membership":
      return `${task.result?.membership?.change} ${task.result?.membership?.plan}; now ${outcome.membership?.plan} until ${outcome.membership?.expiresAt?.slice(0, 10)}`;
    case "email":
      return mailResult(task, outcome);
    case "commission":
      return commissionResult(task);
  }
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
