/** `npm run bench:decide`: the same rules and orders in three engines, one after the other, on one core. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { formatNumberTable } from "../../cli/terminal/table.ts";
import type { RuleEngine } from "./engines.ts";
import type { Measurement } from "./measure.ts";
import { ORDERS } from "./orders.ts";

const here = fileURLToPath(new URL(".", import.meta.url));

const install = (): void => {
  if (existsSync(`${here}node_modules/json-rules-engine`)) return;
  console.log("installing the engines to compare with (bench/decide only) …");
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], {
    cwd: here,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (status !== 0) throw new Error("the other engines could not be installed");
};

/** The engines are comparable only if they decide alike. */
const assertSameMatches = async (engines: readonly RuleEngine[]): Promise<void> => {
  for (const order of ORDERS.slice(0, 50)) {
    const results = await Promise.all(
      engines.map(async ({ matches, decideOne }) => matches(await decideOne(order)).join()),
    );
    if (new Set(results).size !== 1)
      throw new Error(`the engines disagree on ${order.orderId}:\n${results.join("\n")}`);
  }
};

const whole = (value: number): string => Math.round(value).toLocaleString("en");
const micros = (value: number): string => `${value.toFixed(1)} µs`;

const report = (results: readonly (readonly [RuleEngine, Measurement])[]): string => {
  const fastest = results[0]![1].perSecond;
  return formatNumberTable([
    ["engine", "orders/s", "p50", "p99", "ours is"],
    ...results.map(([{ name }, { perSecond, p50, p99 }]) => [
      name,
      whole(perSecond),
      micros(p50),
      micros(p99),
      `${(fastest / perSecond).toFixed(1)} ×`,
    ]),
  ]);
};

const main = async (): Promise<void> => {
  install();
  const { despachoEngine, jsonRulesEngine, zenEngine } = await import("./engines.ts");
  const { measure } = await import("./measure.ts");
  const engines = [despachoEngine(), zenEngine(false), zenEngine(true), jsonRulesEngine()];
  await assertSameMatches(engines);
  const [cpu] = cpus();
  console.log(
    `${cpu?.model ?? "unknown processor"}, ${cpus().length} cores (one used), Node ${process.version}`,
  );
  console.log(
    "8 rules × 5 lines; despacho with free items, merged tasks and reasons, the others only report which rules match\n",
  );
  const results: [RuleEngine, Measurement][] = [];
  for (const engine of engines) results.push([engine, await measure(engine)]);
  console.log(report(results));
  const { assertListCounts, listEngine, LIST_SIZES } = await import("./inputs.ts");
  assertListCounts();
  const withLists: [RuleEngine, Measurement][] = [];
  for (const engine of [despachoEngine(), ...LIST_SIZES.map(listEngine)])
    withLists.push([engine, await measure(engine)]);
  console.log(
    `\nwith a rule that looks into a list and reads the customer's history\n\n${report(withLists)}`,
  );
  const { assertAllCount, fullEngine } = await import("./full.ts");
  assertAllCount();
  const full = fullEngine();
  const grown = [[despachoEngine(), withLists[0]![1]] as const, [full, await measure(full)] as const];
  console.log(`\nwith everything that a grown rulebook has\n\n${report(grown)}`);
  const { largestReport } = await import("./largest.ts");
  console.log(`\n500 lines under the largest rulebooks, milliseconds\n\n${largestReport()}`);
};

await main();
