/** check, schema, and the explanation of an order under a file: what needs no service. */
import { readFileSync, writeFileSync } from "node:fs";
import { parseOrder } from "../../lib/domain/parse-order.ts";
import type { Catalogue } from "../../lib/domain/catalogue.ts";
import type { WhyNot } from "../../lib/rulebook/decision.ts";
import type { Because } from "../../lib/domain/task.ts";
import { type PlannedTask, taskSummary } from "../../lib/tasks/registry.ts";
import type { Order } from "../../lib/domain/order.ts";
import {
  type CheckResult,
  checkRulebook,
  type RulebookIssue,
} from "../../lib/rulebook/check/check-rulebook.ts";
import { rulebookJsonSchema } from "../../lib/rulebook/check/json-schema.ts";
import { compile } from "../../lib/rulebook/compile.ts";
import type { Action, Rulebook } from "../../lib/rulebook/rulebook.ts";
import { decideWithWhyNot } from "../../lib/rulebook/why-not.ts";
import { wouldBeRejected } from "../../lib/rulebook/would-be-rejected.ts";
import { STARTING_CATALOGUE } from "../../lib/rulebook/starting-catalogue.ts";
import { EXIT, type Options } from "./arguments.ts";
import { asPosted } from "./recorded-order.ts";
import type { TextStyle } from "../terminal/style.ts";

/** A file that cannot be read, or is not of the right kind. */
export class FileError extends Error {}

export type Output = {
  readonly style: TextStyle;
  readonly print: (text: string) => void;
  readonly now: Date;
};

export const readText = (file: string): string => {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new FileError(
      `${file}: ${code === "ENOENT" ? "there is no such file" : "cannot be read as UTF-8 text"}`,
    );
  }
};

/** @throws FileError */
export const writeText = (file: string, text: string): void => {
  try {
    writeFileSync(file, text);
  } catch {
    throw new FileError(`${file}: cannot be written`);
  }
};

export const formatOf = (file: string): "yaml" | "json" => (file.endsWith(".json") ? "json" : "yaml");

/** A SKU of the command line is a physical product. */
const catalogueWith = (skus: readonly string[]): Catalogue => ({
  ...STARTING_CATALOGUE,
  ...Object.fromEntries(skus.map((sku) => [sku, { sku, type: "physical", title: sku }])),
});

/** Prints one issue: position, rule, detail, and the line with a caret. */
export const printIssue = (
  { style, print }: Output,
  file: string,
  issue: RulebookIssue,
  kind: "issue" | "warning",
): void => {
  const colour = kind === "issue" ? style.red : style.yellow;
  const rule = issue.ruleId === undefined ? "" : ` ${style.bold(issue.ruleId)}`;
  print(`${file}:${issue.line}:${issue.column}${rule} ${colour(kind)} ${issue.detail}`);
  const [source = "", marks = ""] = issue.caret.split("\n");
  print(`${style.dim(`  ${source}`)}\n  ${colour(marks)}\n`);
};

export const many = (count: number, one: string): string => `${count} ${one}${count === 1 ? "" : "s"}`;

const checkFile = (file: string, options: Options, now: Date): CheckResult => {
  const catalogue = catalogueWith(options.skus);
  return checkRulebook(readText(file), formatOf(file), {
    skus: new Set(Object.keys(catalogue)),
    now: now.toISOString(),
    catalogue,
  });
};

const dependsOnCatalogue = (action: Action): boolean =>
  action.action === "addFreeItem" || (action.action === "email" && action.template === "streaming-links");

const mentionsCatalogue = (checked: CheckResult): boolean =>
  checked.ok
    ? checked.rulebook.rules.some((rule) => rule.then.some(dependsOnCatalogue))
    : checked.issues.some(({ detail }) => detail.startsWith("no SKU"));

const noteCatalogue = ({ style, print }: Output, checked: CheckResult, { skus }: Options): void => {
  if (!mentionsCatalogue(checked)) return;
  const skusOfCatalogue = Object.keys(catalogueWith(skus)).join(", ");
  print(
    style.dim(
      `Checked without a service, so with the starting catalogue (${skusOfCatalogue}); --sku SKU adds to it.`,
    ),
  );
};

/** Prints issues and warnings. @returns the rulebook when it has no issue */
const report = (output: Output, file: string, checked: CheckResult): Rulebook | undefined => {
  const warnings = checked.ok ? checked.warnings : [];
  const issues = checked.ok ? checked.failedExamples : checked.issues;
  for (const issue of issues) printIssue(output, file, issue, "issue");
  for (const warning of warnings) printIssue(output, file, warning, "warning");
  return checked.ok ? checked.rulebook : undefined;
};

