/** How the tests against emulators tell what they do, and end. */
import { MissingPrerequisiteError } from "../../dev/emulators/python-venv.ts";

/** EX_UNAVAILABLE: nothing failed, but the machine lacks what the test needs. `.ci/run` goes on after it. */
const UNAVAILABLE = 69;

const started = performance.now();

/** A line, with the seconds since the start. */
export const report = (line: string): void =>
  console.log(`${((performance.now() - started) / 1_000).toFixed(1).padStart(6)}  ${line}`);

/** Says how it came out. @returns `well` */
export const expectThat = (well: boolean, what: string): boolean => {
  report(`${well ? "ok  " : "FAIL"} ${what}`);
  return well;
};

/** Runs the test and ends the process: 0 when all was well, 69 when something is missing, else 1. */
export const exitWithResult = (name: string, test: Promise<boolean>): Promise<never> =>
  test.then(
    (well) => {
      if (!well) console.error(`${name} failed; see FAIL above.`);
      process.exit(well ? 0 : 1);
    },
    (fault: unknown) => {
      const text = fault instanceof Error ? fault.message : String(fault);
      const missing = fault instanceof MissingPrerequisiteError;
      console.error(missing ? `${name} was not run. Missing: ${text}` : `${name} failed: ${text}`);
      process.exit(missing ? UNAVAILABLE : 1);
    },
  );
