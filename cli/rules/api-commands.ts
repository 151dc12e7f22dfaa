/** publish, simulate, history and diff: commands that call the API. */

import type { FailedExample, RulebookIssue } from "../../lib/rulebook/check/check-rulebook.ts";
import { EXIT, type Options } from "./arguments.ts";
import { lineDiff } from "./line-diff.ts";
import { formatOf, type Output, printIssue, readText } from "./offline-commands.ts";
import type { TextStyle } from "../terminal/style.ts";
import { formatTable } from "../terminal/table.ts";
import { printSimulation, type Simulation } from "./simulation-report.ts";
import { callApi, findApiConnection, ApiError, type ApiConnection } from "./api-client.ts";

type Saved = {
  readonly version: number;
  readonly warnings: readonly RulebookIssue[];
  readonly failedExamples?: readonly FailedExample[];
};

const json = (value: unknown) => ({ type: "application/json", text: JSON.stringify(value) });

const isIssue = (error: Record<string, unknown>): boolean => typeof error.line === "number";

/** Saves a draft and prints its issues and warnings. */
const save = async (service: ApiConnection, file: string, output: Output): Promise<Saved | undefined> => {
  const body = { type: `application/${formatOf(file)}`, text: readText(file) };
  try {
    const saved = await callApi<Saved>(service, "POST", "/rulebooks", body);
    for (const warning of saved.warnings) printIssue(output, file, warning, "warning");
    for (const failed of saved.failedExamples ?? []) printIssue(output, file, failed, "issue");
    return saved;
  } catch (error) {
    if (!(error instanceof ApiError) || !error.errors.some(isIssue)) throw error;
    for (const issue of error.errors) printIssue(output, file, issue as unknown as RulebookIssue, "issue");
    output.print(`${file}: ${output.style.red("not saved")}, ${error.message}`);
    return undefined;
  }
};

export const publish = async (file: string, options: Options, output: Output): Promise<number> => {
  const { style, print } = output;
  const service = findApiConnection(options.dataDir, process.env);
  const saved = await save(service, file, output);
  if (!saved) return EXIT.issues;
  print(`${file} is saved as version ${style.bold(String(saved.version))}`);
  if (!options.activate) {
    print(style.dim(`not active; simulate it: npm run rules -- simulate ${file}`));
    return EXIT.ok;
  }
  await callApi(service, "POST", `/rulebooks/${saved.version}/activation`, json({}));
  print(style.green(`version ${saved.version} is active; new orders follow it within seconds`));
  return EXIT.ok;
};

export const simulate = async (file: string, options: Options, output: Output): Promise<number> => {
  const service = findApiConnection(options.dataDir, process.env);
  const saved = await save(service, file, output);
  if (!saved) return EXIT.issues;
  const body = json({
    ...(options.since ? { since: options.since } : {}),
    ...(options.limit ? { limit: options.limit } : {}),
  });
  const simulation = await callApi<Simulation>(
    service,
    "POST",
    `/rulebooks/${saved.version}/simulation`,
    body,
  );
  printSimulation(simulation, output);
  return EXIT.ok;
};

type Listed = {
  readonly version: number;
  readonly status: string;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly activatedAt: string | null;
};

/** Minutes distinguish versions. The starting rulebook is active from -infinity. */
const minuteOf = (instant: string | null): string => {
  if (instant === null) return "";
  return /^\d{4}-/.test(instant) ? `${instant.slice(0, 16).replace("T", " ")} UTC` : "from the beginning";
};

export const history = async (options: Options, { style, print }: Output): Promise<number> => {
  const service = findApiConnection(options.dataDir, process.env);
  const { rulebooks } = await callApi<{ rulebooks: readonly Listed[] }>(service, "GET", "/rulebooks");
  const rows = rulebooks.map(({ version, status, createdAt, createdBy, activatedAt }) => {
    const cells = [String(version), status, minuteOf(createdAt), createdBy, minuteOf(activatedAt)];
    return status === "active" ? cells.map(style.green) : cells;
  });
  const header = ["version", "status", "saved", "by", "active since"].map(style.dim);
  print(formatTable([header, ...rows]));
  return EXIT.ok;
};

type Version = { readonly source: string; readonly rules: readonly { readonly id: string }[] };

const changedRules = (before: Version, after: Version): string[] => {
  const old = new Map(before.rules.map((rule) => [rule.id, JSON.stringify(rule)]));
  const next = new Map(after.rules.map((rule) => [rule.id, JSON.stringify(rule)]));
  const word = (id: string): string | undefined => {
    if (!old.has(id)) return `+ ${id}`;
    if (!next.has(id)) return `- ${id}`;
    return old.get(id) === next.get(id) ? undefined : `~ ${id}`;
  };
  return [...new Set([...old.keys(), ...next.keys()])].flatMap((id) => word(id) ?? []);
};

/** Green for an added line, red for a removed one. */
const coloured = (line: string, style: TextStyle, other: (text: string) => string): string => {
  if (line.startsWith("+")) return style.green(line);
  return line.startsWith("-") ? style.red(line) : other(line);
};

export const diff = async (
  before: number,
  after: number,
  options: Options,
  output: Output,
): Promise<number> => {
  const { style, print } = output;
  const service = findApiConnection(options.dataDir, process.env);
  const old = await callApi<Version>(service, "GET", `/rulebooks/${before}`);
  const next = await callApi<Version>(service, "GET", `/rulebooks/${after}`);
  const rules = changedRules(old, next);
  print(
    style.bold(
      rules.length === 0 ? `no rule differs between ${before} and ${after}` : `rules, ${before} → ${after}`,
    ),
  );
  for (const rule of rules) print(`  ${coloured(rule, style, style.yellow)}`);
  for (const line of lineDiff(old.source, next.source)) print(coloured(line, style, style.dim));
  return EXIT.ok;
};
