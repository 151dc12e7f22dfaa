/** LocalStack and Postgres from docker-compose.yml, where a Docker engine runs. */
import { execFile, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));

/** Addresses of the containers in docker-compose.yml. */
export const DOCKER_COMPOSE = {
  endpoint: "http://127.0.0.1:4566",
  databaseUrl: "postgres://despacho:despacho@127.0.0.1:5432/despacho",
  /** The same database as functions inside LocalStack see it. */
  databaseUrlInside: "postgres://despacho:despacho@postgres:5432/despacho",
} as const;

const succeeds = (command: string, args: readonly string[], shown: boolean): Promise<boolean> =>
  new Promise((resolve) => {
    const child = spawn(command, args, { cwd: PROJECT, stdio: shown ? "inherit" : "ignore" });
    child.once("error", () => resolve(false));
    child.once("exit", (code) => resolve(code === 0));
  });

/** @returns undefined when Docker can be used, else the reason */
export const dockerUnavailableReason = async (): Promise<string | undefined> => {
  if (!(await succeeds("docker", ["version"], false))) return "no Docker engine is running";
  if (!(await succeeds("docker", ["compose", "version"], false)))
    return "the docker command has no `compose`";
  return undefined;
};

/** @returns the error of `docker compose config`, which needs no engine; "unknown" without docker compose */
export const composeConfigError = async (): Promise<string | undefined> => {
  if (!(await succeeds("docker", ["compose", "version"], false))) return "unknown";
  return promisify(execFile)("docker", ["compose", "config", "--quiet"], { cwd: PROJECT }).then(
    () => undefined,
    (error: Error) => error.message,
  );
};

/** Starts the containers that do not run yet and waits until both are healthy. */
export const composeUp = async (): Promise<void> => {
  if (!(await succeeds("docker", ["compose", "up", "--detach", "--wait"], true)))
    throw new Error(
      "docker compose could not bring LocalStack and Postgres up; `docker compose logs` says why",
    );
};
