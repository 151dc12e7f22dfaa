/** `npm run keys`: creates, lists and revokes API keys. Exit code 1 when that fails, 2 for an invalid command line. */
import { resolve } from "node:path";
import { DatabaseUnavailableError } from "../lib/domain/errors.ts";
import { openDatabase } from "../lib/database/sql.ts";
import { readStackInfo } from "../dev/data-dir.ts";
import { DEFAULT_DATA_DIR } from "../dev/stack-options.ts";
import { keysArguments } from "./keys/arguments.ts";
import { type CommandOutput, KeysError, runKeysCommand } from "./keys/commands.ts";
import { UsageError } from "./terminal/arguments.ts";

/** The database of --data-dir, else of DATABASE_URL, else of the stack that runs here. */
const findDatabase = (dataDir: string | undefined): string => {
  if (dataDir === undefined && process.env.DATABASE_URL) return process.env.DATABASE_URL;
  const directory = dataDir ?? resolve(DEFAULT_DATA_DIR);
  const running = readStackInfo(directory);
  if (running !== undefined) return running.databaseUrl;
  throw new KeysError(`No stack runs on ${directory}; start it with \`npm start\`, or set DATABASE_URL.`);
};

const run = async (): Promise<CommandOutput> => {
  const parsed = keysArguments(process.argv.slice(2));
  if (parsed.kind === "help") return { output: parsed.text };
  const database = openDatabase({ url: findDatabase(parsed.command.dataDir), poolSize: 1 });
  try {
    return await runKeysCommand(database, parsed.command);
  } catch (error) {
    if (error instanceof DatabaseUnavailableError)
      throw new KeysError("The database does not respond; is the stack running?");
    throw error;
  } finally {
    await database.end();
  }
};

try {
  const { output, remark } = await run();
  if (remark !== undefined) console.error(remark);
  console.log(output);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  if (error instanceof UsageError) console.error(`\n${error.help}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
