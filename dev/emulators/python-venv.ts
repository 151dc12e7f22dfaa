/** Programs from PyPI, each in a virtual environment of its own, kept for the next time. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export type ReportLine = (line: string) => void;

/** The machine lacks something; the message says what. */
export class MissingPrerequisiteError extends Error {}

export type PythonProgram = "localstack" | "ministack" | "cfn-lint";

const run = promisify(execFile);
const CANDIDATES = ["python3.11", "python3.12", "python3.13", "python3.10", "python3", "python"];
const ASK = "import sys, venv, ensurepip; print('%d.%02d' % sys.version_info[:2])";
const OLDEST = "3.10";
const INSTALL_PATIENCE_MS = 600_000;

export const assetPath = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

const findPython = async (): Promise<string> => {
  for (const candidate of CANDIDATES) {
    const version = await run(candidate, ["-c", ASK]).then(
      ({ stdout }) => stdout.trim(),
      () => undefined,
    );
    if (version !== undefined && version >= OLDEST) return candidate;
  }
  throw new MissingPrerequisiteError(
    `Python ${OLDEST} or newer with venv and ensurepip (Debian: python3 and python3-venv)`,
  );
};

const lastLines = (fault: unknown): string => {
  const { stderr, message } = fault as { stderr?: string; message: string };
  const said = (stderr ?? "").split("\n").filter((line) => line !== "" && !line.startsWith("WARNING"));
  return said.slice(-3).join(" ") || message;
};

/** What pip says when it reaches no index; anything else is a fault of our list. */
const UNREACHABLE = /after connection broken by|ConnectionError|ReadTimeout|ProxyError|Could not fetch URL/;

const install = async (program: PythonProgram, requirements: string, target: string): Promise<void> => {
  const python = await findPython();
  const unfinished = `${target}.${process.pid}`;
  rmSync(unfinished, { recursive: true, force: true });
  try {
    await run(python, ["-m", "venv", unfinished]);
    const flags = ["--quiet", "--no-input", "--disable-pip-version-check", "--requirement", requirements];
    const pip = [join(unfinished, "bin/python"), ["-m", "pip", "install", ...flags]] as const;
    await run(...pip, { timeout: INSTALL_PATIENCE_MS, maxBuffer: 1 << 26 });
    rmSync(target, { recursive: true, force: true });
    renameSync(unfinished, target);
  } catch (fault) {
    rmSync(unfinished, { recursive: true, force: true });
    const said = `${program} from PyPI: it could not be installed (${lastLines(fault)})`;
    throw UNREACHABLE.test(String((fault as { stderr?: string }).stderr))
      ? new MissingPrerequisiteError(said)
      : new Error(said);
  }
};

/**
 * Installs the program unless that very list of versions is installed already.
 * @returns the Python that can run it
 * @throws Missing
 */
export const ensureVenv = async (
  program: PythonProgram,
  dataDir: string,
  say: ReportLine,
): Promise<string> => {
  const requirements = assetPath(`${program}.requirements.txt`);
  const hash = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 8);
  const target = join(dataDir, `venv-${program}-${hash}`);
  if (!existsSync(target)) {
    mkdirSync(dataDir, { recursive: true });
    say(`Installing ${program} from PyPI into ${target} …`);
    const started = performance.now();
    await install(program, requirements, target);
    say(`Installed in ${((performance.now() - started) / 1_000).toFixed(0)} s.`);
  }
  return join(target, "bin/python");
};
