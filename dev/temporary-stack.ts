/** Stacks of the demo, of benchmarks and of tests. */
import { systemEnvironment } from "./environment.ts";
import type { ReportLine } from "./report-line.ts";
import { type Stack, startStack } from "./stack.ts";
import type { StackOptions } from "./stack-options.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/**
 * Starts a stack that shares nothing with others, whatever the environment names; `stop` removes its data.
 * @param purpose appears in the name of the data directory
 * @param env variables of the functions; those of external services replace the embedded services
 * @param stopping aborted when the start is to be abandoned
 * @param changeEnvironment see StackOptions
 * @throws StackError, DataDirError
 */
export const startTemporaryStack = (
  purpose: string,
  env: NodeJS.ProcessEnv,
  report: ReportLine,
  stopping?: AbortSignal,
  changeEnvironment?: StackOptions["changeEnvironment"],
): Promise<Stack> => {
  const options: StackOptions = {
    port: 0,
    dataDir: temporaryDirectory(purpose),
    fresh: false,
    temporary: true,
    ...(changeEnvironment === undefined ? {} : { changeEnvironment }),
  };
  return startStack(options, { ...systemEnvironment(process.env), ...env }, report, stopping);
};
