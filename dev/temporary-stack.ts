/** Stacks of the demo, of benchmarks and of tests. */
import type { ReportLine } from "./report-line.ts";
import { type Stack, startStack } from "./stack.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** The environment without what names a database or AWS. */
const isolatedEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => name !== "DATABASE_URL" && !name.startsWith("AWS_")),
  );

export type TemporaryStackOptions = {
  /** Part of the directory's name. */
  readonly purpose: string;
  /** Variables of the functions. Those of external services replace the embedded services. */
  readonly env?: NodeJS.ProcessEnv;
  readonly report: ReportLine;
  /** Aborted when the start is to be abandoned. */
  readonly stopping?: AbortSignal;
};

/**
 * Starts a stack that shares nothing with others, whatever the environment names; `stop` removes its data.
 * @throws StackError, DataDirError
 */
export const startTemporaryStack = ({
  purpose,
  env = {},
  report,
  stopping,
}: TemporaryStackOptions): Promise<Stack> => {
  const options = { port: 0, dataDir: temporaryDirectory(purpose), fresh: false, temporary: true };
  return startStack(options, { ...isolatedEnvironment(), ...env }, report, stopping);
};
