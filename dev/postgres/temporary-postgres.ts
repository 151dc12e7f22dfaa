/** A Postgres whose data is deleted when it stops. */
import { join } from "node:path";
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

/** @param settings of the server, as `name=value` */
export const startTemporaryPostgres = async (
  settings: readonly string[] = [],
): Promise<TemporaryPostgres> => {
  const folder = temporaryDirectory("postgres");
  const cluster = { directory: join(folder, "postgres"), password: crypto.randomUUID() };
  const logFile = join(folder, "log");
  const port = await freePort();
  await createCluster(cluster);
  const postgres = await runCluster(cluster, { port, logFile, settings, removeAfter: folder });
  const urlOf = (database: string) => databaseUrl(cluster, port, database);
  await ensureDatabase(urlOf("postgres"), DATABASE_NAME);
  const { directory } = cluster;
  return { url: urlOf(DATABASE_NAME), port, directory, logFile, urlOf, stop: () => postgres.stop() };
};
