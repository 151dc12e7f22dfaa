/** Report lines and exit codes of the tests against emulators. */
import { messageOf } from "../../dev/error-message.ts";
import { MissingPrerequisiteError } from "../../dev/emulators/python-venv.ts";

/** EX_UNAVAILABLE: the machine lacks a prerequisite of the test. `.ci/run` continues after it. */
const UNAVAILABLE = 69;

const started = performance.now();

/** Prints a line with the seconds since the start. */
export const report = (line: string): void =>
  console.log(`${((performance.now() - started) / 1_000).toFixed(1).padStart(6)}  ${line}`);

/** Prints the result of a check. @returns `passed` */
export const reportCheck = (passed: boolean, check: string): boolean => {
  report(`${passed ? "ok  " : "FAIL"} ${check}`);
  return passed;
};

/**
 * Ends the process when the test has ended: exit code 0 when it passed, 69 when a prerequisite is missing, else 1.
 * @param test resolves with whether it passed
 */
export const exitWithResult = async (name: string, test: Promise<boolean>): Promise<never> => {
  try {
    const passed = await test;
    if (!passed) console.error(`${name} failed; the lines with FAIL and vitest's report name the checks.`);
    return process.exit(passed ? 0 : 1);
  } catch (error) {
    const isMissing = error instanceof MissingPrerequisiteError;
    console.error(`${name} ${isMissing ? "was not run. Missing:" : "failed:"} ${messageOf(error)}`);
    return process.exit(isMissing ? UNAVAILABLE : 1);
  }
};
