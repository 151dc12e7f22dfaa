/**
 * `npm run chaos`: orders of every kind on a stack of its own, while its processes are killed, its services fail and its clients
 * behave badly. Then a reference model says what must be there: nothing lost, doubled, wrong or stuck.
 */
import "../../dev/isolate-process.ts";
import { benchOptions } from "../../bench/command-line.ts";
import { runBench } from "../../bench/run-bench.ts";
import { DISTURBANCES } from "./disturbances/catalogue.ts";
import { reportOf } from "./report.ts";
import { runChaos } from "./run-chaos.ts";

const { only, ...numbers } = benchOptions(
  "npm run chaos --",
  "Posts orders of every kind to a stack of its own whose parts are killed and fail, and compares the outcome with a model.",
  {
    orders: { description: "how many", default: 2_000, max: 100_000 },
    seed: {
      description: "the same seed makes the same orders and the same disturbances",
      default: 1,
      max: 999_999_999,
    },
    clients: { description: "clients at the same time", default: 16, max: 200 },
    minutes: { description: "how long it may take until no task is open", default: 9, max: 600 },
    rounds: { description: "how often each disturbance comes", default: 2, max: 100 },
  },
  { only: { description: "disturbances whose name contains the text, such as kill", default: "" } },
);

const run = async (stopping: AbortSignal): Promise<void> => {
  const disturbances = DISTURBANCES.filter(({ name }) => name.includes(only));
  const options = { ...numbers, disturbances };
  const result = await runChaos(options, console.log, stopping);
  const { text, failures } = reportOf(result, options);
  console.log(`\n${text}`);
  if (failures.length > 0) throw new Error(`seed ${options.seed} has differences`);
};

await runBench("chaos", run);
