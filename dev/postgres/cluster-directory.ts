/** The directory of a data directory's cluster. */
import { createHash } from "node:crypto";
import { chmodSync, existsSync, lstatSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { DataDir } from "../data-dir.ts";
import type { ReportLine } from "../report-line.ts";
import { canReach, postgresAccount } from "./os-account.ts";
import { sharedFolder } from "./binaries.ts";
import { stopStalePostmaster } from "./stale-postmaster.ts";

/** Its name is a hash of the data directory, so that a data directory that is created again finds and empties it. */
const folderElsewhere = (dataDir: string): string =>
  join(sharedFolder(), `despacho-${createHash("sha256").update(dataDir).digest("hex").slice(0, 12)}`);

/** Creates the folder in a directory that is writable for everyone. @throws Error when another user owns it */
const makeFolder = (folder: string): void => {
  mkdirSync(folder, { recursive: true });
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== process.getuid?.()) {
    throw new Error(`${folder} belongs to another user; choose another --data-dir`);
  }
  chmodSync(folder, 0o755);
};

/**
 * The cluster's directory: in the data directory where Postgres' account can reach it, else in a shared folder, whose
 * path is saved in the data directory.
 */
export const clusterDirectory = (dataDir: DataDir, report: ReportLine): string => {
  const saved = dataDir.savedState.clusterElsewhere;
  if (saved !== undefined && existsSync(join(saved, "PG_VERSION"))) return saved;
  const here = join(dataDir.path, "postgres");
  if (canReach(dataDir.path, postgresAccount())) return here;
  if (existsSync(join(here, "PG_VERSION"))) {
    throw new Error(
      `Postgres may no longer enter ${dataDir.path}, where its data is; change the permissions`,
    );
  }
  const folder = folderElsewhere(dataDir.path);
  makeFolder(folder);
  const elsewhere = join(folder, "postgres");
  rmSync(elsewhere, { recursive: true, force: true });
  dataDir.saveState({ clusterElsewhere: elsewhere });
  report(`Postgres may not enter ${dataDir.path}; its data is kept in ${folder}.`);
  return elsewhere;
};

/** Deletes the cluster. */
export const removeCluster = async (directory: string): Promise<void> => {
  await stopStalePostmaster(directory);
  rmSync(directory, { recursive: true, force: true });
};