export const check = (file: string, options: Options, output: Output): number => {
  const { style, print } = output;
  const checked = checkFile(file, options, output.now);
  const rulebook = report(output, file, checked);
  const wrong = checked.ok ? checked.failedExamples.length : checked.issues.length;
  if (rulebook) {
    const sizes = `${many(rulebook.rules.length, "rule")}, ${many(rulebook.examples.length, "example")}`;
    const result = wrong === 0 ? style.green("good") : style.red(`${many(wrong, "expectation")} not met`);
    print(`${file}: ${result}, ${sizes}, ${many(checked.ok ? checked.warnings.length : 0, "warning")}`);
  } else print(`${file}: ${style.red(many(wrong, "issue"))}`);
  noteCatalogue(output, checked, options);
  return wrong === 0 ? EXIT.ok : EXIT.issues;
};

/** The JSON object in a file. @throws FileError */
export const readJson = (file: string): Readonly<Record<string, unknown>> => {
  let body: unknown;
  try {
    body = JSON.parse(readText(file));
  } catch (error) {
    if (error instanceof FileError) throw error;
    throw new FileError(`${file}: not readable as JSON`);
  }
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw new FileError(`${file}: an order is a JSON object`);
  return body as Readonly<Record<string, unknown>>;
};

const parseBody = (
  name: string,
  body: Readonly<Record<string, unknown>>,
  rulebook: Rulebook,
  { style, print }: Output,
): Order | undefined => {
  const parsed = parseOrder(asPosted(body), rulebook);
  if (parsed.ok) return parsed.value;
  for (const { pointer, detail } of parsed.error)
    print(`${name} ${pointer || "/"} ${style.red("issue")} ${detail}`);
  return undefined;
};

export const linesWord = (lineIds: readonly string[]): string =>
  `${lineIds.length === 1 ? "line" : "lines"} ${lineIds.join(", ")}`;

const afterText = ({ dependsOn, alsoDependsOn = [] }: PlannedTask): string =>
  dependsOn === undefined ? "" : `, after ${[dependsOn, ...alsoDependsOn].join(", ")}`;

const reasonLine = (style: TextStyle, { ruleId, lineId, lineIds, explanation }: Because | WhyNot): string => {
  const lines = lineIds ?? (lineId === undefined ? [] : [lineId]);
  return `    ${style.bold(ruleId)}${lines.length === 0 ? "" : `, ${linesWord(lines)}`}: ${explanation}`;
};

const omittedLine = (omitted: number | undefined): readonly string[] =>
  omitted === undefined ? [] : [`    … and ${omitted} more`];

/** Prints why a task exists. */
export const printReasons = (because: readonly Because[], { style, print }: Output): void => {
  for (const reason of because) print(reasonLine(style, reason));
  for (const line of omittedLine(because.at(-1)?.omitted)) print(line);
};

/** Prints why rules had no effect. */
export const printWhyNot = (
  whyNot: readonly WhyNot[],
  omitted: number | undefined,
  { style, print }: Output,
): void => {
  print(style.bold("\nAnd why not more"));
  for (const why of whyNot) print(style.dim(reasonLine(style, why)));
  for (const line of omittedLine(omitted)) print(style.dim(line));
};

/**
 * Prints what becomes of an order under the rulebook in a file.
 * @param body as it is posted, or as GET /orders/{orderId} responds
 */
export const explainOrder = (
  file: string,
  orderName: string,
  body: Readonly<Record<string, unknown>>,
  options: Options,
  output: Output,
): number => {
  const { style, print } = output;
  const checked = checkFile(file, options, output.now);
  if (!checked.ok) return report(output, file, checked) ? EXIT.ok : EXIT.issues;
  const order = parseBody(orderName, body, checked.rulebook, output);
  if (!order) return EXIT.issues;
  const compiled = compile(checked.rulebook);
  const catalogue = catalogueWith(options.skus);
  const { decision, whyNot, whyNotOmitted } = decideWithWhyNot(compiled, 0, order, catalogue);
  const { lines, tasks } = decision;
  // Links and rates are known to the service only.
  const rejections = wouldBeRejected(order, decision, {});
  print(style.bold(`Order ${order.orderId} under ${file}`));
  for (const { lineId, sku, gift } of lines)
    if (gift)
      print(
        `  ${style.green("+")} free ${sku} as line ${lineId}, because of line ${gift.causedBy}: ${gift.reason} (${gift.ruleId})`,
      );
  for (const task of tasks) {
    print(`  ${style.green("+")} ${taskSummary(task)}, ${linesWord(task.lineIds)}${afterText(task)}`);
    const cause = rejections.get(task.key);
    if (cause) print(`    ${style.red("would be rejected:")} ${Object.values(cause).join(" ")}`);
    printReasons(task.because, output);
  }
  for (const { text, because } of decision.notes ?? []) {
    print(`  ${style.green("+")} note: ${text}`);
    printReasons(because, output);
  }
  printWhyNot(whyNot, whyNotOmitted, output);
  noteCatalogue(output, checked, options);
  return EXIT.ok;
};

export const printSchema = ({ print }: Output): number => {
  print(JSON.stringify(rulebookJsonSchema(), null, 2));
  return EXIT.ok;
};
