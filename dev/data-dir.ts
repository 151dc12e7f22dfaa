/** The data directory of a local stack: its Postgres cluster, its secrets, its logs, and a lock. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** How other programs reach a running stack: the content of local.json. */
export type StackInfo = {
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly adminApiKey: string;
  readonly databaseUrl: string;
  readonly sqsEndpoint: string;
  readonly sesEndpoint: string;
  readonly mailboxUrl: string;
};

/** What a restart needs besides the data: the content of kept.json. */
export type SavedState = {
  readonly databasePassword?: string;
  readonly functionsPassword?: string;
  readonly databasePort?: number;
  /** Path of the cluster, when the account of Postgres cannot reach this directory. */
  readonly clusterElsewhere?: string;
  readonly apiKey?: string;
  readonly adminApiKey?: string;
};

/** The directory cannot be used; the message says why, for the user. */
export class DataDirError extends Error {}

const OWNER_ONLY = 0o600;

const readJson = <T>(file: string): T | undefined => {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as T;
  } catch {
    return undefined;
  }
};

/** Writes to another file and renames it, so that a kill in between leaves the old content. */
const writeJson = (file: string, content: object): void => {
  const unfinished = `${file}.new`;
  writeFileSync(unfinished, `${JSON.stringify(content, undefined, 2)}\n`, { mode: OWNER_ONLY });
  chmodSync(unfinished, OWNER_ONLY);
  renameSync(unfinished, file);
};

const create = (directory: string): void => {
  try {
    if (!existsSync(directory)) {
      mkdirSync(directory, { recursive: true });
      // The account that Postgres runs as must be able to enter it, independent of the umask.
      chmodSync(directory, 0o755);
    }
    mkdirSync(join(directory, "logs"), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new DataDirError(`cannot write to ${directory}: ${(error as Error).message}`);
  }
};

/**
 * Holds a lock of the operating system, through SQLite, which ends with the process. A pid file could name a pid that
 * was reused.
 */
const lock = (directory: string): DatabaseSync => {
  const database = new DatabaseSync(join(directory, "lock"));
  try {
    database.exec("pragma journal_mode = memory; pragma locking_mode = exclusive; begin exclusive");
    return database;
  } catch (error) {
    database.close();
    throw new DataDirError(
      /locked/.test((error as Error).message)
        ? `a stack is already running on ${directory}${runningAt(directory)}; stop it, or choose another --data-dir`
        : `cannot write to ${directory}: ${(error as Error).message}`,
    );
  }
};

const runningAt = (directory: string): string => {
  const running = readStackInfo(directory);
  return running === undefined ? "" : ` (${running.apiUrl})`;
};

/** The stack that runs on the directory; undefined when there is no local.json. */
export const readStackInfo = (directory: string): StackInfo | undefined =>
  readJson<StackInfo>(join(directory, "local.json"));

export class DataDir {
  readonly path: string;
  /** Whether the last stack on it was killed: its services may still be ending. */
  readonly previousRunKilled: boolean;
  readonly #lock: DatabaseSync;

  private constructor(path: string) {
    this.path = path;
    this.#lock = lock(path);
    this.previousRunKilled = readStackInfo(path) !== undefined;
    this.removeStackInfo();
  }

  /** @throws DataDirError when it cannot be used, or another stack runs on it */
  static open(directory: string): DataDir {
    create(directory);
    return new DataDir(realpathSync(directory));
  }

  get savedState(): SavedState {
    return readJson<SavedState>(join(this.path, "kept.json")) ?? {};
  }

  saveState(changes: SavedState): void {
    writeJson(join(this.path, "kept.json"), { ...this.savedState, ...changes });
  }

  logFile(service: string): string {
    return join(this.path, "logs", `${service}.log`);
  }

  /** Other programs take the file as the sign that the stack is ready. */
  writeStackInfo(stack: StackInfo): void {
    writeJson(join(this.path, "local.json"), stack);
  }

  removeStackInfo(): void {
    rmSync(join(this.path, "local.json"), { force: true });
  }

  /** Removes the directory, and the cluster when it is elsewhere. */
  remove(): void {
    const { clusterElsewhere } = this.savedState;
    if (clusterElsewhere !== undefined) rmSync(dirname(clusterElsewhere), { recursive: true, force: true });
    rmSync(this.path, { recursive: true, force: true });
  }

  close(): void {
    this.removeStackInfo();
    this.#lock.close();
  }
}
