/** Measures one contestant: orders a second in one stretch, then the time of single orders for the percentiles. */
import type { RuleEngine } from "./engines.ts";
import { ORDERS } from "./orders.ts";

export type Measurement = { readonly perSecond: number; readonly p50: number; readonly p99: number };

const WARM_UP_MS = 1_000;
const MEASURE_MS = Number(process.env.BENCH_MS ?? 3_000);
const STRETCHES = 5;
const MOST_SAMPLES = 400_000;

/** Runs for a while. Awaits only what is asynchronous: an await costs a synchronous decision more than itself. */
const runFor = async ({ decideOne, isAsync }: RuleEngine, millis: number): Promise<number> => {
  const started = performance.now();
  let decided = 0;
  while (performance.now() - started < millis) {
    for (let index = 0; index < 100; index += 1) {
      const order = ORDERS[(decided + index) % ORDERS.length]!;
      if (isAsync) await decideOne(order);
      else decideOne(order);
    }
    decided += 100;
  }
  return (decided / (performance.now() - started)) * 1000;
};

const sampleFor = async ({ decideOne, isAsync }: RuleEngine, millis: number): Promise<Float64Array> => {
  const samples: number[] = [];
  const started = performance.now();
  while (performance.now() - started < millis && samples.length < MOST_SAMPLES) {
    const order = ORDERS[samples.length % ORDERS.length]!;
    const before = process.hrtime.bigint();
    if (isAsync) await decideOne(order);
    else decideOne(order);
    samples.push(Number(process.hrtime.bigint() - before) / 1000);
  }
  return Float64Array.from(samples).sort();
};

const percentile = (sorted: Float64Array, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

/** The median of several stretches, so that a neighbour's burst of work does not decide. Times in microseconds. */
export const measure = async (contestant: RuleEngine): Promise<Measurement> => {
  await runFor(contestant, WARM_UP_MS);
  const stretches: number[] = [];
  for (let stretch = 0; stretch < STRETCHES; stretch += 1)
    stretches.push(await runFor(contestant, MEASURE_MS / STRETCHES));
  const samples = await sampleFor(contestant, MEASURE_MS);
  return {
    perSecond: stretches.toSorted((left, right) => left - right)[Math.floor(STRETCHES / 2)]!,
    p50: percentile(samples, 0.5),
    p99: percentile(samples, 0.99),
  };
};
