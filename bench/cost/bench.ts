/**
 * `npm run bench:cost [-- --orders 400 --clients 8]`: what an order takes of every service that is paid for by use, measured on a
 * stack of its own, and what that and an idle month cost at list prices. Loopback only; leaves nothing behind.
 */
import { parseArgs } from "node:util";
import { type Stack, startStack } from "../../dev/stack.ts";
import { shutdownSignal } from "../../dev/shutdown-signal.ts";
import { temporaryDirectory } from "../../dev/temporary-directory.ts";
import { billOfMonth } from "./bill.ts";
import { billTable, monthTable } from "./bill-tables.ts";
import { measurementNotes } from "./measurement-notes.ts";
import { startCountingSqs } from "./counting-sqs.ts";
import { declaredFunctions, deployedResources } from "./infrastructure.ts";
import { type Load, type Measurement, measure } from "./measure.ts";
import { factTable, functionTable } from "./measurement-tables.ts";
import { MIX_DESCRIPTION, MIX_SIZE } from "./order-mix.ts";
import { maxOrdersPerSecond } from "./per-order.ts";

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

const REPLACED = ["DATABASE_URL", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_SES"];

/** Nothing that is configured elsewhere is used, and the SQS is the one that counts. */
const environment = (sqsEndpoint: string): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !REPLACED.includes(name))),
  AWS_ENDPOINT_URL_SQS: sqsEndpoint,
});

const functions = declaredFunctions();

const show = async ({ phases: columns, timeBased: byTheClock }: Measurement): Promise<void> => {
  const parts = await deployedResources();
  const { cpuSeconds } = columns.at(-1)!.phase.database;
  const capacity = cpuSeconds && maxOrdersPerSecond(parts.minimumAcu, cpuSeconds / load.orders);
  const tables = [
    `Of ${MIX_SIZE} orders: ${MIX_DESCRIPTION}.
One by one, each message travels alone, as on a quiet day; at once, ${load.clients} clients post as fast as they can and batches fill.`,
    functionTable(columns, functions),
    factTable(columns),
    billTable(columns),
    monthTable(billOfMonth(parts, functions, byTheClock)),
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
} catch (fault) {
  if (stopping.aborted) process.exit(INTERRUPTED);
  console.error(`The bench failed: ${fault instanceof Error ? fault.message : String(fault)}`);
  process.exit(1);
}
