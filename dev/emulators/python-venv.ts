/** Programs from PyPI, each in a virtual environment that is reused. */
import { execFile, type ExecFileOptions } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { toolEnvironment } from "../environment.ts";
import type { ReportLine } from "../report-line.ts";

/** The machine lacks a prerequisite; the message names it. */
export class MissingPrerequisiteError extends Error {}

export type PythonProgram = "localstack" | "ministack" | "cfn-lint";

const run = (file: string, args: readonly string[], options: ExecFileOptions = {}) =>
  promisify(execFile)(file, args, { ...options, encoding: "utf8", env: toolEnvironment(process.env) });
const CANDIDATES = ["python3.11", "python3.12", "python3.13", "python3.10", "python3", "python"];
const VERSION_SCRIPT = "import sys, venv, ensurepip; print('%d.%02d' % sys.version_info[:2])";
const MIN_VERSION = "3.10";
const INSTALL_TIMEOUT_MS = 600_000;

export const assetPath = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

const findPython = async (): Promise<string> => {
  for (const candidate of CANDIDATES) {
    const version = await run(candidate, ["-c", VERSION_SCRIPT]).then(
      ({ stdout }) => stdout.trim(),
      () => undefined,
    );
    if (version !== undefined && version >= MIN_VERSION) return candidate;
  }
  throw new MissingPrerequisiteError(
    `Python ${MIN_VERSION} or newer with venv and ensurepip (Debian: python3 and python3-venv)`,
  );
};

const lastLines = (error: unknown): string => {
  const { stderr, message } = error as { stderr?: string; message: string };
  const output = (stderr ?? "").split("\n").filter((line) => line !== "" && !line.startsWith("WARNING"));
  return output.slice(-3).join(" ") || message;
};

/** What pip says when it reaches no index; anything else is a error of our list. */
const UNREACHABLE = /after connection broken by|ConnectionError|ReadTimeout|ProxyError|Could not fetch URL/;

const install = async (program: PythonProgram, requirements: string, target: string): Promise<void> => {
  const python = await findPython();
  const incomplete = `${target}.${process.pid}`;
  rmSync(incomplete, { recursive: true, force: true });
  try {
    await run(python, ["-m", "venv", incomplete]);
    const flags = ["--quiet", "--no-input", "--disable-pip-version-check", "--requirement", requirements];
    const pip = [join(incomplete, "bin/python"), ["-m", "pip", "install", ...flags]] as const;
    await run(...pip, { timeout: INSTALL_TIMEOUT_MS, maxBuffer: 1 << 26 });
    rmSync(target, { recursive: true, force: true });
    renameSync(incomplete, target);
  } catch (error) {
    rmSync(incomplete, { recursive: true, force: true });
    const message = `${program} from PyPI: it could not be installed (${lastLines(error)})`;
    throw UNREACHABLE.test(String((error as { stderr?: string }).stderr))
      ? new MissingPrerequisiteError(message)
      : new Error(message);
  }
};

/**
 * Installs the program unless these requirements are installed already.
 * @returns the Python that can run it
 * @throws MissingPrerequisiteError
 */
export const ensureVenv = async (
  program: PythonProgram,
  dataDir: string,
  report: ReportLine,
): Promise<string> => {
  const requirements = assetPath(`${program}.requirements.txt`);
  const hash = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 8);
  const target = join(dataDir, `venv-${program}-${hash}`);
  if (!existsSync(target)) {
    mkdirSync(dataDir, { recursive: true });
    report(`Installing ${program} from PyPI into ${target} …`);
    const started = performance.now();
    await install(program, requirements, target);
    report(`Installed in ${((performance.now() - started) / 1_000).toFixed(0)} s.`);
  }
  return join(target, "bin/python");
};
