/** LocalStack and Postgres from docker-compose.yml, where a Docker engine runs. */
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { toolEnvironment } from "../environment.ts";

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));

/** Addresses of the containers in docker-compose.yml, whose ports the environment can move. */
export const composeAddresses = ({
  DESPACHO_LOCALSTACK_PORT,
  DESPACHO_POSTGRES_PORT,
}: Readonly<Record<string, string | undefined>>) => ({
  endpoint: `http://127.0.0.1:${DESPACHO_LOCALSTACK_PORT || 4566}`,
  databaseUrl: `postgres://despacho:despacho@127.0.0.1:${DESPACHO_POSTGRES_PORT || 5432}/despacho`,
  /** The same database as functions inside LocalStack see it. */
  databaseUrlInside: "postgres://despacho:despacho@postgres:5432/despacho",
});

const docker = (args: readonly string[], stdio: "ignore" | "inherit" | "pipe" = "ignore") =>
  execa("docker", args, {
    cwd: PROJECT,
    stdio,
    reject: false,
    env: toolEnvironment(process.env),
    extendEnv: false,
  });

const hasCompose = async (): Promise<boolean> => !(await docker(["compose", "version"])).failed;

/** @returns undefined when Docker can be used, else the reason */
export const dockerUnavailableReason = async (): Promise<string | undefined> => {
  if ((await docker(["version"])).failed) return "no Docker engine is running";
  if (!(await hasCompose())) return "the docker command has no `compose`";
  return undefined;
};

/** @returns the error of `docker compose config`, which needs no engine; "unknown" without docker compose */
export const composeConfigError = async (): Promise<string | undefined> => {
  if (!(await hasCompose())) return "unknown";
  const { failed, message } = await docker(["compose", "config", "--quiet"], "pipe");
  return failed ? message : undefined;
};

/** Starts the containers that do not run yet and waits until both are healthy. */
export const composeUp = async (): Promise<void> => {
  if ((await docker(["compose", "up", "--detach", "--wait"], "inherit")).failed)
    throw new Error(
      "docker compose could not bring LocalStack and Postgres up; `docker compose logs` says why",
    );
};
