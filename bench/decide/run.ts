/** npm run bench:decide: the same rules and the same orders through three engines, in one run, on one core. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
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

/** A comparison of engines that decide differently would say nothing. */
const agree = async (contestants: readonly RuleEngine[]): Promise<void> => {
  for (const order of ORDERS.slice(0, 50)) {
    const answers = await Promise.all(
      contestants.map(async ({ matches, decideOne }) => matches(await decideOne(order)).join()),
    );
    if (new Set(answers).size !== 1)
      throw new Error(`the engines disagree on ${order.orderId}:\n${answers.join("\n")}`);
  }
};

const whole = (value: number): string => Math.round(value).toLocaleString("en");
const micros = (value: number): string => `${value.toFixed(1)} µs`;

const table = (rows: readonly (readonly string[])[]): string => {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
        .join("   "),
    )
    .join("\n");
};

const report = (results: readonly (readonly [RuleEngine, Measurement])[]): string => {
  const fastest = results[0]![1].perSecond;
  return table([
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
  const contestants = [despachoEngine(), zenEngine(false), zenEngine(true), jsonRulesEngine()];
  await agree(contestants);
  const [cpu] = cpus();
  console.log(
    `${cpu?.model ?? "unknown processor"}, ${cpus().length} cores (one used), Node ${process.version}`,
  );
  console.log(
    "8 rules × 5 lines; ours with gifts, merged tasks and full trace, the others only say which rules match\n",
  );
  const results: [RuleEngine, Measurement][] = [];
  for (const contestant of contestants) results.push([contestant, await measure(contestant)]);
  console.log(report(results));
};

await main();
