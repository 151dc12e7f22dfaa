/** `npm run keys`: makes, lists and revokes API keys. Exit code 1 when it cannot be done, 2 when it is not understood. */
import { resolve } from "node:path";
import { DatabaseUnavailableError } from "../lib/domain/errors.ts";
import { openDatabase } from "../lib/database/sql.ts";
import { readStackInfo } from "../dev/data-dir.ts";
import { HELP, keysArguments } from "./keys/arguments.ts";
import { KeysError, type CommandOutput, runKeysCommand } from "./keys/commands.ts";
import { DEFAULT_DATA_DIR, UsageError } from "../dev/stack-options.ts";

/** Named explicitly, then by the environment, then the one that runs here. */
const findDatabase = (dataDir: string | undefined): string => {
  if (dataDir === undefined && process.env.DATABASE_URL) return process.env.DATABASE_URL;
  const directory = dataDir ?? resolve(DEFAULT_DATA_DIR);
  const running = readStackInfo(directory);
  if (running !== undefined) return running.databaseUrl;
  throw new KeysError(`No stack runs on ${directory}; start it with \`npm start\`, or set DATABASE_URL.`);
};

const run = async (): Promise<CommandOutput> => {
  const { command, dataDir } = keysArguments(process.argv.slice(2));
  if (command.kind === "help") return { output: HELP };
  const database = openDatabase({ url: findDatabase(dataDir), poolSize: 1 });
  try {
    return await runKeysCommand(database, command);
  } catch (fault) {
    if (fault instanceof DatabaseUnavailableError)
      throw new KeysError("The database does not answer; is the stack up?");
    throw fault;
  } finally {
    await database.end();
  }
};

try {
  const { output, remark } = await run();
  if (remark !== undefined) console.error(remark);
  console.log(output);
} catch (fault) {
  console.error(fault instanceof Error ? fault.message : String(fault));
  if (fault instanceof UsageError) console.error(`\n${HELP}`);
  process.exitCode = fault instanceof UsageError ? 2 : 1;
}
