/** publish, history and diff: commands that call the API. */

import type { FailedExample, RulebookIssue } from "../../lib/rulebook/check/check-rulebook.ts";
import { EXIT, type Options } from "./arguments.ts";
import { findAuthorNames } from "./authors.ts";
import { lineDiff } from "./line-diff.ts";
import { formatOf, type Output, printIssue, readText } from "./offline-commands.ts";
import type { TextStyle } from "../terminal/style.ts";
import { formatTable } from "../terminal/table.ts";
import { activate, activationTable, listActivations, minuteOf } from "./schedule-commands.ts";
import { callApi, findApiConnection, ApiError, type ApiBody, queryOf } from "./api-client.ts";
import { changedRules } from "./changed-rules.ts";

type Saved = {
  readonly version: number;
  readonly warnings: readonly RulebookIssue[];
  readonly failedExamples?: readonly FailedExample[];
};

const isIssue = (error: Record<string, unknown>): boolean => typeof error.line === "number";

/** Sends a rulebook in a file. When the service finds issues in it, prints them and returns undefined. */
export const sendFile = async <T>(
  file: string,
  output: Output,
  send: (body: ApiBody) => Promise<T>,
): Promise<T | undefined> => {
  try {
    return await send({ type: `application/${formatOf(file)}`, text: readText(file) });
  } catch (error) {
    if (!(error instanceof ApiError) || !error.errors.some(isIssue)) throw error;
    for (const issue of error.errors) printIssue(output, file, issue as unknown as RulebookIssue, "issue");
    output.print(`${file}: ${output.style.red("refused")}, ${error.message}`);
    return undefined;
  }
};

export const publish = async (file: string, options: Options, output: Output): Promise<number> => {
  const { style, print } = output;
  const { basedOn, note } = options;
  const service = findApiConnection(options, process.env);
  const path = `/rulebooks${queryOf({ basedOn, note })}`;
  const saved = await sendFile(file, output, (body) => callApi<Saved>(service, "POST", path, body));
  if (!saved) return EXIT.issues;
  for (const warning of saved.warnings) printIssue(output, file, warning, "warning");
  for (const failed of saved.failedExamples ?? []) printIssue(output, file, failed, "issue");
  print(`${file} is saved as version ${style.bold(String(saved.version))}`);
  if (options.activate) return activate(saved.version, { ...options, expectedActive: basedOn }, output);
  print(style.dim(`not active; activate it: npm run rules -- activate ${saved.version}`));
  return EXIT.ok;
};

type Listed = {
  readonly version: number;
  readonly status: string;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly activatedAt: string | null;
  readonly scheduledFor: string | null;
  readonly basedOn: number | null;
  readonly note: string | null;
};

/** Who saved which version, and who activated which one when. */
export const history = async (options: Options, output: Output): Promise<number> => {
  const { style, print } = output;
  const service = findApiConnection(options, process.env);
  const { rulebooks } = await callApi<{ rulebooks: readonly Listed[] }>(service, "GET", "/rulebooks");
  const nameOf = await findAuthorNames(service);
  const rows = rulebooks.map((listed) => {
    const { version, status, createdAt, createdBy, activatedAt, scheduledFor, basedOn, note } = listed;
    const times = [activatedAt, scheduledFor].map(minuteOf);
    const basis = basedOn === null ? "" : String(basedOn);
    const cells = [
      String(version),
      status,
      minuteOf(createdAt),
      nameOf(createdBy),
      ...times,
      basis,
      note ?? "",
    ];
    return status === "active" ? cells.map(style.green) : cells;
  });
  const header = ["version", "status", "saved", "by", "active since", "scheduled for", "based on", "note"];
  print(formatTable([header.map(style.dim), ...rows]));
  print(style.bold("\nActivations"));
  print(activationTable(await listActivations(service), nameOf, output));
  return EXIT.ok;
};

type Version = {
  readonly source: string;
  readonly rules: readonly { readonly id: string; readonly renamedFrom?: string }[];
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
  const service = findApiConnection(options, process.env);
  const old = await callApi<Version>(service, "GET", `/rulebooks/${before}`);
  const next = await callApi<Version>(service, "GET", `/rulebooks/${after}`);
  const rules = changedRules(old.rules, next.rules);
  print(
    style.bold(
      rules.length === 0 ? `no rule differs between ${before} and ${after}` : `rules, ${before} → ${after}`,
    ),
  );
  for (const rule of rules) print(`  ${coloured(rule, style, style.yellow)}`);
  for (const line of lineDiff(old.source, next.source)) print(coloured(line, style, style.dim));
  return EXIT.ok;
};
