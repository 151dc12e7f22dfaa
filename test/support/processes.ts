/** Processes that this one started, and those that they started. Linux only. */
import { readdirSync, readFileSync } from "node:fs";

export type StartedProcess = {
  readonly pid: number;
  /** With its arguments. */
  readonly command: string;
  readonly parent: number;
  /** The letter of /proc: `T` is stopped, `Z` has ended. */
  readonly state: string;
  readonly residentBytes: number;
};

const PAGE_BYTES = 4_096;

const read = (pid: number): StartedProcess[] => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    return [
      {
        pid,
        command,
        state: fields[0]!,
        parent: Number(fields[1]),
        residentBytes: Number(fields[21]) * PAGE_BYTES,
      },
    ];
  } catch {
    // The process ended.
    return [];
  }
};

/** Empty on systems without /proc. */
export const startedProcesses = (root: number): StartedProcess[] => {
  if (process.platform !== "linux") return [];
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => read(Number(pid)));
  const found = all.filter(({ parent }) => parent === root);
  for (const { pid } of found) found.push(...all.filter(({ parent }) => parent === pid));
  return found;
};
