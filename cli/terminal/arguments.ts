/** Command lines, parsed by commander. What cannot be understood is a UsageError with the help text of the command. */
import { Command, CommanderError, InvalidArgumentError } from "commander";

/** The command line is invalid; the message says why. */
export class UsageError extends Error {
  /** The help text of the command that was typed. */
  readonly help: string;

  constructor(message: string, help: string) {
    super(message);
    this.name = "UsageError";
    this.help = help;
  }
}

/** What a command line asks for: the help text, or a command. */
export type ParsedArguments<C> =
  | { readonly kind: "help"; readonly text: string }
  | { readonly kind: "command"; readonly command: C };

/** A program whose sub-commands inherit its settings: suggestions for misspelt names, no exit, no output. */
export const newProgram = (name: string, description: string): Command =>
  new Command(name)
    .description(description)
    .exitOverride()
    .configureOutput({ writeOut: () => {}, writeErr: () => {} })
    .showSuggestionAfterError()
    .helpOption("--help", "show this text")
    .configureHelp({ sortOptions: false });

const isHelpRequest = ({ code }: CommanderError): boolean =>
  code === "commander.helpDisplayed" || code === "commander.help";

/** The command, or sub-command, that the first arguments name; the program itself when they name none. */
const typedCommand = (program: Command, args: readonly string[]): Command => {
  const [name, ...others] = args.filter((word) => !word.startsWith("-") && word !== "help");
  const command = program.commands.find((one) => one.name() === name);
  return command === undefined ? program : typedCommand(command, others);
};

/** The help text with what was added to it, such as examples. */
const helpOf = (command: Command): string => {
  let text = "";
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
  });
  command.outputHelp();
  return text;
};

/**
 * Parses arguments.
 * @param build makes the program; its actions call `done` with what was asked for
 * @throws UsageError
 */
export const parseArguments = <C>(
  build: (done: (command: C) => void) => Command,
  args: readonly string[],
): ParsedArguments<C> => {
  let command: C | undefined;
  const program = build((parsed) => {
    command = parsed;
  });
  const typed = typedCommand(program, args);
  if (args.length === 0 && program.commands.length > 0) return { kind: "help", text: helpOf(program) };
  try {
    program.parse([...args], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (isHelpRequest(error)) return { kind: "help", text: helpOf(typed) };
    throw new UsageError(error.message.replace(/^error: /, ""), helpOf(typed));
  }
  return { kind: "command", command: command! };
};

/** Adds an example to the help of a command. */
export const withExample = (command: Command, ...lines: readonly string[]): Command =>
  command.addHelpText("after", `\nFor example:\n${lines.map((line) => `  ${line}`).join("\n")}`);

/** Parses the value of an option or argument. @throws InvalidArgumentError with the given message */
export const valueBy =
  <T>(parse: (text: string) => T | undefined, message: string) =>
  (text: string): T => {
    const value = parse(text);
    if (value === undefined) throw new InvalidArgumentError(message);
    return value;
  };
