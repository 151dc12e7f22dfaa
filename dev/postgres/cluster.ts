/** An embedded Postgres cluster: created once, then run on 127.0.0.1 by postgres-runner.ts. */
import { execFile } from "node:child_process";
import { chownSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type ServiceProcess, startServiceProcess } from "../services/service-process.ts";
import { type OsAccount, postgresAccount } from "./os-account.ts";
import { type Binaries, findBinaries } from "./binaries.ts";
import type { PostgresRunnerOptions } from "./postgres-runner.ts";
import { stopStalePostmaster } from "./stale-postmaster.ts";

/** Name of both the role and the database. */
export const DATABASE_NAME = "despacho";

export type Cluster = { readonly directory: string; readonly password: string };

type Run = {
  readonly port: number;
  readonly logFile: string;
  /** Settings as `name=value`, in addition to SETTINGS. */
  readonly settings?: readonly string[];
  readonly removeAfter?: string;
  readonly signal?: AbortSignal;
};

const RUNNER = fileURLToPath(new URL("postgres-runner.ts", import.meta.url));

/** The log has no values of rows: DETAIL holds the whole row that violates a constraint. infra/database.yml has the same. */
const LOG_SETTINGS = [
  "log_error_verbosity=terse",
  "log_parameter_max_length=0",
  "log_parameter_max_length_on_error=0",
];

/**
 * `fsync` and `synchronous_commit` keep their defaults: an order that got a 202 must survive a kill. No unix
 * socket: its path may be at most 107 bytes long, which a deep data directory exceeds.
 */
const SETTINGS = [
  "listen_addresses=127.0.0.1",
  "unix_socket_directories=",
  "max_connections=100",
  "timezone=UTC",
  "log_timezone=UTC",
  "wal_level=minimal",
  "max_wal_senders=0",
  "jit=off",
  ...LOG_SETTINGS,
];

const chown = (path: string, account: OsAccount | undefined): void => {
  if (account !== undefined) chownSync(path, account.uid, account.gid);
};

const initdb = async (
  binaries: Binaries,
  account: OsAccount | undefined,
  target: string,
  password: string,
) => {
  // Beside the cluster, because Postgres' account may lack access to the system's temporary folder.
  const secret = mkdtempSync(`${target}-password-`);
  const passwordFile = join(secret, "password");
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  chown(secret, account);
  chown(passwordFile, account);
  const flags = [
    `--pgdata=${target}`,
    `--username=${DATABASE_NAME}`,
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    "--no-sync",
  ];
  const env = { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };
  try {
    await promisify(execFile)(binaries.initdb, flags, { ...account, cwd: "/", env });
  } finally {
    rmSync(secret, { recursive: true, force: true });
  }
};

/** Creates the cluster unless it exists. It is renamed to its path only when it is complete. */
export const createCluster = async ({ directory, password }: Cluster): Promise<void> => {
  if (existsSync(join(directory, "PG_VERSION"))) return;
  const account = postgresAccount();
  const incomplete = `${directory}.new`;
  rmSync(incomplete, { recursive: true, force: true });
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(dirname(directory), { recursive: true });
  mkdirSync(incomplete, { mode: 0o700 });
  chown(incomplete, account);
  await initdb(findBinaries(account), account, incomplete, password);
  renameSync(incomplete, directory);
};

/** Runs the cluster and waits until it accepts connections. A stale postmaster is stopped first. */
export const runCluster = async ({ directory }: Cluster, run: Run): Promise<ServiceProcess> => {
  await stopStalePostmaster(directory);
  const account = postgresAccount();
  const task: PostgresRunnerOptions = {
    postgres: findBinaries(account).postgres,
    cluster: directory,
    settings: [...SETTINGS, `port=${run.port}`, ...(run.settings ?? [])],
    ...(account === undefined ? {} : { account }),
    ...(run.removeAfter === undefined ? {} : { removeAfter: run.removeAfter }),
  };
  const args = [RUNNER, JSON.stringify(task)];
  const runner = await startServiceProcess({ args, logFile: run.logFile, signal: run.signal });
  const stop = async (timeoutMs?: number) => {
    await runner.stop(timeoutMs);
    await stopStalePostmaster(directory);
  };
  return { ...runner, stop };
};

/** Connection string of a database of the cluster. */
export const databaseUrl = ({ password }: Cluster, port: number, database = DATABASE_NAME): string =>
  `postgres://${DATABASE_NAME}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
