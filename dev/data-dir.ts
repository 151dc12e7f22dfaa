/** The directory that holds what a local stack keeps: its cluster, its secrets, its logs, and who runs on it. */
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

/** What a running stack tells other programs. */
export type StackInfo = {
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly adminApiKey: string;
  readonly databaseUrl: string;
  readonly sqsEndpoint: string;
  readonly sesEndpoint: string;
  readonly mailboxUrl: string;
};

/** What must survive a restart besides the data itself. */
export type SavedState = {
  readonly databasePassword?: string;
  readonly functionsPassword?: string;
  readonly databasePort?: number;
  /** Where the cluster is, when it could not be kept here. */
  readonly clusterElsewhere?: string;
  readonly apiKey?: string;
  readonly adminApiKey?: string;
};

/** Something about the directory that the user can mend; the message says what. */
export class DataDirError extends Error {}

const OWNER_ONLY = 0o600;

const readJson = <T>(file: string): T | undefined => {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as T;
  } catch {
    return undefined;
  }
};

/** Written aside and renamed, so that a kill in the middle leaves the old content. */
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
      // The account that Postgres runs as must be able to walk through, whatever the umask says.
      chmodSync(directory, 0o755);
    }
    mkdirSync(join(directory, "logs"), { recursive: true, mode: 0o700 });
  } catch (fault) {
    throw new DataDirError(`cannot write to ${directory}: ${(fault as Error).message}`);
  }
};

/**
 * Holds a lock that goes with the process, however that ends: SQLite takes it from the operating system. A pid file
 * would have to guess whether its pid was reused.
 */
const lock = (directory: string): DatabaseSync => {
  const held = new DatabaseSync(join(directory, "lock"));
  try {
    held.exec("pragma journal_mode = memory; pragma locking_mode = exclusive; begin exclusive");
    return held;
  } catch (fault) {
    held.close();
    throw new DataDirError(
      /locked/.test((fault as Error).message)
        ? `a stack is already running on ${directory}${whereItRuns(directory)}; stop it, or choose another --data-dir`
        : `cannot write to ${directory}: ${(fault as Error).message}`,
    );
  }
};

const whereItRuns = (directory: string): string => {
  const running = readStackInfo(directory);
  return running === undefined ? "" : ` (${running.apiUrl})`;
};

/** The stack that runs on the directory, as far as its local.json says. */
export const readStackInfo = (directory: string): StackInfo | undefined =>
  readJson<StackInfo>(join(directory, "local.json"));

export class DataDir {
  readonly path: string;
  /** Whether the last stack on it was killed; what is left of it may need a moment to end. */
  readonly previousRunKilled: boolean;
  readonly #lock: DatabaseSync;

  private constructor(path: string) {
    this.path = path;
    this.#lock = lock(path);
    this.previousRunKilled = readStackInfo(path) !== undefined;
    this.removeStackInfo();
  }

  /** @throws DataDirFault when it cannot be used, or another stack runs on it */
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

  logFile(part: string): string {
    return join(this.path, "logs", `${part}.log`);
  }

  /** Tells other programs that the stack is ready. */
  writeStackInfo(stack: StackInfo): void {
    writeJson(join(this.path, "local.json"), stack);
  }

  removeStackInfo(): void {
    rmSync(join(this.path, "local.json"), { force: true });
  }

  /** Removes everything that was kept, wherever it is. */
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
