/**
 * `npm run bench`: how fast the whole and its parts are, in one table: the SQL floor, the functions invoked directly, the local
 * stack, deciding, checking, a simulation and the bundles. Loopback only.
 */
import "../../dev/isolate-process.ts";
import { mkdirSync } from "node:fs";
import { cpus } from "node:os";
import { resolve } from "node:path";
import { benchOptions } from "../command-line.ts";
import { runBench } from "../run-bench.ts";
import { FLOOR, measureDirect, storeOrders } from "./direct-part.ts";
import { startLocalServices } from "./local-services.ts";
import { measurePeers } from "./peers-part.ts";
import { measurePure, measureSimulation, runBenchmark } from "./pure-part.ts";
import { Results, resultTable } from "./results.ts";
import { measureStack } from "./stack-part.ts";

const SIMULATED_ORDERS = 20_000;

const options = benchOptions(
  "npm run bench --",
  "Measures the SQL floor, the functions invoked directly, the local stack, deciding, checking, a simulation and the bundles.",
  {
    runs: { description: "how often each is measured", default: 3, max: 20 },
    orders: { description: "orders in each measurement", default: 400, max: 100_000 },
    stored: { description: "also measure with as many orders stored", default: 0, max: 10_000_000 },
  },
  {
    profile: { description: "folder for CPU profiles of the functions", default: "" },
    only: { description: "of direct, stack, peers, pure, simulation, bundles", default: "" },
  },
  { peers: "also measure graphile-worker, pg-boss and DBOS with the same rows (they are installed first)" },
);

const isWanted = (part: string): boolean => options.only === "" || options.only.split(",").includes(part);

/** @param stored orders that are stored beforehand */
const measureParts = async (results: Results, stored: number, signal: AbortSignal): Promise<void> => {
  const { runs, orders } = options;
  const label = stored === 0 ? "" : `, beside ${stored.toLocaleString("en")} orders`;
  const profile = stored === 0 && options.profile !== "" ? resolve(options.profile) : "";
  if (profile !== "") mkdirSync(profile, { recursive: true });
  if (isWanted("direct")) {
    const services = await startLocalServices();
    try {
      if (stored > 0) await storeOrders(services.databaseUrl, stored);
      for (let run = 0; run < runs; run++)
        await measureDirect({ services, orders, results, label, profile, signal });
    } finally {
      await services.stop();
    }
  }
  if (isWanted("stack")) await measureStack({ orders, runs, results, label, stored, signal });
};

const run = async (signal: AbortSignal): Promise<void> => {
  const { runs, orders } = options;
  const results = new Results();
  await measureParts(results, 0, signal);
  if (options.stored > 0) await measureParts(results, options.stored, signal);
  if (options.peers) await measurePeers(results, { runs, orders, signal });
  for (let count = 0; count < runs && isWanted("pure"); count++) measurePure(results);
  if (isWanted("simulation")) await measureSimulation(results, SIMULATED_ORDERS, signal);
  console.log(`\n${resultTable(results.all(), FLOOR)}`);
  console.log(`
${runs} runs of ${orders} orders with 3 lines and 4 tasks. Ratio: median by that of "${FLOOR}".
${cpus()[0]?.model.trim() || "An unnamed CPU"}, ${cpus().length} cores, shared with the clients and with whatever else runs here.`);
  if (isWanted("bundles")) console.log(`\n${await runBenchmark("../bundles/bench.ts", [], signal)}`);
};

await runBench("bench", run);
