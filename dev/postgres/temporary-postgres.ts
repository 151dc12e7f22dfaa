/** A Postgres whose data is deleted when it stops. */
import { join } from "node:path";
import { freePort } from "../services/ports.ts";
import { createCluster, DATABASE_NAME, databaseUrl, runCluster } from "./cluster.ts";
import { ensureDatabase } from "./databases.ts";
import { temporaryDirectory } from "../temporary-directory.ts";

export type TemporaryPostgres = { readonly url: string; stop(): Promise<void> };

export const startTemporaryPostgres = async (): Promise<TemporaryPostgres> => {
  const folder = temporaryDirectory("cloud");
  const cluster = { directory: join(folder, "postgres"), password: crypto.randomUUID() };
  const port = await freePort();
  await createCluster(cluster);
  const postgres = await runCluster(cluster, { port, logFile: join(folder, "log"), removeAfter: folder });
  await ensureDatabase(databaseUrl(cluster, port, "postgres"), DATABASE_NAME);
  return { url: databaseUrl(cluster, port), stop: () => postgres.stop() };
};
