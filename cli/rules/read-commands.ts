/** pull and usage: what the service knows of a version. */
import { formatTable } from "../terminal/table.ts";
import { callApi, findApiConnection, queryOf } from "./api-client.ts";
import { EXIT, type Options } from "./arguments.ts";
import { type Output, writeText } from "./offline-commands.ts";
import { minuteOf } from "./schedule-commands.ts";

type Rulebook = { readonly version: number; readonly status: string; readonly source: string };

/** Prints the text of a version as it was saved, or writes it to a file. */
export const pull = async (
  version: number | undefined,
  options: Options,
  { style, print }: Output,
): Promise<number> => {
  const service = findApiConnection(options, process.env);
  const found = await callApi<Rulebook>(service, "GET", `/rulebooks/${version ?? "active"}`);
  if (options.output === undefined) {
    print(found.source.trimEnd());
    return EXIT.ok;
  }
  writeText(options.output, found.source);
  print(`version ${style.bold(String(found.version))} (${found.status}) is in ${options.output}`);
  print(
    style.dim(`when it is changed: npm run rules -- publish ${options.output} --based-on ${found.version}`),
  );
  return EXIT.ok;
};

type Usage = {
  readonly rulebookVersion: number;
  readonly rules: readonly {
    readonly ruleId: string;
    readonly orders: number;
    readonly tasks: number;
    readonly freeItems: number;
    readonly lastAppliedAt: string | null;
  }[];
};

/** How often each rule of a version was applied. */
export const usage = async (
  version: number | undefined,
  options: Options,
  { style, print }: Output,
): Promise<number> => {
  const service = findApiConnection(options, process.env);
  const { since, client } = options;
  const wanted = version ?? (await callApi<Rulebook>(service, "GET", "/rulebooks/active")).version;
  const path = `/rulebooks/${wanted}/usage${queryOf({ since, client })}`;
  const { rules } = await callApi<Usage>(service, "GET", path);
  const rows = rules.map(({ ruleId, orders, tasks, freeItems, lastAppliedAt }) => {
    const last = lastAppliedAt === null ? "never" : minuteOf(lastAppliedAt);
    const cells = [ruleId, String(orders), String(tasks), String(freeItems), last];
    return orders === 0 ? cells.map(style.yellow) : cells;
  });
  print(style.bold(`Rules of version ${wanted}`));
  const header = ["rule", "orders", "tasks", "free items", "last applied"].map(style.dim);
  print(formatTable([header, ...rows], new Set([1, 2, 3])));
  return EXIT.ok;
};
