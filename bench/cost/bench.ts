/**
 * `npm run bench:cost [-- --orders 400 --clients 8]`: what an order takes of every service that is paid for by use, measured on a
 * stack of its own, and what that and an idle month cost at list prices. Loopback only; leaves nothing behind.
 */
import { formatNumber, formatNumberTable } from "../../cli/terminal/table.ts";
import { shutdownSignal } from "../../dev/shutdown-signal.ts";
import { type Stack, startStack } from "../../dev/stack.ts";
import { temporaryDirectory } from "../../dev/temporary-directory.ts";
import {
  type BillLine,
  TIME_BASED_FUNCTIONS,
  asOfRange,
  billOfMonth,
  formatDollars,
  maxOrdersPerSecond,
  sum,
} from "./bill.ts";
import {
  type Load,
  MIX_DESCRIPTION,
  MIX_SIZE,
  type Measurement,
  type PhaseResult,
  measure,
} from "./measure.ts";
import {
  type DeclaredFunction,
  type FunctionUsage,
  declaredFunctions,
  deployedResources,
  startCountingSqs,
} from "./usage.ts";
import { cpus } from "node:os";
import { parseArgs } from "node:util";

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
  return formatNumberTable([["function", "MB", ...head], ...rows]);
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
  ["KB of response, headers too", ({ perOrder: one }) => formatNumber(one.responseBytes / 1_000)],
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
  formatNumberTable([
    ["an order", ...measured.map(({ name }) => name)],
    ...FACTS.map(([what, of]) => [what, ...measured.map(of)]),
  ]);

const totalOf = (lines: readonly BillLine[]): string => formatDollars(sum(lines.map(({ micros }) => micros)));

export const billTable = (measured: readonly PhaseResult[]): string => {
  const [first] = measured;
  const rows = first!.bill.map(({ item: what, price }, index) => [
    what,
    price.unit,
    ...measured.flatMap(({ bill }) => [
      formatNumber(bill[index]!.quantity),
      formatDollars(bill[index]!.micros),
    ]),
    price.asOf,
  ]);
  return formatNumberTable([
    ["a million orders", "unit", ...measured.flatMap(({ name }) => [name, "USD"]), "known in"],
    ...rows,
    ["all of it", "", ...measured.flatMap(({ bill }) => ["", totalOf(bill)]), ""],
  ]);
};

export const monthTable = (lines: readonly BillLine[]): string =>
  formatNumberTable([
    ["a month without orders", "unit", "quantity", "USD", "known in"],
    ...lines.map(({ item: what, price, quantity, micros }) => [
      what,
      price.unit,
      formatNumber(quantity),
      formatDollars(micros),
      price.asOf,
    ]),
    ["all of it", "", "", totalOf(lines), ""],
  ]);

const machine = (): string =>
  `${cpus()[0]?.model.trim() || "an unnamed CPU"} (${process.arch}, ${cpus().length} cores)`;

const carried = (ordersASecond: number): string => `
Aurora's estimate takes Postgres' CPU time here for Aurora's, and 1 ACU for a quarter of a core, twice because the standby
grows along. The smallest size, which the month pays for, carries about ${formatNumber(ordersASecond)} orders a second at once; a million a month are
0.4 a second on average. Up to what the smallest carries that line costs nothing more.`;

/** @param ordersASecond what the smallest Aurora carries, if that could be measured */
export const measurementNotes = (ordersASecond: number | undefined): string => {
  const [from, to] = asOfRange();
  return `Measured on ${machine()}, shared with Postgres, the emulators, this bench and whatever
else runs: every function warm and in one process of serverless-offline, no network between the parts. Durations hold that
contention, most of all those at once: on Lambda, where each invocation has a container to itself, expect the ones one by one.
Cold starts, which Lambda bills too, are not in them, and its arm64 cores at this memory differ from this one. Calculated:
receives and deletes (one each a batch that a function was given), Lambda's own three log lines, what goes by the month,
and every dollar.${ordersASecond === undefined ? "" : carried(ordersASecond)}
Prices are list prices of us-east-1 as last seen stated between ${from} and ${to}, some undated; bench/cost/bill.ts says
where to check them. Left out: free tiers, tax, support, retries after failures, reading orders back, log storage, backups,
traffic between zones.`;
};

const INTERRUPTED = 130;

const { values } = parseArgs({
  options: { orders: { type: "string", default: "400" }, clients: { type: "string", default: "8" } },
});

const bounded = (name: "orders" | "clients", most: number): number => {
  const value = Number(values[name]);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  console.error(`--${name} must be a whole number from 1 to ${most}`);
  process.exit(2);
};

// More clients could let an upgrade overtake its membership, which comes nineteen orders before it.
const load: Load = { orders: bounded("orders", 10_000), clients: bounded("clients", 10) };

const REPLACED_VARIABLES = ["DATABASE_URL", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_SES"];

/** Nothing that is configured elsewhere is used, and the SQS is the one that counts. */
const environment = (sqsEndpoint: string): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !REPLACED_VARIABLES.includes(name))),
  AWS_ENDPOINT_URL_SQS: sqsEndpoint,
});

const functions = declaredFunctions();

const show = async ({ phases: columns, timeBased }: Measurement): Promise<void> => {
  const parts = await deployedResources();
  const { cpuSeconds } = columns.at(-1)!.phase.database;
  const capacity = cpuSeconds && maxOrdersPerSecond(parts.minimumAcu, cpuSeconds / load.orders);
  const tables = [
    `Of ${MIX_SIZE} orders: ${MIX_DESCRIPTION}.
One by one, each message travels alone, as on a quiet day; at once, ${load.clients} clients post as fast as they can and batches fill.`,
    functionTable(columns, functions),
    factTable(columns),
    billTable(columns),
    monthTable(billOfMonth(parts, functions, timeBased)),
    measurementNotes(capacity),
  ];
  console.log(`\n${tables.join("\n\n")}`);
};

const run = async (stopping: AbortSignal): Promise<void> => {
  const sqs = await startCountingSqs();
  let stack: Stack | undefined;
  try {
    const options = { port: 0, dataDir: temporaryDirectory("cost"), fresh: false, temporary: true };
    console.log("Starting Postgres, SQS, SES and the functions …");
    stack = await startStack(options, environment(sqs.endpoint), console.log, stopping);
    await show(await measure(stack, sqs, functions, load, stopping));
  } finally {
    await stack?.stop();
    await sqs.stop();
  }
};

const stopping = shutdownSignal();
try {
  await run(stopping);
} catch (error) {
  if (stopping.aborted) process.exit(INTERRUPTED);
  console.error(`The bench failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
