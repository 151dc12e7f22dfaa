/** Where a data directory's cluster lives. */
import { createHash } from "node:crypto";
import { chmodSync, existsSync, lstatSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { DataDir } from "../data-dir.ts";
import type { ReportLine } from "../services/supervised-service.ts";
import { canReach, postgresAccount } from "./os-account.ts";
import { sharedFolder } from "./binaries.ts";
import { stopStalePostmaster } from "./stale-postmaster.ts";

/** Named after the data directory, so that a data directory made anew finds its old folder and empties it. */
const folderElsewhere = (dataDir: string): string =>
  join(sharedFolder(), `despacho-${createHash("sha256").update(dataDir).digest("hex").slice(0, 12)}`);

/** Makes the folder, which stands where everyone may write: one that someone else made is not touched. */
const makeFolder = (folder: string): void => {
  mkdirSync(folder, { recursive: true });
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== process.getuid?.()) {
    throw new Error(`${folder} belongs to someone else; choose another --data-dir`);
  }
  chmodSync(folder, 0o755);
};

/**
 * The cluster's directory: in the data directory where Postgres' account can reach it, else in a shared folder, which
 * the data directory remembers.
 */
export const clusterDirectory = (dataDir: DataDir, say: ReportLine): string => {
  const remembered = dataDir.savedState.clusterElsewhere;
  if (remembered !== undefined && existsSync(join(remembered, "PG_VERSION"))) return remembered;
  const here = join(dataDir.path, "postgres");
  if (canReach(dataDir.path, postgresAccount())) return here;
  if (existsSync(join(here, "PG_VERSION"))) {
    throw new Error(`Postgres may no longer enter ${dataDir.path}, where its data is; mend the permissions`);
  }
  const folder = folderElsewhere(dataDir.path);
  makeFolder(folder);
  const elsewhere = join(folder, "postgres");
  rmSync(elsewhere, { recursive: true, force: true });
  dataDir.saveState({ clusterElsewhere: elsewhere });
  say(`Postgres may not enter ${dataDir.path}; its data is kept in ${folder}.`);
  return elsewhere;
};

/** Forgets everything in the cluster. */
export const removeCluster = async (directory: string): Promise<void> => {
  await stopStalePostmaster(directory);
  rmSync(directory, { recursive: true, force: true });
};
