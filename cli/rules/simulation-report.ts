/** Prints the result of a simulation. */
import type { ExampleTask } from "../../lib/rulebook/difference-examples.ts";
import { formatMoney } from "../../lib/domain/format.ts";
import type { SimulationResult } from "../../lib/rulebook/simulate.ts";
import { MONEY_TASK } from "../../lib/tasks/registry.ts";
import type { Output } from "./offline-commands.ts";
import { formatNumberTable } from "../terminal/table.ts";

export type Simulation = SimulationResult & {
  readonly rulebookVersion: number;
  readonly against: number;
  readonly incomplete?: boolean;
};

const money = (amount: number, currency: string): string => formatMoney(amount, currency, "en");

const signed = (value: number): string => (value > 0 ? `+${value}` : String(value));

const MAX_EXAMPLES = 10;

const printRules = ({ rules }: Simulation, { style, print }: Output): void => {
  const changed = rules.filter(({ before, after }) => before !== after);
  if (changed.length === 0) return;
  const rows = changed.map(({ ruleId, before, after }) => [
    ruleId,
    String(before),
    String(after),
    signed(after - before),
  ]);
  const header = ["rule", "before", "after", "orders"].map(style.dim);
  print(`\n${formatNumberTable([header, ...rows])}`);
};

const printTasks = ({ tasks }: Simulation, { style, print }: Output): void => {
  const rows = Object.entries(tasks)
    .filter(([, { added, removed }]) => added + removed > 0)
    .map(([type, { added, removed }]) => [type, `+${added}`, `-${removed}`]);
  if (rows.length === 0) return;
  const header = ["task", "added", "removed"].map(style.dim);
  print(`\n${formatNumberTable([header, ...rows])}`);
};

const printMoney = ({ [MONEY_TASK]: main, otherCurrencies = [] }: Simulation, { print }: Output): void => {
  for (const { before, after, currency } of [main, ...otherCurrencies])
    if (before !== after)
      print(
        `\n${MONEY_TASK} ${money(before, currency)} → ${money(after, currency)} (${money(after - before, currency)})`,
      );
};

const taskLine = ({ key, lineIds, because }: ExampleTask): string =>
  `${key} (lines ${lineIds.join(", ")}; ${because.map(({ ruleId }) => ruleId).join(", ")})`;

const printExamples = ({ examples }: Simulation, { style, print }: Output): void => {
  if (examples.length > 0) print(style.dim("\nfor example"));
  for (const { orderId, added, removed } of examples.slice(0, MAX_EXAMPLES)) {
    print(style.bold(orderId));
    for (const task of removed) print(style.red(`  - ${taskLine(task)}`));
    for (const task of added) print(style.green(`  + ${taskLine(task)}`));
  }
};

export const printSimulation = (simulation: Simulation, output: Output): void => {
  const { style, print } = output;
  const { rulebookVersion, against, ordersReplayed, ordersDiffering, note, incomplete } = simulation;
  print(style.bold(`version ${rulebookVersion} against the active version ${against}`));
  if (ordersReplayed === 0) {
    print(style.yellow(note ?? "no recorded orders: nothing was compared"));
    return;
  }
  print(
    `${ordersReplayed} orders replayed, ${ordersDiffering === 0 ? "none would differ" : `${ordersDiffering} would differ`}`,
  );
  if (incomplete) print(style.yellow("not all of them: time ran out; narrow the period with --since"));
  printRules(simulation, output);
  printTasks(simulation, output);
  printMoney(simulation, output);
  printExamples(simulation, output);
};
