/** The command line of `npm run rules`. */
import { parseArgs } from "node:util";

/** 0 done, 1 faults in what was given, 2 a command line that makes no sense, 3 no service. */
export const EXIT = { ok: 0, issues: 1, usage: 2, serviceUnavailable: 3 } as const;

/** What was typed cannot be understood. */
export class UsageError extends Error {}

export const HELP = `Usage: npm run rules -- COMMAND [options]

Without a service:
  check FILE                        every fault at its place, warnings, and the rulebook's own examples
  explain FILE ORDER.json           what the rulebook does with an order, why, and why not more
  schema                            the JSON Schema of rulebooks, for completion in editors

With the running service:
  publish FILE [--activate]         saves a new version; with --activate switches it on
  simulate FILE [--since 30d]       saves a draft and tries it on recorded orders against the active version
  history                           all versions, newest first
  diff A B                          what changed from one version to the other

Options:
  --sku SKU        check, explain: a SKU that the catalogue has besides the starting one; may be repeated
  --since 30d      simulate: orders of the last 30d, 12h, 15m; or since a moment such as 2026-11-01T00:00:00-03:00
  --limit N        simulate: the newest N orders
  --data-dir DIR   the stack to talk to (default .despacho); DESPACHO_API_URL and DESPACHO_API_KEY count before it
  --help           this text

FILE is YAML, or JSON when its name ends in .json. Exit: 0 done, 1 faults, 2 usage, 3 no service.`;

export type Options = {
  readonly skus: readonly string[];
  readonly since: string | undefined;
  readonly limit: number | undefined;
  readonly activate: boolean;
  readonly dataDir: string;
};

export type Command =
  | { readonly kind: "help" | "schema" }
  | { readonly kind: "check" | "publish" | "simulate"; readonly file: string; readonly options: Options }
  | { readonly kind: "explain"; readonly file: string; readonly order: string; readonly options: Options }
  | { readonly kind: "history"; readonly options: Options }
  | { readonly kind: "diff"; readonly before: number; readonly after: number; readonly options: Options };

const FLAGS = {
  sku: { type: "string", multiple: true },
  since: { type: "string" },
  limit: { type: "string" },
  activate: { type: "boolean" },
  "data-dir": { type: "string" },
  help: { type: "boolean" },
} as const;

/** Which options a command takes, besides those of every command. */
const TAKES: Readonly<Record<Exclude<Command["kind"], "help">, readonly string[]>> = {
  check: ["sku"],
  explain: ["sku"],
  schema: [],
  publish: ["activate", "data-dir"],
  simulate: ["since", "limit", "data-dir"],
  history: ["data-dir"],
  diff: ["data-dir"],
};

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A moment as RFC 3339, from a duration back from now or from a moment. */
export const parseSince = (text: string, now: Date): string => {
  const [, count, unit] = /^([1-9]\d{0,4})([mhd])$/.exec(text) ?? [];
  if (unit) return new Date(now.getTime() - Number(count) * UNIT_MS[unit]!).toISOString();
  if (/T.*(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text))) return text;
  throw new UsageError(`--since must be a duration such as 30d, or a moment with offset, not "${text}"`);
};

const whole = (text: string, what: string): number => {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new UsageError(`${what} must be a whole number, not "${text}"`);
  return Number(text);
};

const parsed = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options: FLAGS, strict: true, allowPositionals: true });
  } catch (fault) {
    throw new UsageError(fault instanceof Error ? fault.message.split(". ")[0]! : String(fault));
  }
};

const needs = (words: readonly string[], names: readonly string[], command: string): readonly string[] => {
  if (words.length === names.length) return words;
  throw new UsageError(`${command} takes ${names.join(" ") || "no arguments"}`);
};

const isCommand = (word: string | undefined): word is Exclude<Command["kind"], "help"> =>
  word !== undefined && Object.hasOwn(TAKES, word);

const commandOf = (
  kind: Exclude<Command["kind"], "help">,
  words: readonly string[],
  options: Options,
): Command => {
  switch (kind) {
    case "check":
    case "publish":
    case "simulate":
      return { kind, file: needs(words, ["FILE"], kind)[0]!, options };
    case "explain": {
      const [file, order] = needs(words, ["FILE", "ORDER.json"], kind);
      return { kind, file: file!, order: order!, options };
    }
    case "schema":
      needs(words, [], kind);
      return { kind };
    case "history":
      needs(words, [], kind);
      return { kind, options };
    case "diff": {
      const [before, after] = needs(words, ["A", "B"], kind);
      return { kind, before: whole(before!, "a version"), after: whole(after!, "a version"), options };
    }
  }
};

/** Understands a command line. @throws UsageFault */
export const parseCommand = (args: readonly string[], now: Date): Command => {
  const { values, positionals } = parsed(args);
  const [word, ...words] = positionals;
  if (values.help || word === "help" || (word === undefined && Object.keys(values).length === 0))
    return { kind: "help" };
  if (!isCommand(word))
    throw new UsageError(word === undefined ? "which command?" : `there is no command "${word}"`);
  const foreign = Object.keys(values).find((name) => !TAKES[word].includes(name));
  if (foreign) throw new UsageError(`${word} takes no --${foreign}`);
  return commandOf(word, words, {
    skus: values.sku ?? [],
    since: values.since === undefined ? undefined : parseSince(values.since, now),
    limit: values.limit === undefined ? undefined : whole(values.limit, "--limit"),
    activate: values.activate ?? false,
    dataDir: values["data-dir"] ?? ".despacho",
  });
};
