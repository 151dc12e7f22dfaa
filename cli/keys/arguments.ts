/** The command line of `npm run keys`. */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { SCOPES, type Scope } from "../../lib/domain/scope.ts";
import { withUsageErrors, UsageError } from "../../dev/stack-options.ts";

export type KeysCommand =
  | { readonly kind: "help" }
  | { readonly kind: "list" }
  | { readonly kind: "revoke"; readonly keyId: string }
  | {
      readonly kind: "create";
      readonly client: string;
      readonly scopes: readonly Scope[];
      readonly lifeSeconds?: number;
    };

export type KeysArguments = { readonly command: KeysCommand; readonly dataDir: string | undefined };

export const HELP = `Usage: npm run keys -- create --client NAME --scopes orders:write,orders:read [--expires 30d]
       npm run keys -- list
       npm run keys -- revoke ID

Works on the running stack, else on --data-dir DIR's or on DATABASE_URL.

Scopes: ${SCOPES.join(", ")}. Durations: 30d, 12h, 15m, 10s.`;

const CLIENT = /^[A-Za-z0-9._-]{1,64}$/;
const DURATION = /^([1-9]\d{0,8})([smhd])$/;
const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };
const HUNDRED_YEARS = 36_525 * 86_400;

const OPTIONS = {
  client: { type: "string" },
  scopes: { type: "string" },
  expires: { type: "string" },
  "data-dir": { type: "string" },
  help: { type: "boolean" },
} as const;

const toScopes = (text: string | undefined): Scope[] => {
  const names = (text ?? "").split(",").map((name) => name.trim());
  if (text === undefined || text === "") throw new UsageError("create needs --scopes");
  const unknown = names.filter((name) => !SCOPES.some((scope) => scope === name));
  if (unknown.length > 0) throw new UsageError(`there is no scope "${unknown.join('", "')}"`);
  return SCOPES.filter((scope) => names.includes(scope));
};

const toSeconds = (text: string): number => {
  const [, count, unit] = DURATION.exec(text) ?? [];
  const seconds = Number(count) * (SECONDS[unit ?? ""] ?? Number.NaN);
  if (!(seconds <= HUNDRED_YEARS))
    throw new UsageError(`--expires must be a duration such as 30d, not "${text}"`);
  return seconds;
};

const toClient = (text: string | undefined): string => {
  if (text === undefined) throw new UsageError("create needs --client");
  if (!CLIENT.test(text)) throw new UsageError("--client must be 1 to 64 of A-Z a-z 0-9 . _ -");
  return text;
};

type Values = { client?: string; scopes?: string; expires?: string };

const toCommand = ([name, ...rest]: readonly string[], values: Values): KeysCommand => {
  const needed = name === "revoke" ? 1 : 0;
  if (rest.length > needed) throw new UsageError(`"${rest[needed]}" is one argument too many`);
  if (name !== "create" && (values.client ?? values.scopes ?? values.expires) !== undefined) {
    throw new UsageError("--client, --scopes and --expires belong to create");
  }
  switch (name) {
    case "list":
      return { kind: "list" };
    case "revoke":
      if (rest[0] === undefined) throw new UsageError("revoke needs the id of a key");
      return { kind: "revoke", keyId: rest[0] };
    case "create": {
      const life = values.expires === undefined ? {} : { lifeSeconds: toSeconds(values.expires) };
      return { kind: "create", client: toClient(values.client), scopes: toScopes(values.scopes), ...life };
    }
    default:
      throw new UsageError(
        name === undefined ? "say create, list or revoke" : `there is no command "${name}"`,
      );
  }
};

/** @throws UsageFault */
export const keysArguments = (args: readonly string[]): KeysArguments => {
  const { values, positionals } = withUsageErrors(() =>
    parseArgs({ args: [...args], options: OPTIONS, strict: true, allowPositionals: true }),
  );
  const directory = values["data-dir"];
  const dataDir = directory === undefined ? undefined : resolve(directory);
  return { command: values.help ? { kind: "help" } : toCommand(positionals, values), dataDir };
};
