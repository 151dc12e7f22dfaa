/** `npm run audit`: who did what, newest first. Exit codes as those of `npm run rules`. */
import type { ResponseBody } from "../lib/contract/operations/operation.ts";
import type { auditListSchema } from "../lib/contract/responses/audit.ts";
import { callApi, callError, findApiConnection } from "./rules/api-client.ts";
import { EXIT } from "./rules/arguments.ts";
import { parsePast } from "./rules/options.ts";
import { newProgram, parseArguments, UsageError, valueBy } from "./terminal/arguments.ts";
import { formatTable } from "./terminal/table.ts";

type AuditList = ResponseBody<typeof auditListSchema>;
type Options = { readonly dataDir: string; readonly limit: number } & Readonly<
  Record<"since" | "until" | "actor" | "subject" | "action" | "client", string | undefined>
>;

const PAST = [
  valueBy((text) => parsePast(text, new Date()), "It must be a duration such as 7d or 12h, or an instant."),
] as const;
const LIMIT = valueBy(
  (text) => (/^(?:[1-9]\d?|1\d\d|200)$/.test(text) ? Number(text) : undefined),
  "It must be a whole number from 1 to 200.",
);

const parse = (args: readonly string[]) =>
  parseArguments<Options>((done) => {
    const program = newProgram("npm run audit --", "Show who did what, newest first.")
      .option("--since <when>", "such as 7d, 12h or 2026-11-01T00:00:00-03:00", ...PAST)
      .option("--until <when>", "the same, exclusive", ...PAST)
      .option("--actor <who>", "name or id of a key, or a client")
      .option("--subject <path>", "what was changed: agents/A-1, or agents for all")
      .option("--action <operation>", "such as putAgent or activateRulebook")
      .option("--client <id>", "one client's; needs the scope clients:all")
      .option("--limit <count>", "1 to 200", LIMIT, 50)
      .option("--data-dir <dir>", "data directory of a running stack", ".despacho");
    program.action((options: Options) => done(options));
    return program;
  }, args);

const HEADER = ["WHEN", "WHO", "ACTION", "WHAT", "CLIENT", "STATUS"];

const show = ({ entries, nextCursor }: AuditList): string => {
  if (entries.length === 0) return "Nothing was changed.";
  const rows = entries.map(({ at, actor, action, subject, clientId, status }) => [
    at.slice(0, 19),
    actor === null ? "command line" : `${actor.clientId}/${actor.name ?? actor.keyId}`,
    action,
    subject,
    clientId ?? "-",
    status === null ? "unknown" : String(status),
  ]);
  const table = formatTable([HEADER, ...rows]);
  return nextCursor === null ? table : `${table}\nThere are more; see --until and --limit.`;
};

const run = async (): Promise<string> => {
  const parsed = parse(process.argv.slice(2));
  if (parsed.kind === "help") return parsed.text;
  const { dataDir, ...query } = parsed.command;
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  const connection = findApiConnection({ dataDir }, process.env);
  return show(await callApi<AuditList>(connection, "GET", `/audit?${new URLSearchParams(given)}`));
};

try {
  console.log(await run());
} catch (error) {
  if (error instanceof UsageError) {
    console.error(`${error.message}\n\n${error.help}`);
    process.exitCode = EXIT.usage;
  } else {
    const failure = callError(error);
    if (failure === undefined) throw error;
    console.error(failure.text);
    process.exitCode = failure.code;
  }
}
