/** The life of a command that starts a stack: it ends by a signal, by an error, or when it is done. */
import { messageOf } from "../dev/error-message.ts";
import { shutdownSignal } from "../dev/shutdown-signal.ts";

const INTERRUPTED = 130;

/** Runs the npm script and ends the process, with the exit code 130 after a signal and 1 after an error. */
export const runBench = async (
  script: string,
  bench: (stopping: AbortSignal) => Promise<void>,
): Promise<never> => {
  const stopping = shutdownSignal();
  try {
    await bench(stopping);
  } catch (error) {
    if (stopping.aborted) process.exit(INTERRUPTED);
    console.error(`npm run ${script} failed: ${messageOf(error)}`);
    process.exit(1);
  }
  return process.exit(stopping.aborted ? INTERRUPTED : 0);
};
