/** check, with what a service knows: its catalogue, lists, agents and connections. */
import type { RulebookIssue } from "../../lib/rulebook/check/check-rulebook.ts";
import { callApi, findApiConnection } from "./api-client.ts";
import { EXIT, type Options } from "./arguments.ts";
import { formatOf, many, type Output, printIssue, readText } from "./offline-commands.ts";

type Checked = {
  readonly errors: readonly RulebookIssue[];
  readonly warnings: readonly RulebookIssue[];
  readonly examples: readonly { readonly errors: readonly RulebookIssue[] }[];
};

/** Prints issues, warnings and failing examples. Nothing is saved. */
export const checkByService = async (file: string, options: Options, output: Output): Promise<number> => {
  const service = findApiConnection(options, process.env);
  const body = { type: `application/${formatOf(file)}`, text: readText(file) };
  const checked = await callApi<Checked>(service, "POST", "/rulebooks/check", body);
  const unmet = checked.examples.flatMap(({ errors }) => errors);
  for (const issue of [...checked.errors, ...unmet]) printIssue(output, file, issue, "issue");
  for (const warning of checked.warnings) printIssue(output, file, warning, "warning");
  const { style, print } = output;
  if (checked.errors.length > 0) {
    print(`${file}: ${style.red(many(checked.errors.length, "issue"))}`);
    return EXIT.issues;
  }
  const result =
    unmet.length === 0 ? style.green("good") : style.red(`${many(unmet.length, "expectation")} not met`);
  print(
    `${file}: ${result}, ${many(checked.examples.length, "example")}, ${many(checked.warnings.length, "warning")}`,
  );
  return unmet.length === 0 ? EXIT.ok : EXIT.issues;
};
