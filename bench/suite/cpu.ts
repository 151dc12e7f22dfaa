/** CPU time of processes and of those they started, in milliseconds, by the part that they belong to. Linux only. */
import { readdirSync, readFileSync } from "node:fs";
import { parseProcessTimes } from "../cost/usage.ts";

const MS_PER_TICK = 10;

const PARTS: readonly (readonly [RegExp, string])[] = [
  [/queue-functions\.ts/, "queue functions"],
  [/serverless\.js/, "gateway and HTTP functions"],
  [/services\/sqs\.ts/, "SQS emulator"],
  [/services\/ses\.ts/, "SES emulator"],
  [/postgres/, "Postgres"],
];

const partOf = (pid: number): string => {
  const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  return PARTS.find(([pattern]) => pattern.test(command))?.[1] ?? "proxy";
};

type Found = { readonly pid: number; readonly parent: number; readonly milliseconds: number };

const timesOf = (pid: number): Found[] => {
  try {
    const { parent, own, ofEndedChildren } = parseProcessTimes(readFileSync(`/proc/${pid}/stat`, "utf8"));
    return [{ pid, parent, milliseconds: (own + ofEndedChildren) * MS_PER_TICK }];
  } catch {
    // The process ended.
    return [];
  }
};

const descendantsOf = (all: readonly Found[], roots: readonly number[]): Found[] => {
  const found = all.filter(({ pid }) => roots.includes(pid));
  for (const { pid } of found) found.push(...all.filter(({ parent }) => parent === pid));
  return found;
};

export type CpuByPart = ReadonlyMap<string, number>;

export const cpuOf = (roots: readonly number[]): CpuByPart => {
  if (process.platform !== "linux") return new Map();
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => timesOf(Number(pid)));
  const parts = new Map<string, number>();
  for (const { pid, milliseconds } of descendantsOf(all, roots)) {
    const part = partOf(pid);
    parts.set(part, (parts.get(part) ?? 0) + milliseconds);
  }
  return parts;
};

/** CPU time between two readings. */
export const cpuBetween = (before: CpuByPart, after: CpuByPart): CpuByPart =>
  new Map([...after].map(([part, milliseconds]) => [part, milliseconds - (before.get(part) ?? 0)]));
