/** What was measured, as tables. */
import type { BillLine } from "./bill.ts";
import type { DeclaredFunction } from "./infrastructure.ts";
import type { FunctionUsage } from "./invocations.ts";
import { formatTable, formatNumber } from "./table.ts";
import { TIME_BASED_FUNCTIONS, type PerOrder } from "./per-order.ts";
import type { Phase } from "./phase.ts";

/** A phase and what came of it, named for the heads of columns. */
export type PhaseResult = {
  readonly name: string;
  readonly phase: Phase;
  readonly perOrder: PerOrder;
  readonly bill: readonly BillLine[];
};

const cellsOf = (use: FunctionUsage | undefined, orders: number, gigabytes: number): string[] =>
  use === undefined
    ? ["0", "", "", ""]
    : [
        formatNumber(use.invocations / orders),
        use.median.toFixed(1),
        use.mean.toFixed(1),
        ((use.billedSeconds * gigabytes) / orders).toFixed(4),
      ];

export const functionTable = (
  measured: readonly PhaseResult[],
  declared: ReadonlyMap<string, DeclaredFunction>,
): string => {
  const head = measured.flatMap(({ name }) => [`${name}: times`, "median ms", "mean ms", "GB-s"]);
  const used = [...declared].filter(
    ([name]) =>
      !TIME_BASED_FUNCTIONS.includes(name) &&
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
  return formatTable([["function", "MB", ...head], ...rows]);
};

type Fact = readonly [string, (column: PhaseResult) => string];

const FACTS: readonly Fact[] = [
  ["orders in the phase", ({ phase }) => formatNumber(phase.orders)],
  ["seconds", ({ phase }) => phase.seconds.toFixed(1)],
  ["invocations", ({ perOrder: one }) => formatNumber(one.invocations)],
  ["SQS sends, counted", ({ perOrder: one }) => formatNumber(one.sends)],
  ["SQS receives with messages, one a batch", ({ perOrder: one }) => formatNumber(one.receives)],
  ["SQS deletes, one a batch", ({ perOrder: one }) => formatNumber(one.receives)],
  ["mails", ({ perOrder: one }) => formatNumber(one.mails)],
  ["KB of log, Lambda's own lines too", ({ perOrder: one }) => formatNumber(one.logBytes / 1_000)],
  ["KB of answer, headers too", ({ perOrder: one }) => formatNumber(one.responseBytes / 1_000)],
  ["KB of write-ahead log", ({ phase }) => formatNumber(phase.database.walBytes / phase.orders / 1_000)],
  ["KB more in the database", ({ perOrder: one }) => formatNumber(one.storedBytes / 1_000)],
  [
    "Postgres CPU, ms",
    ({ phase }) =>
      phase.database.cpuSeconds === undefined
        ? "not known here"
        : formatNumber((phase.database.cpuSeconds / phase.orders) * 1_000),
  ],
];

export const factTable = (measured: readonly PhaseResult[]): string =>
  formatTable([
    ["an order", ...measured.map(({ name }) => name)],
    ...FACTS.map(([what, of]) => [what, ...measured.map(of)]),
  ]);
