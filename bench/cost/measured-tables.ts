/** What was measured, as tables. */
import type { Line } from "./bill.ts";
import type { DeclaredFunction } from "./infrastructure.ts";
import type { FunctionUse } from "./invocations.ts";
import { columns, number } from "./layout.ts";
import { BY_THE_CLOCK, type PerOrder } from "./per-order.ts";
import type { Phase } from "./phase.ts";

/** A phase and what came of it, named for the heads of columns. */
export type Column = {
  readonly name: string;
  readonly phase: Phase;
  readonly one: PerOrder;
  readonly bill: readonly Line[];
};

const cellsOf = (use: FunctionUse | undefined, orders: number, gigabytes: number): string[] =>
  use === undefined
    ? ["0", "", "", ""]
    : [
        number(use.invocations / orders),
        use.median.toFixed(1),
        use.mean.toFixed(1),
        ((use.billedSeconds * gigabytes) / orders).toFixed(4),
      ];

export const functionTable = (
  measured: readonly Column[],
  declared: ReadonlyMap<string, DeclaredFunction>,
): string => {
  const head = measured.flatMap(({ name }) => [`${name}: times`, "median ms", "mean ms", "GB-s"]);
  const used = [...declared].filter(
    ([name]) =>
      !BY_THE_CLOCK.includes(name) &&
      measured.some(({ phase }) => phase.functions.some((use) => use.name === name)),
  );
  const rows = used.map(([name, { gigabytes }]) => {
    const cells = measured.flatMap(({ phase }) =>
      cellsOf(
        phase.functions.find((use) => use.name === name),
        phase.orders,
        gigabytes,
      ),
    );
    return [name, String(gigabytes * 1_024), ...cells];
  });
  return columns([["function", "MB", ...head], ...rows]);
};

type Fact = readonly [string, (column: Column) => string];

const FACTS: readonly Fact[] = [
  ["orders in the phase", ({ phase }) => number(phase.orders)],
  ["seconds", ({ phase }) => phase.seconds.toFixed(1)],
  ["invocations", ({ one }) => number(one.invocations)],
  ["SQS sends, counted", ({ one }) => number(one.sends)],
  ["SQS receives with messages, one a batch", ({ one }) => number(one.receives)],
  ["SQS deletes, one a batch", ({ one }) => number(one.receives)],
  ["mails", ({ one }) => number(one.mails)],
  ["KB of log, Lambda's own lines too", ({ one }) => number(one.logBytes / 1_000)],
  ["KB of answer, headers too", ({ one }) => number(one.answerBytes / 1_000)],
  ["KB of write-ahead log", ({ phase }) => number(phase.database.walBytes / phase.orders / 1_000)],
  ["KB more in the database", ({ one }) => number(one.storedBytes / 1_000)],
  [
    "Postgres CPU, ms",
    ({ phase }) =>
      phase.database.cpuSeconds === undefined
        ? "not known here"
        : number((phase.database.cpuSeconds / phase.orders) * 1_000),
  ],
];

export const factTable = (measured: readonly Column[]): string =>
  columns([
    ["an order", ...measured.map(({ name }) => name)],
    ...FACTS.map(([what, of]) => [what, ...measured.map(of)]),
  ]);
