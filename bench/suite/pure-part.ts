/** Deciding and checking, which need no service; and the benchmarks that print tables of their own. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { systemEnvironment } from "../../dev/environment.ts";
import { loadRulebook } from "../../lib/rulebook/check/load-rulebook.ts";
import { despachoEngine, type RuleEngine } from "../decide/engines.ts";
import { fullEngine } from "../decide/full.ts";
import { ORDERS } from "../decide/orders.ts";
import type { Results } from "./results.ts";

const MEASURE_MS = 1_000;

/** Calls per second, after as many calls as fit into a fifth of the time. */
const perSecond = (call: (number: number) => unknown): number => {
  const during = (milliseconds: number): number => {
    const started = performance.now();
    let calls = 0;
    while (performance.now() - started < milliseconds) for (let one = 0; one < 10; one++) call(calls++);
    return (calls / (performance.now() - started)) * 1_000;
  };
  during(MEASURE_MS / 5);
  return during(MEASURE_MS);
};

const decidesPerSecond = ({ decideOne }: RuleEngine): number =>
  perSecond((number) => decideOne(ORDERS[number % ORDERS.length]!));

const SOURCE = readFileSync(new URL("../../rules/default.yaml", import.meta.url), "utf8");

export const measurePure = (results: Results): void => {
  results.add("decide, the starting rules", "decisions/s", decidesPerSecond(despachoEngine()));
  results.add("decide, sums, lists, history, tables", "decisions/s", decidesPerSecond(fullEngine()));
  results.add("check of the starting rulebook", "ms", 1_000 / perSecond(() => loadRulebook(SOURCE)));
};

/** @returns what a benchmark printed */
export const runBenchmark = async (
  file: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<string> => {
  const script = fileURLToPath(new URL(file, import.meta.url));
  const options = { env: systemEnvironment(process.env), signal, maxBuffer: 10_000_000 };
  return (await promisify(execFile)(process.execPath, [script, ...args], options)).stdout.trim();
};

export const measureSimulation = async (
  results: Results,
  orders: number,
  signal: AbortSignal,
): Promise<void> => {
  const printed = await runBenchmark("../simulation/bench.ts", ["--orders", String(orders)], signal);
  const [, rate] = /\((\d+) a second\)/.exec(printed) ?? [];
  results.add("simulation", "replays/s", Number(rate));
};
