/**
 * Postgres refuses to run as root. Under root it runs as an unprivileged account that exists already; creating
 * one would change the machine for the sake of a demo.
 */
import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import { dirname } from "node:path";

export type OsAccount = { readonly uid: number; readonly gid: number };

const CANDIDATES = ["postgres", "nobody"];

/** @throws when `id` was ended by a signal such as Ctrl-C, which says nothing about the account */
const lookUp = (name: string): OsAccount | undefined => {
  const id = (flag: string) =>
    Number(execFileSync("id", [flag, name], { stdio: ["ignore", "pipe", "ignore"] }));
  try {
    return { uid: id("-u"), gid: id("-g") };
  } catch (error) {
    if ((error as { signal?: string | null }).signal) throw error;
    return undefined;
  }
};

/** The account that Postgres runs as; undefined when it runs as the current user. */
export const postgresAccount = (): OsAccount | undefined => {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of CANDIDATES) {
    const account = lookUp(name);
    if (account !== undefined && account.uid !== 0) return account;
  }
  throw new Error(
    "Postgres does not run as root, and this machine has neither a `postgres` nor a `nobody` account; " +
      "run as a normal user, or set DATABASE_URL",
  );
};

const mayEnter = (directory: string, account: OsAccount): boolean => {
  const { uid, gid, mode } = statSync(directory);
  if (uid === account.uid) return (mode & 0o100) !== 0;
  if (gid === account.gid) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
};

/** Whether the account can walk down to an existing directory. True without an account. */
export const canReach = (directory: string, account: OsAccount | undefined): boolean => {
  if (account === undefined) return true;
  const parent = dirname(directory);
  return mayEnter(directory, account) && (parent === directory || canReach(parent, account));
};
