/** What takes longest: checking the largest rulebooks, and deciding orders of 500 lines under them. */
import { formatNumberTable } from "../../cli/terminal/table.ts";
import { checkRulebook } from "../../lib/rulebook/check/check-rulebook.ts";
import { compile } from "../../lib/rulebook/compile.ts";
import { decide } from "../../lib/rulebook/decide.ts";
import { decideWithWhyNot } from "../../lib/rulebook/why-not.ts";
import { CATALOGUE } from "../../test/support/decisions.ts";
import { LARGEST_ORDERS, LARGEST_RULEBOOKS } from "../../test/support/largest-rulebooks.ts";
import { median, percentile } from "../statistics.ts";

const RUNS = 5;

const OPTIONS = { skus: new Set(Object.keys(CATALOGUE)), now: "2026-01-01T00:00:00Z", catalogue: CATALOGUE };

const timesOf = (run: () => unknown): readonly number[] => {
  run();
  return Array.from({ length: RUNS }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
};

const shown = (times: readonly number[]): readonly string[] => [
  median(times).toFixed(0),
  percentile(times, 0.99).toFixed(0),
];

/** The times of the order that takes longest. */
const slowest = (measurements: readonly (readonly number[])[]): readonly number[] =>
  measurements.toSorted((one, other) => median(other) - median(one))[0]!;

const rowOf = (name: string, source: string): readonly string[] => {
  const checked = checkRulebook(source, "yaml", OPTIONS);
  if (!checked.ok) throw new Error(`${name}: ${checked.issues[0]!.detail}`);
  const compiled = compile(checked.rulebook);
  const orders = [...LARGEST_ORDERS.values()];
  return [
    name,
    ...shown(timesOf(() => checkRulebook(source, "yaml", OPTIONS))),
    ...shown(slowest(orders.map((order) => timesOf(() => decide(compiled, 1, order, CATALOGUE))))),
    ...shown(slowest(orders.map((order) => timesOf(() => decideWithWhyNot(compiled, 1, order, CATALOGUE))))),
  ];
};

/** A table of p50 and p99; for deciding, of the order that takes longest. */
export const largestReport = (): string =>
  formatNumberTable([
    ["rulebook", "check p50", "p99", "decide p50", "p99", "with why-not p50", "p99"],
    ...[...LARGEST_RULEBOOKS].map(([name, source]) => [...rowOf(name, source)]),
  ]);
