/** `npm run import`: imports orders of the past. Exit code 1 when lines are refused or it fails, 2 for an invalid command line. */
import { closeSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { listClientIds } from "../lib/database/clients.ts";
import { findRulebookJson, findRulesInForce } from "../lib/database/rulebooks.ts";
import { openDatabase, type Sql } from "../lib/database/sql.ts";
import { DatabaseUnavailableError } from "../lib/domain/errors.ts";
import { rulebookSchema } from "../lib/rulebook/rulebook.ts";
import { now } from "../lib/runtime/clock.ts";
import { findDatabase } from "./find-database.ts";
import { type ImportCommand, importArguments } from "./import/arguments.ts";
import { type ImportProgress, importOrders, type RefusedLine } from "./import/import-orders.ts";
import { UsageError } from "./terminal/arguments.ts";

/** The import cannot start; the message says why. */
class ImportError extends Error {}

const chooseClient = async (sql: Sql, wanted: string | undefined): Promise<string> => {
  const clients = await listClientIds(sql);
  if (wanted === undefined && clients.length === 1) return clients[0]!;
  if (wanted !== undefined && clients.includes(wanted)) return wanted;
  const known = clients.length === 0 ? "none" : clients.join(", ");
  const problem =
    wanted === undefined ? "Say whose orders they are: --client NAME." : `There is no client ${wanted}.`;
  throw new ImportError(`${problem} Clients: ${known}. \`npm run keys -- create\` makes another one.`);
};

const activeRulebook = async (sql: Sql) => {
  const { active } = await findRulesInForce(sql, now());
  if (active === null) throw new ImportError("No rulebook is active; activate one first.");
  return { version: active, vocabulary: rulebookSchema.parse(await findRulebookJson(sql, active)) };
};

const fileSize = (file: string): number => {
  try {
    return statSync(file).size;
  } catch {
    throw new ImportError(`${file}: there is no such file, or it cannot be read.`);
  }
};

/** The list of refused lines, which is there only when there are any. */
const refusedFile = (path: string) => {
  rmSync(path, { force: true });
  let descriptor: number | undefined;
  return {
    add(line: RefusedLine): void {
      descriptor ??= openSync(path, "w", 0o600);
      writeSync(descriptor, `${JSON.stringify(line)}\n`);
    },
    close(): void {
      if (descriptor !== undefined) closeSync(descriptor);
    },
  };
};

const progressBar = (size: number) => {
  const isTerminal = process.stderr.isTTY;
  return {
    show({ bytesRead, imported, skipped, refused }: ImportProgress): void {
      if (!isTerminal) return;
      const share = size === 0 ? 1 : bytesRead / size;
      const bar = "#".repeat(Math.round(share * 30)).padEnd(30, ".");
      const counts = `${imported} imported, ${skipped} there already, ${refused} refused`;
      process.stderr.write(`\r[${bar}] ${Math.floor(share * 100)} %  ${counts}`);
    },
    end(): void {
      if (isTerminal) process.stderr.write("\n");
    },
  };
};

const importFile = async (sql: Sql, { file, client, refused: path }: ImportCommand): Promise<void> => {
  const bar = progressBar(fileSize(file));
  const target = { sql, clientId: await chooseClient(sql, client), rulebook: await activeRulebook(sql) };
  const refused = refusedFile(path);
  try {
    const done = await importOrders(target, file, { reject: refused.add, progress: bar.show });
    bar.end();
    console.log(
      `${done.imported} orders of ${target.clientId} imported, ${done.skipped} were there already, ${done.refused} lines refused.`,
    );
    if (done.refused > 0) console.error(`${path} has the number of each refused line and the reason.`);
    process.exitCode = done.refused > 0 ? 1 : 0;
  } finally {
    refused.close();
  }
};

const run = async (): Promise<void> => {
  const parsed = importArguments(process.argv.slice(2));
  if (parsed.kind === "help") {
    console.log(parsed.text);
    return;
  }
  const database = openDatabase({ url: await findDatabase(parsed.command.dataDir), poolSize: 1 });
  try {
    await importFile(database, parsed.command);
  } catch (error) {
    if (error instanceof DatabaseUnavailableError)
      throw new ImportError(
        "The database does not respond. The same command continues the import once it does.",
      );
    throw error;
  } finally {
    await database.end();
  }
};

try {
  await run();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  if (error instanceof UsageError) console.error(`\n${error.help}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
