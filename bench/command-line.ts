/** Command lines of benchmarks. */
import { newProgram, parseArguments, UsageError, valueBy } from "../cli/terminal/arguments.ts";

type NumberOption = { readonly description: string; readonly default: number; readonly max: number };
type TextOption = { readonly description: string; readonly default: string };

const USAGE = 2;

const wholeNumber = (max: number) =>
  valueBy((text) => {
    const value = /^[1-9]\d{0,8}$/.test(text) ? Number(text) : Number.NaN;
    return value <= max ? value : undefined;
  }, `It must be a whole number from 1 to ${max}.`);

/** commander's name of the value of `--data-dir`. */
const camelCase = (option: string): string => option.replace(/-(.)/g, (_, letter) => letter.toUpperCase());

/**
 * The values of options in `process.argv`. `--help` and an invalid command line print a text and end the process, with the
 * exit codes 0 and 2.
 * @param name the command as it is typed, for the help
 * @param flags descriptions of options without a value
 */
export const benchOptions = <N extends string, T extends string = never, F extends string = never>(
  name: string,
  description: string,
  numbers: Readonly<Record<N, NumberOption>>,
  texts: Readonly<Record<T, TextOption>> = {} as Record<T, TextOption>,
  flags: Readonly<Record<F, string>> = {} as Record<F, string>,
): Record<N, number> & Record<T, string> & Record<F, boolean> => {
  const program = newProgram(name, description).usage("[options]");
  for (const [option, { description: text, max, default: value }] of Object.entries<NumberOption>(numbers))
    program.option(`--${option} <n>`, text, wholeNumber(max), value);
  for (const [option, { description: text, default: value }] of Object.entries<TextOption>(texts))
    program.option(`--${option} <value>`, text, value);
  for (const [option, text] of Object.entries<string>(flags)) program.option(`--${option}`, text, false);
  try {
    const parsed = parseArguments<Record<string, number | string | boolean>>(
      (done) => program.action(done),
      process.argv.slice(2),
    );
    if (parsed.kind === "help") {
      console.log(parsed.text);
      return process.exit();
    }
    const values = [...Object.keys(numbers), ...Object.keys(texts), ...Object.keys(flags)].map((option) => [
      option,
      parsed.command[camelCase(option)],
    ]);
    return Object.fromEntries(values) as Record<N, number> & Record<T, string> & Record<F, boolean>;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n\n${error.help}`);
    return process.exit(USAGE);
  }
};
