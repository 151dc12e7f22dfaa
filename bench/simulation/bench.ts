/**
 * `npm run bench:simulation`: records orders in a Postgres of its own, saves a draft with an exception and a campaign, and
 * has the deployed function simulate it. Prints how long that takes and how much memory.
 */
import "../../dev/isolate-process.ts";
import pg from "pg";
import { formatTable } from "../../cli/terminal/table.ts";
import { startTemporaryPostgres } from "../../dev/postgres/temporary-postgres.ts";
import { prepareDatabase } from "../../functions/migrate/migrate.ts";
import { BOOKINGS, type BookingName } from "../../lib/tasks/definition.ts";
import { benchOptions } from "../command-line.ts";
import { type FunctionCall, invokeRulebooks } from "./invoke-rulebooks.ts";
import { draftOf } from "./draft.ts";
import { recordOrders } from "./recorded-orders.ts";

const MEMORY_SAMPLE_MS = 20;

const { orders } = benchOptions(
  "npm run bench:simulation --",
  "Simulates a draft on recorded orders; prints how long that takes and how much memory.",
  { orders: { description: "orders to record", default: 100_000, max: 10_000_000 } },
);

type Simulation = {
  readonly ordersReplayed: number;
  readonly ordersDiffering: number;
  readonly tasks: unknown;
  readonly examples: readonly unknown[];
  readonly incomplete?: boolean;
} & { readonly [Name in BookingName]: unknown };

const megabytes = (bytes: number): string => `${Math.round(bytes / 1_024 / 1_024)} MB`;

/** The result of a call, its seconds, and the resident memory before and at its peak, in bytes. */
const measured = async <T>(call: () => Promise<T>) => {
  const before = process.memoryUsage().rss;
  let peak = before;
  const sampler = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, MEMORY_SAMPLE_MS);
  const started = performance.now();
  const result = await call();
  clearInterval(sampler);
  return { result, seconds: (performance.now() - started) / 1_000, before, peak };
};

const run = async (url: string): Promise<string[][]> => {
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  await recordOrders(pool, orders);
  const { rows } = await pool.query<{ source: string }>("select source from rulebooks where version = 1");
  await pool.end();
  const draft: FunctionCall = {
    resource: "/rulebooks",
    body: draftOf(rows[0]!.source),
    contentType: "application/yaml",
  };
  const { version } = await invokeRulebooks<{ version: number }>(url, 201, draft);
  const simulation: FunctionCall = {
    resource: "/rulebooks/{version}/simulation",
    pathParameters: { version: String(version) },
    body: "{}",
    contentType: "application/json",
  };
  const { result, seconds, before, peak } = await measured(() =>
    invokeRulebooks<Simulation>(url, 200, simulation),
  );
  const perSecond = Math.round(result.ordersReplayed / seconds);
  return [
    ["orders replayed", `${result.ordersReplayed} in ${seconds.toFixed(1)} s (${perSecond} a second)`],
    ["orders differing", String(result.ordersDiffering)],
    ["memory before, peak", `${megabytes(before)}, ${megabytes(peak)}`],
    ["tasks", JSON.stringify(result.tasks)],
    ...BOOKINGS.map((name) => [name, JSON.stringify(result[name])]),
    ["examples", String(result.examples.length)],
    ...(result.incomplete ? [["incomplete", "the result covers only some of the orders"]] : []),
  ];
};

const postgres = await startTemporaryPostgres();
try {
  await prepareDatabase(postgres.url);
  console.log(formatTable(await run(postgres.url)));
} finally {
  const { closeDatabase } = await import("../../lib/runtime/database-pool.ts");
  await closeDatabase();
  await postgres.stop();
}
