/** Data directories of the demo and of tests. */
import { chmodSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canReach, postgresAccount } from "./postgres/os-account.ts";
import { sharedFolder } from "./postgres/binaries.ts";

/** A new directory that Postgres' account can reach, which the system's temporary folder may not be. */
export const temporaryDirectory = (purpose: string): string => {
  const parent = canReach(tmpdir(), postgresAccount()) ? tmpdir() : sharedFolder();
  const directory = mkdtempSync(join(parent, `despacho-${purpose}-`));
  chmodSync(directory, 0o755);
  return directory;
};
