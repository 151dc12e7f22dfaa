/** Which database a command line works on. */
import { resolve } from "node:path";
import { readStackInfo } from "../dev/data-dir.ts";
import { DEFAULT_DATA_DIR } from "../dev/stack-options.ts";

/** No stack runs, and DATABASE_URL is not set. */
export class NoDatabaseError extends Error {}

/**
 * The URL of the database of --data-dir, else of DATABASE_URL, else of the stack that runs here.
 * @throws NoDatabaseError
 */
export const findDatabase = async (dataDir: string | undefined): Promise<string> => {
  if (dataDir === undefined && process.env.DATABASE_URL) return process.env.DATABASE_URL;
  const directory = dataDir ?? resolve(DEFAULT_DATA_DIR);
  const running = readStackInfo(directory);
  if (running !== undefined) {
    // The local stack is reached as it is, without the shell's PGSSLMODE or PGOPTIONS.
    await import("../dev/isolate-process.ts");
    return running.databaseUrl;
  }
  throw new NoDatabaseError(
    `No stack runs on ${directory}; start it with \`npm start\`, or set DATABASE_URL.`,
  );
};
