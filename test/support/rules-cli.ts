/** Runs `npm run rules` as a process, with its files in a temporary directory. */
import { spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const RULES = fileURLToPath(new URL("../../cli/rules.ts", import.meta.url));

/** The process's working directory. */
export const directory = mkdtempSync(join(tmpdir(), "rules-"));

/** Writes a file and returns its path. */
export const file = (name: string, text: string): string => {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
};

export const runRules = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    const child = spawn(process.execPath, [RULES, ...args], {
      env: { PATH: process.env.PATH, ...env },
      cwd: directory,
    });
    let out = "";
    let err = "";
    child.stdout.on("data", (chunk) => (out += chunk));
    child.stderr.on("data", (chunk) => (err += chunk));
    child.on("close", (code) => resolve({ code, out, err }));
  });

/** A rulebook with an unknown field. */
export const INVALID = 'rules:\n  - id: a\n    when: line.typ == "book"\n    then: [commission]\n';
export const VALID =
  'rules:\n  - id: a\n    when: line.type == "book"\n    then: [{ packingSlip: { destination: shipping } }]\n';
