/** The command line of `npm run keys`. */
import { resolve } from "node:path";
import type { Command as Program } from "commander";
import { DEFAULT_LIFE_SECONDS, MAX_NAME_LENGTH } from "../../lib/database/api-keys.ts";
import { SCOPES, type Scope } from "../../lib/domain/scope.ts";
import { text as textSchema } from "../../lib/domain/text-schema.ts";
import { newProgram, type ParsedArguments, parseArguments, valueBy } from "../terminal/arguments.ts";

export type KeysCommand = { readonly dataDir: string | undefined } & (
  | { readonly kind: "list" }
  | { readonly kind: "revoke"; readonly keyId: string }
  | {
      readonly kind: "create";
      readonly client: string;
      readonly scopes: readonly Scope[];
      readonly name?: string | undefined;
      /** Infinite: the key does not expire. */
      readonly lifeSeconds: number;
    }
);

const CLIENT = /^[A-Za-z0-9._-]{1,64}$/;
const DURATION = /^([1-9]\d{0,8})([smhd])$/;
const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };
const MAX_LIFE_SECONDS = 36_525 * 86_400;

const toScopes = (text: string): Scope[] | undefined => {
  const names = text.split(",").map((name) => name.trim());
  const areAllScopes = names.every((name) => SCOPES.some((scope) => scope === name));
  return areAllScopes ? SCOPES.filter((scope) => names.includes(scope)) : undefined;
};

const toSeconds = (text: string): number | undefined => {
  if (text === "never") return Number.POSITIVE_INFINITY;
  const [, count, unit] = DURATION.exec(text) ?? [];
  const seconds = Number(count) * (SECONDS[unit ?? ""] ?? Number.NaN);
  return seconds <= MAX_LIFE_SECONDS ? seconds : undefined;
};

const toClient = (text: string): string | undefined => (CLIENT.test(text) ? text : undefined);

const keyName = textSchema(MAX_NAME_LENGTH);
const toName = (text: string): string | undefined => keyName.safeParse(text).data;

const DATA_DIR = [
  "--data-dir <dir>",
  "data directory of a running stack",
  (dir: string) => resolve(dir),
] as const;

type CreateFlags = {
  readonly client: string;
  readonly scopes: Scope[];
  readonly name?: string;
  readonly expires?: number;
  readonly dataDir?: string;
};

const addCreate = (program: Program, done: (command: KeysCommand) => void): void => {
  program
    .command("create")
    .description("create a key and show it once")
    .requiredOption(
      "--client <name>",
      "the shop or platform that the key belongs to",
      valueBy(toClient, "It must be 1 to 64 of A-Z a-z 0-9 . _ -"),
    )
    .requiredOption(
      "--scopes <scopes>",
      `comma-separated: ${SCOPES.join(", ")}`,
      valueBy(toScopes, `Scopes are ${SCOPES.join(", ")}.`),
    )
    .option(
      "--name <name>",
      'what people call it, such as "warehouse"',
      valueBy(toName, `It must be 1 to ${MAX_NAME_LENGTH} characters long.`),
    )
    .option(
      "--expires <duration>",
      "such as 30d, 12h, 15m, 10s, or never; by default a year",
      valueBy(toSeconds, "It must be a duration such as 30d, 12h, 15m or 10s, or never."),
    )
    .option(...DATA_DIR)
    .action(({ expires: lifeSeconds = DEFAULT_LIFE_SECONDS, client, name, scopes, dataDir }: CreateFlags) =>
      done({ kind: "create", client, name, scopes, lifeSeconds, dataDir }),
    );
};

const addListAndRevoke = (program: Program, done: (command: KeysCommand) => void): void => {
  program
    .command("list")
    .description("show all keys without their text")
    .option(...DATA_DIR)
    .action(({ dataDir }: { dataDir?: string }) => done({ kind: "list", dataDir }));
  program
    .command("revoke")
    .description("revoke a key; it stops working within a minute")
    .argument("<ID>", "the id that list shows")
    .option(...DATA_DIR)
    .action((keyId: string, { dataDir }: { dataDir?: string }) => done({ kind: "revoke", keyId, dataDir }));
};

/** @throws UsageError */
export const keysArguments = (args: readonly string[]): ParsedArguments<KeysCommand> =>
  parseArguments<KeysCommand>((done) => {
    const program = newProgram(
      "npm run keys --",
      "Create, list and revoke API keys, on the running stack, that of --data-dir, or the database of DATABASE_URL; list and revoke also over the API of DESPACHO_API_URL with DESPACHO_API_KEY.",
    );
    addCreate(program, done);
    addListAndRevoke(program, done);
    return program;
  }, args);
