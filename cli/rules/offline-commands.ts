/** check and explain: what can be said of a rulebook with no service at hand. */
import { readFileSync } from "node:fs";
import { parseOrder } from "../../lib/domain/parse-order.ts";
import type { Catalogue } from "../../lib/domain/catalogue.ts";
import type { WhyNot } from "../../lib/rulebook/decision.ts";
import type { Because } from "../../lib/domain/task.ts";
import { taskSummary } from "../../lib/tasks/registry.ts";
import type { Order } from "../../lib/domain/order.ts";
import {
  type CheckResult,
  checkRulebook,
  type RulebookIssue,
} from "../../lib/rulebook/check/check-rulebook.ts";
import { rulebookJsonSchema } from "../../lib/rulebook/check/json-schema.ts";
import { compile } from "../../lib/rulebook/compile.ts";
import type { Rulebook } from "../../lib/rulebook/rulebook.ts";
import { decideWithWhyNot } from "../../lib/rulebook/why-not.ts";
import { STARTING_CATALOGUE } from "../../lib/rulebook/starting-catalogue.ts";
import { EXIT, type Options } from "./arguments.ts";
import type { TextStyle } from "./text-style.ts";

/** A file that cannot be read, or is not what it should be. */
export class FileError extends Error {}

export type Output = {
  readonly style: TextStyle;
  readonly print: (text: string) => void;
  readonly now: Date;
};

export const readText = (file: string): string => {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(file));
  } catch (fault) {
    const { code } = fault as NodeJS.ErrnoException;
    throw new FileError(
      `${file}: ${code === "ENOENT" ? "there is no such file" : "cannot be read as UTF-8 text"}`,
    );
  }
};

export const formatOf = (file: string): "yaml" | "json" => (file.endsWith(".json") ? "json" : "yaml");

/** A SKU named on the command line stands for something that is sent by post. */
const catalogueWith = (skus: readonly string[]): Catalogue => ({
  ...STARTING_CATALOGUE,
  ...Object.fromEntries(skus.map((sku) => [sku, { sku, type: "physical", title: sku }])),
});

/** One fault as people read it: place, rule, what is wrong, and the line with a caret. */
export const printIssue = (
  { style: paint, print }: Output,
  file: string,
  fault: RulebookIssue,
  kind: "fault" | "warning",
): void => {
  const colour = kind === "fault" ? paint.red : paint.yellow;
  const rule = fault.ruleId === undefined ? "" : ` ${paint.bold(fault.ruleId)}`;
  print(`${file}:${fault.line}:${fault.column}${rule} ${colour(kind)} ${fault.detail}`);
  const [source = "", marks = ""] = fault.caret.split("\n");
  print(`${paint.dim(`  ${source}`)}\n  ${colour(marks)}\n`);
};

const many = (count: number, one: string): string => `${count} ${one}${count === 1 ? "" : "s"}`;

const checkFile = (file: string, options: Options, now: Date): CheckResult => {
  const catalogue = catalogueWith(options.skus);
  return checkRulebook(readText(file), formatOf(file), {
    skus: new Set(Object.keys(catalogue)),
    now: now.toISOString(),
    catalogue,
  });
};

const mentionsGifts = (checked: CheckResult): boolean =>
  checked.ok
    ? checked.rulebook.rules.some((rule) => rule.then.some(({ action }) => action === "addFreeItem"))
    : checked.issues.some(({ detail }) => detail.startsWith("no SKU"));

const noteCatalogue = ({ style: paint, print }: Output, checked: CheckResult, { skus }: Options): void => {
  if (!mentionsGifts(checked)) return;
  const known = Object.keys(catalogueWith(skus)).join(", ");
  print(
    paint.dim(`Checked without a service, so with the starting catalogue (${known}); --sku SKU adds to it.`),
  );
};

