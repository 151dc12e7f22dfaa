/**
 * `npm run keys`: creates, lists and revokes API keys. Exit code 1 when that fails, 2 for an invalid command line, 3 when the
 * service of DESPACHO_API_URL does not respond.
 */
import { DatabaseUnavailableError } from "../lib/domain/errors.ts";
import { openDatabase } from "../lib/database/sql.ts";
import { findDatabase } from "./find-database.ts";
import { keysArguments } from "./keys/arguments.ts";
import { type CommandOutput, KeysError, runKeysCommand } from "./keys/commands.ts";
import { runOnService } from "./keys/service.ts";
import { callError, findApiConnection } from "./rules/api-client.ts";
import { UsageError } from "./terminal/arguments.ts";

const run = async (): Promise<CommandOutput> => {
  const parsed = keysArguments(process.argv.slice(2));
  if (parsed.kind === "help") return { output: parsed.text };
  const { dataDir } = parsed.command;
  if (dataDir === undefined && process.env.DESPACHO_API_URL)
    return runOnService(findApiConnection({ dataDir: "" }, process.env), parsed.command);
  const url = await findDatabase(dataDir);
  const database = openDatabase({ url, poolSize: 1 });
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
  const failedCall = callError(error);
  console.error(failedCall?.text ?? (error instanceof Error ? error.message : String(error)));
  if (error instanceof UsageError) console.error(`\n${error.help}`);
  process.exitCode = failedCall?.code ?? (error instanceof UsageError ? 2 : 1);
}
