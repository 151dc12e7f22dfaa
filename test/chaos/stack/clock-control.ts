/** Steps the clock of the processes that carry out functions: those that run, and those that start meanwhile. */
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** The environment variable with the path of the file that says by how many milliseconds. */
export const CLOCK_FILE = "CHAOS_CLOCK_FILE";

const PRELOAD = new URL("stepped-clock.ts", import.meta.url).href;
/** All processes have read the file. */
const NOTICED_MS = 300;

export type ClockControl = {
  /** For the processes whose clock is stepped. */
  readonly environment: NodeJS.ProcessEnv;
  /**
   * Steps the clock, and back after `hold`.
   * @returns how often a process read it meanwhile
   */
  step(milliseconds: number, hold: () => Promise<void>): Promise<number>;
  /** Once the processes have ended. */
  remove(): void;
};

export const clockControl = (): ClockControl => {
  const directory = mkdtempSync(join(tmpdir(), "despacho-chaos-clock-"));
  const file = join(directory, "clock-offset");
  const readings = `${file}.readings`;
  // A process never reads half of it.
  const write = (milliseconds: number): void => {
    writeFileSync(`${file}.next`, String(milliseconds));
    renameSync(`${file}.next`, file);
  };
  write(0);
  return {
    remove: () => rmSync(directory, { recursive: true, force: true }),
    environment: { [CLOCK_FILE]: file, NODE_OPTIONS: `--import=${PRELOAD}` },
    step: async (milliseconds, hold) => {
      writeFileSync(readings, "");
      try {
        write(milliseconds);
        await hold();
      } finally {
        write(0);
      }
      await delay(NOTICED_MS);
      return readFileSync(readings, "utf8")
        .split("\n")
        .reduce((sum, line) => sum + Number(line), 0);
    },
  };
};
