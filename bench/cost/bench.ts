/**
 * `npm run bench:cost`: measures what an order uses of every service that is billed by use, on a local stack of its own, and
 * prints what a million orders and a month without orders cost at list prices. Loopback only.
 */
import "../../dev/isolate-process.ts";
import { cpus } from "node:os";
import { formatNumber, formatNumberTable } from "../../cli/terminal/table.ts";
import type { Stack } from "../../dev/stack.ts";
import { startTemporaryStack } from "../../dev/temporary-stack.ts";
import { benchOptions } from "../command-line.ts";
import { runBench } from "../run-bench.ts";
import {
  asOfRange,
  type BillLine,
  billOfMonth,
  billOfOrders,
  declaredFunctions,
  type DeclaredFunction,
  deployedResources,
  formatDollars,
  sumOfMicros,
} from "./bill.ts";
import {
  type Load,
  type Measurement,
  maxOrdersPerSecond,
  measure,
  MIX_DESCRIPTION,
  MIX_SIZE,
  type PhaseResult,
  TIME_BASED_FUNCTIONS,
} from "./measure.ts";
import { type FunctionUsage, startCountingSqs } from "./usage.ts";

const functionCells = (usage: FunctionUsage | undefined, orders: number, gigabytes: number): string[] =>
  usage === undefined
    ? ["0", "", "", ""]
    : [
        formatNumber(usage.invocations / orders),
        usage.median.toFixed(1),
        usage.mean.toFixed(1),
        ((usage.billedSeconds * gigabytes) / orders).toFixed(4),
      ];

const functionTable = (
  phases: readonly PhaseResult[],
  declared: ReadonlyMap<string, DeclaredFunction>,
): string => {
  const usageIn = ({ phase }: PhaseResult, name: string) => phase.functions.find((one) => one.name === name);
  const invoked = [...declared].filter(
    ([name]) =>
      !TIME_BASED_FUNCTIONS.includes(name) && phases.some((phase) => usageIn(phase, name) !== undefined),
  );
  const rows = invoked.map(([name, { gigabytes }]) => [
    name,
    String(gigabytes * 1_024),
    ...phases.flatMap((result) => functionCells(usageIn(result, name), result.phase.orders, gigabytes)),
  ]);
  const header = phases.flatMap(({ name }) => [`${name}: times`, "median ms", "mean ms", "GB-s"]);
  return formatNumberTable([["function", "MB", ...header], ...rows]);
};

const USAGE_ROWS: readonly (readonly [string, (result: PhaseResult) => string])[] = [
  ["orders in the phase", ({ phase }) => formatNumber(phase.orders)],
  ["seconds", ({ phase }) => phase.seconds.toFixed(1)],
  ["invocations", ({ perOrder }) => formatNumber(perOrder.invocations)],
  ["SQS sends, counted", ({ perOrder }) => formatNumber(perOrder.sends)],
  ["SQS receives with messages, one a batch", ({ perOrder }) => formatNumber(perOrder.receives)],
  ["SQS deletes, one a batch", ({ perOrder }) => formatNumber(perOrder.receives)],
  ["mails", ({ perOrder }) => formatNumber(perOrder.mails)],
  ["KB of log, Lambda's own lines too", ({ perOrder }) => formatNumber(perOrder.logBytes / 1_000)],
  ["KB of response, headers too", ({ perOrder }) => formatNumber(perOrder.responseBytes / 1_000)],
  ["KB of write-ahead log", ({ phase }) => formatNumber(phase.database.walBytes / phase.orders / 1_000)],
  ["KB more in the database", ({ perOrder }) => formatNumber(perOrder.storedBytes / 1_000)],
  [
    "Postgres CPU, ms",
    ({ phase }) =>
      phase.database.cpuSeconds === undefined
        ? "not known here"
        : formatNumber((phase.database.cpuSeconds / phase.orders) * 1_000),
  ],
];

const usageTable = (phases: readonly PhaseResult[]): string =>
  formatNumberTable([
    ["an order", ...phases.map(({ name }) => name)],
    ...USAGE_ROWS.map(([label, cellOf]) => [label, ...phases.map(cellOf)]),
  ]);

const total = (bill: readonly BillLine[]): string =>
  formatDollars(sumOfMicros(bill.map(({ micros }) => micros)));

const cells = ({ quantity, micros }: BillLine): string[] => [formatNumber(quantity), formatDollars(micros)];

