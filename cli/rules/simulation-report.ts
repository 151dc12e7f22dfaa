/** Prints the result of a simulation. */
import type {
  ExampleFreeItem,
  ExampleNote,
  ExampleTask,
  OrderReference,
} from "../../lib/rulebook/difference-examples.ts";
import type { Changes } from "../../lib/rulebook/differences.ts";
import { formatMoney } from "../../lib/domain/format.ts";
import type { SimulationResult } from "../../lib/rulebook/simulate.ts";
import { BOOKINGS, type BookingName } from "../../lib/tasks/definition.ts";
import type { MoneyDifference } from "../../lib/rulebook/money-total.ts";
import type { Output } from "./offline-commands.ts";
import { formatNumberTable, formatTable } from "../terminal/table.ts";

export type Simulation = SimulationResult & {
  /** Null for a text that is not saved. */
  readonly rulebookVersion: number | null;
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

const printCounts = ({ tasks, freeItems, notes }: Simulation, { style, print }: Output): void => {
  const rows = Object.entries({ ...tasks, "free item": freeItems, ...(notes && { note: notes }) })
    .filter(([, { added, removed, changed }]) => added + removed + changed > 0)
    .map(([type, { added, removed, changed }]) => [type, `+${added}`, `-${removed}`, `~${changed}`]);
  if (rows.length === 0) return;
  const header = ["task", "new", "gone", "changed"].map(style.dim);
  print(`\n${formatNumberTable([header, ...rows])}`);
};

const moneyLines = (name: BookingName, { before, after, currency }: MoneyDifference): string[] => {
  const sums = `${money(before, currency)} → ${money(after, currency)} (${money(after - before, currency)})`;
  return before === after ? [] : [`${name} ${sums}`];
};

const printMoney = (simulation: Simulation, { print }: Output): void => {
  const { otherCurrencies = [], wouldBeRejected } = simulation;
  const currencies = [simulation, ...otherCurrencies.map((other) => ({ ...other, commission: other }))];
  const lines = [
    ...currencies.flatMap((sums) => BOOKINGS.flatMap((name) => moneyLines(name, sums[name]))),
    ...wouldBeRejected.map(
      ({ type, code, before, after }) =>
        `${type} tasks that would be rejected, ${code}: ${before} → ${after}`,
    ),
  ];
  if (lines.length > 0) print(`\n${lines.join("\n")}`);
};

const orderName = ({ orderId, clientId }: OrderReference): string =>
  clientId === undefined ? orderId : `${orderId} of ${clientId}`;

const SIGNS = { added: "+", removed: "-", changed: "~" } as const;

const printKinds = ({ kinds }: Simulation, { style, print }: Output): void => {
  if (kinds.length === 0) return;
  const rows = kinds.map(({ kind, change, orders, examples }) => [
    `${SIGNS[change]} ${kind}`,
    String(orders),
    examples.map(orderName).join(", "),
  ]);
  const header = ["difference", "orders", "for example"].map(style.dim);
  print(`\n${formatTable([header, ...rows])}`);
};

const taskLine = ({ key, lineIds, because }: ExampleTask): string =>
  `${key} (lines ${lineIds.join(", ")}; ${because.map(({ ruleId }) => ruleId).join(", ")})`;

const freeItemLine = ({ quantity, sku, ruleId, reason }: ExampleFreeItem): string =>
  `free ${quantity} × ${sku} (${ruleId}: ${reason})`;

const noteLine = ({ text, ruleId }: ExampleNote): string => `note ${text} (${ruleId})`;

const printChanges = <T>(
  changes: Changes<T>,
  lineOf: (value: T) => string,
  { style, print }: Output,
): void => {
  for (const value of changes.removed) print(style.red(`  - ${lineOf(value)}`));
  for (const value of changes.added) print(style.green(`  + ${lineOf(value)}`));
  for (const { before, after } of changes.changed) {
    print(style.yellow(`  ~ ${lineOf(before)}`));
    print(style.yellow(`    → ${lineOf(after)}`));
  }
};

const printExamples = ({ examples }: Simulation, output: Output): void => {
  const { style, print } = output;
  if (examples.length > 0) print("");
  for (const example of examples.slice(0, MAX_EXAMPLES)) {
    print(style.bold(orderName(example)));
    printChanges(example, taskLine, output);
    printChanges(example.freeItems, freeItemLine, output);
    if (example.notes) printChanges(example.notes, noteLine, output);
  }
};

export const printSimulation = (simulation: Simulation, output: Output): void => {
  const { style, print } = output;
  const { rulebookVersion, against, ordersReplayed, ordersDiffering, note, incomplete } = simulation;
  const draft = rulebookVersion === null ? "the file, which is not saved," : `version ${rulebookVersion}`;
  print(style.bold(`${draft} against the active version ${against}`));
  if (ordersReplayed === 0) {
    print(style.yellow(note ?? "no recorded orders: nothing was compared"));
    return;
  }
  print(
    `${ordersReplayed} orders replayed, ${ordersDiffering === 0 ? "none would differ" : `${ordersDiffering} would differ`}`,
  );
  if (incomplete) print(style.yellow("not all of them: time ran out; narrow the period with --since"));
  printRules(simulation, output);
  printCounts(simulation, output);
  printMoney(simulation, output);
  printKinds(simulation, output);
  printExamples(simulation, output);
};