/** Prints everything that is to be said of a rulebook. @returns the rulebook when it has no fault */
const report = (output: Output, file: string, checked: CheckResult): Rulebook | undefined => {
  const warnings = checked.ok ? checked.warnings : [];
  const faults = checked.ok ? checked.failedExamples : checked.issues;
  for (const fault of faults) printIssue(output, file, fault, "fault");
  for (const warning of warnings) printIssue(output, file, warning, "warning");
  return checked.ok ? checked.rulebook : undefined;
};

export const check = (file: string, options: Options, output: Output): number => {
  const { style: paint, print } = output;
  const checked = checkFile(file, options, output.now);
  const rulebook = report(output, file, checked);
  const wrong = checked.ok ? checked.failedExamples.length : checked.issues.length;
  if (rulebook) {
    const sizes = `${many(rulebook.rules.length, "rule")}, ${many(rulebook.examples.length, "example")}`;
    const verdict = wrong === 0 ? paint.green("good") : paint.red(`${many(wrong, "expectation")} not met`);
    print(`${file}: ${verdict}, ${sizes}, ${many(checked.ok ? checked.warnings.length : 0, "warning")}`);
  } else print(`${file}: ${paint.red(many(wrong, "fault"))}`);
  noteCatalogue(output, checked, options);
  return wrong === 0 ? EXIT.ok : EXIT.issues;
};

const readOrder = (file: string, rulebook: Rulebook, { style: paint, print }: Output): Order | undefined => {
  let body: unknown;
  try {
    body = JSON.parse(readText(file));
  } catch (fault) {
    if (fault instanceof FileError) throw fault;
    throw new FileError(`${file}: not readable as JSON`);
  }
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw new FileError(`${file}: an order is a JSON object`);
  const parsed = parseOrder(body, rulebook.productTypes);
  if (parsed.ok) return parsed.value;
  for (const { pointer, detail } of parsed.error)
    print(`${file} ${pointer || "/"} ${paint.red("fault")} ${detail}`);
  return undefined;
};

const reasonLine = (paint: TextStyle, { ruleId, lineId, explanation }: Because | WhyNot): string =>
  `    ${paint.bold(ruleId)}${lineId === undefined ? "" : `, line ${lineId}`}: ${explanation}`;

const linesWord = (lineIds: readonly string[]): string =>
  `${lineIds.length === 1 ? "line" : "lines"} ${lineIds.join(", ")}`;

export const explain = (file: string, orderFile: string, options: Options, output: Output): number => {
  const { style: paint, print } = output;
  const checked = checkFile(file, options, output.now);
  if (!checked.ok) return report(output, file, checked) ? EXIT.ok : EXIT.issues;
  const order = readOrder(orderFile, checked.rulebook, output);
  if (!order) return EXIT.issues;
  const compiled = compile(checked.rulebook);
  const catalogue = catalogueWith(options.skus);
  const { decision, whyNot } = decideWithWhyNot(compiled, 0, order, catalogue);
  const { lines, tasks } = decision;
  print(paint.bold(`Order ${order.orderId} under ${file}`));
  for (const { lineId, sku, gift } of lines)
    if (gift)
      print(
        `  ${paint.green("+")} free ${sku} as line ${lineId}, because of line ${gift.causedBy}: ${gift.reason} (${gift.ruleId})`,
      );
  for (const task of tasks) {
    print(
      `  ${paint.green("+")} ${taskSummary(task)}, ${linesWord(task.lineIds)}${task.dependsOn ? `, after ${task.dependsOn}` : ""}`,
    );
    for (const because of task.because) print(reasonLine(paint, because));
  }
  print(paint.bold("\nAnd why not more"));
  for (const why of whyNot) print(paint.dim(reasonLine(paint, why)));
  noteCatalogue(output, checked, options);
  return EXIT.ok;
};

export const printSchema = ({ print }: Output): number => {
  print(JSON.stringify(rulebookJsonSchema(), null, 2));
  return EXIT.ok;
};
