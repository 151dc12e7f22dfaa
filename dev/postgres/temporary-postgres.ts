/** A Postgres of its own for tests, the demo and benchmarks: its data is deleted when it stops, or stays in a folder. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { freePort } from "../services/ports.ts";
import { createCluster, DATABASE_NAME, databaseUrl, runCluster } from "./cluster.ts";
import { ensureDatabase } from "./databases.ts";
import { temporaryDirectory } from "../temporary-directory.ts";

export type TemporaryPostgres = {
  readonly url: string;
  readonly port: number;
  /** The cluster's files. */
  readonly directory: string;
  readonly logFile: string;
  /** Connection string of another of its databases. */
  urlOf(database: string): string;
  stop(): Promise<void>;
};

type ClusterFolder = { readonly folder: string; readonly password: string; readonly removeAfter?: string };

const startIn = async (
  { folder, password, removeAfter }: ClusterFolder,
  settings: readonly string[],
): Promise<TemporaryPostgres> => {
  const cluster = { directory: join(folder, "postgres"), password };
  const logFile = join(folder, "log");
  const port = await freePort();
  await createCluster(cluster);
  const run = { port, logFile, settings, ...(removeAfter === undefined ? {} : { removeAfter }) };
  const postgres = await runCluster(cluster, run);
  const urlOf = (database: string) => databaseUrl(cluster, port, database);
  await ensureDatabase(urlOf("postgres"), DATABASE_NAME);
  const { directory } = cluster;
  return { url: urlOf(DATABASE_NAME), port, directory, logFile, urlOf, stop: () => postgres.stop() };
};

/** A Postgres whose data is deleted when it stops. @param settings of the server, as `name=value` */
export const startTemporaryPostgres = (settings: readonly string[] = []): Promise<TemporaryPostgres> => {
  const folder = temporaryDirectory("postgres");
  return startIn({ folder, password: crypto.randomUUID(), removeAfter: folder }, settings);
};

/** A Postgres whose data stays in the folder, which is created unless it exists; for benchmarks that fill it once. */
export const startPostgresIn = (
  directory: string,
  settings: readonly string[] = [],
): Promise<TemporaryPostgres> => {
  const folder = resolve(directory);
  mkdirSync(folder, { recursive: true });
  const passwordFile = join(folder, "password");
  if (!existsSync(passwordFile)) writeFileSync(passwordFile, crypto.randomUUID(), { mode: 0o600 });
  return startIn({ folder, password: readFileSync(passwordFile, "utf8") }, settings);
};
