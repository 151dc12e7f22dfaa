/**
 * A child process that runs Postgres and stops it when the supervisor ends: Postgres does not detect the end of its
 * parent.
 *
 * Argument: PostgresRunnerOptions as JSON. Sends `{"ready":true}` over IPC when Postgres accepts connections.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { rmSync } from "node:fs";
import type { OsAccount } from "./os-account.ts";
import { readPidFile } from "./stale-postmaster.ts";

export type PostgresRunnerOptions = {
  readonly postgres: string;
  readonly cluster: string;
  readonly settings: readonly string[];
  readonly account?: OsAccount;
  /** A directory that is deleted when Postgres has ended; for tests and the demo. */
  readonly removeAfter?: string;
};

/** Time for a fast shutdown before an immediate one. */
const TIMEOUT_MS = 5_000;
const POLL_MS = 20;

const options = JSON.parse(process.argv[2] ?? "{}") as PostgresRunnerOptions;

const launch = (): ChildProcess =>
  spawn(
    options.postgres,
    ["-D", options.cluster, ...options.settings.flatMap((setting) => ["-c", setting])],
    {
      ...options.account,
      cwd: "/",
      stdio: ["ignore", "inherit", "inherit"],
      env: { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" },
    },
  );

const reportWhenReady = (child: ChildProcess): void => {
  const timer = setInterval(() => {
    const pidFile = readPidFile(options.cluster);
    if (pidFile?.pid !== child.pid || !pidFile?.ready) return;
    clearInterval(timer);
    if (process.connected) process.send?.({ ready: true });
  }, POLL_MS);
};

const postgres = launch();

const stop = (): void => {
  postgres.kill("SIGINT");
  setTimeout(() => postgres.kill("SIGQUIT"), TIMEOUT_MS);
};

postgres.once("error", (error) => {
  process.stderr.write(`cannot run ${options.postgres}: ${error.message}\n`);
  process.exit(1);
});
postgres.once("exit", (code) => {
  if (options.removeAfter !== undefined) rmSync(options.removeAfter, { recursive: true, force: true });
  process.exit(code ?? 1);
});
process.once("disconnect", stop);
process.once("SIGTERM", stop);
process.once("SIGINT", stop);
if (!process.connected) stop();
reportWhenReady(postgres);