const ordersTable = (phases: readonly PhaseResult[]): string => {
  const bills = phases.map(({ perOrder }) => billOfOrders(perOrder));
  const rows = bills[0]!.map(({ item, price }, index) => [
    item,
    price.unit,
    ...bills.flatMap((bill) => cells(bill[index]!)),
    price.asOf,
  ]);
  return formatNumberTable([
    ["a million orders", "unit", ...phases.flatMap(({ name }) => [name, "USD"]), "price as of"],
    ...rows,
    ["total", "", ...bills.flatMap((bill) => ["", total(bill)]), ""],
  ]);
};

const monthTable = (bill: readonly BillLine[]): string =>
  formatNumberTable([
    ["a month without orders", "unit", "quantity", "USD", "price as of"],
    ...bill.map((line) => [line.item, line.price.unit, ...cells(line), line.price.asOf]),
    ["total", "", "", total(bill), ""],
  ]);

const capacityNote = (ordersPerSecond: number): string => `
Aurora's estimate takes the CPU time of Postgres here for Aurora's, and 1 ACU for a quarter of a core, twice because the
standby scales with the writer. The smallest size, which the month includes, carries about ${formatNumber(ordersPerSecond)} orders a second at once; a
million a month are 0.4 a second on average. Up to that rate the line costs nothing more.`;

/** @param ordersPerSecond that the smallest Aurora carries; undefined when CPU time could not be read */
const notes = (ordersPerSecond: number | undefined): string => {
  const [from, to] = asOfRange();
  const cpu = cpus()[0]?.model.trim() || "an unnamed CPU";
  return `Measured on ${cpu} (${process.arch}, ${cpus().length} cores), shared with Postgres, the emulators, this bench and
other processes: every function is warm and in one of two processes, without a network between services.
Durations include that contention, most of all those at once: on Lambda, where each invocation has a container to itself,
expect those one by one. Not included are cold starts, which Lambda also bills, and the difference between this CPU and
Lambda's arm64 cores. Calculated, not measured: receives and deletes (one each per batch of a function), the three log lines
of Lambda, everything per month, and every amount.${ordersPerSecond === undefined ? "" : capacityNote(ordersPerSecond)}
Prices are list prices of us-east-1 from sources of ${from} to ${to}, some undated; bench/cost/bill.ts names the pages
with current prices. Not included: free tiers, tax, support, retries after failures, reading orders, log storage, backups,
traffic between zones.`;
};

const print = async (
  { phases, timeBased }: Measurement,
  functions: ReadonlyMap<string, DeclaredFunction>,
  { orders, clients }: Load,
): Promise<void> => {
  const resources = await deployedResources();
  const { cpuSeconds } = phases.at(-1)!.phase.database;
  const ordersPerSecond = cpuSeconds && maxOrdersPerSecond(resources.minimumAcu, cpuSeconds / orders);
  const texts = [
    `Of ${MIX_SIZE} orders: ${MIX_DESCRIPTION}.
One by one, an order is completed before the next is posted, as on a quiet day; at once, ${clients} clients post as fast as they can and batches fill.`,
    functionTable(phases, functions),
    usageTable(phases),
    ordersTable(phases),
    monthTable(billOfMonth(resources, functions, timeBased)),
    notes(ordersPerSecond),
  ];
  console.log(`\n${texts.join("\n\n")}`);
};

const run = async (load: Load, stopping: AbortSignal): Promise<void> => {
  const functions = declaredFunctions();
  const sqs = await startCountingSqs();
  let stack: Stack | undefined;
  try {
    const env = { AWS_ENDPOINT_URL_SQS: sqs.endpoint };
    console.log("Starting Postgres, SQS, SES and the functions …");
    stack = await startTemporaryStack("cost", env, console.log, stopping);
    await print(await measure(stack, sqs, functions, load, stopping), functions, load);
  } finally {
    await stack?.stop();
    await sqs.stop();
  }
};

const load = benchOptions(
  "npm run bench:cost --",
  "Measures what an order uses on a local stack, and prints what a million orders and a month without orders cost.",
  {
    orders: { description: "orders to post at once", default: 400, max: 10_000 },
    // More clients could post an upgrade before the membership nineteen orders earlier is accepted.
    clients: { description: "clients that post at the same time", default: 8, max: 10 },
  },
);
await runBench("bench:cost", (stopping) => run(load, stopping));
