/** Directories for a stack that is to leave nothing behind. */
import { chmodSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canReach, postgresAccount } from "./postgres/os-account.ts";
import { sharedFolder } from "./postgres/binaries.ts";

/** A new directory that the account which Postgres runs as can reach; the system's temporary folder may be closed to it. */
export const temporaryDirectory = (purpose: string): string => {
  const parent = canReach(tmpdir(), postgresAccount()) ? tmpdir() : sharedFolder();
  const directory = mkdtempSync(join(parent, `despacho-${purpose}-`));
  chmodSync(directory, 0o755);
  return directory;
};
