/** Measures one engine with tinybench, which subtracts the time that its own clock takes. */
import { Bench } from "tinybench";
import type { RuleEngine } from "./engines.ts";
import { ORDERS } from "./orders.ts";

/** Orders per second, and percentiles of the time for one order in microseconds. */
export type Measurement = { readonly perSecond: number; readonly p50: number; readonly p99: number };

const WARM_UP_MS = 1_000;
const MEASURE_MS = Number(process.env.BENCH_MS ?? 6_000);

const MICROSECONDS_PER_MS = 1_000;

export const measure = async ({ name, decideOne, isAsync }: RuleEngine): Promise<Measurement> => {
  let decided = 0;
  const decideNext = () => {
    decided += 1;
    return decideOne(ORDERS[decided % ORDERS.length]!);
  };
  const bench = new Bench({ time: MEASURE_MS, warmupTime: WARM_UP_MS, throws: true });
  bench.add(name, decideNext, { async: isAsync });
  const [task] = await bench.run();
  if (task?.result.state !== "completed") throw new Error(`${name} was not measured`);
  const { mean, p50, p99 } = task.result.latency;
  return {
    perSecond: 1_000 / mean,
    p50: p50 * MICROSECONDS_PER_MS,
    p99: p99 * MICROSECONDS_PER_MS,
  };
};
