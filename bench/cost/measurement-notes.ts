/** What is to be known when reading the tables: where they come from, and what they leave out. */
import { cpus } from "node:os";
import { formatNumber } from "./table.ts";
import { asOfRange } from "./prices.ts";

const machine = (): string =>
  `${cpus()[0]?.model.trim() || "an unnamed CPU"} (${process.arch}, ${cpus().length} cores)`;

const carried = (ordersASecond: number): string => `
Aurora's estimate takes Postgres' CPU time here for Aurora's, and 1 ACU for a quarter of a core, twice because the standby
grows along. The smallest size, which the month pays for, carries about ${formatNumber(ordersASecond)} orders a second at once; a million a month are
0.4 a second on average. Up to what the smallest carries that line costs nothing more.`;

/** @param ordersASecond what the smallest Aurora carries, if that could be measured */
export const measurementNotes = (ordersASecond: number | undefined): string => {
  const [from, to] = asOfRange();
  return `Measured on ${machine()}, shared with Postgres, the emulators, this bench and whatever
else runs: every function warm and in one process of serverless-offline, no network between the parts. Durations hold that
contention, most of all those at once: on Lambda, where each invocation has a container to itself, expect the ones one by one.
Cold starts, which Lambda bills too, are not in them, and its arm64 cores at this memory differ from this one. Calculated:
receives and deletes (one each a batch that a function was given), Lambda's own three log lines, what goes by the month,
and every dollar.${ordersASecond === undefined ? "" : carried(ordersASecond)}
Prices are list prices of us-east-1 as last seen stated between ${from} and ${to}, some undated; bench/cost/prices.ts says
where to check them. Left out: free tiers, tax, support, retries after failures, reading orders back, log storage, backups,
traffic between zones.`;
};
