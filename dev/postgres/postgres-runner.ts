/**
 * A child process that runs Postgres and outlives it by nothing: Postgres does not notice when whoever started it
 * is killed, so this process does, and stops it.
 *
 * Arguments: one JSON object, see KeeperTask. Says `{"ready":true}` over IPC when connections are accepted.
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
  /** Deleted when Postgres has ended; for clusters of a test or a demo. */
  readonly removeAfter?: string;
};

/** After this long a fast shutdown becomes an immediate one. */
const PATIENCE_MS = 5_000;
const POLL_MS = 20;

const task = JSON.parse(process.argv[2] ?? "{}") as PostgresRunnerOptions;

const launch = (): ChildProcess =>
  spawn(task.postgres, ["-D", task.cluster, ...task.settings.flatMap((setting) => ["-c", setting])], {
    ...task.account,
    cwd: "/",
    stdio: ["ignore", "inherit", "inherit"],
    env: { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" },
  });

const reportWhenReady = (child: ChildProcess): void => {
  const timer = setInterval(() => {
    const note = readPidFile(task.cluster);
    if (note?.pid !== child.pid || !note?.ready) return;
    clearInterval(timer);
    if (process.connected) process.send?.({ ready: true });
  }, POLL_MS);
};

const postgres = launch();

const stop = (): void => {
  postgres.kill("SIGINT");
  setTimeout(() => postgres.kill("SIGQUIT"), PATIENCE_MS);
};

postgres.once("error", (fault) => {
  process.stderr.write(`cannot run ${task.postgres}: ${fault.message}\n`);
  process.exit(1);
});
postgres.once("exit", (code) => {
  if (task.removeAfter !== undefined) rmSync(task.removeAfter, { recursive: true, force: true });
  process.exit(code ?? 1);
});
process.once("disconnect", stop);
process.once("SIGTERM", stop);
process.once("SIGINT", stop);
if (!process.connected) stop();
reportWhenReady(postgres);
