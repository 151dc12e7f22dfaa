/** lists: shows and changes the lists that conditions look values up in. */
import { formatTable } from "../terminal/table.ts";
import { type ApiConnection, callApi, callApiForText, findApiConnection, queryOf } from "./api-client.ts";
import { EXIT, type Options } from "./arguments.ts";
import { findAuthorNames } from "./authors.ts";
import { type Output, readText, writeText } from "./offline-commands.ts";
import { minuteOf } from "./schedule-commands.ts";

type Head = {
  readonly listId: string;
  readonly kind: string;
  readonly version: number;
  readonly size: number;
  readonly updatedAt: string;
  readonly updatedBy: string;
};
type Version = {
  readonly version: number;
  readonly kind: string;
  readonly size: number | null;
  readonly createdAt: string;
  readonly createdBy: string;
};
type Page<T> = { readonly nextCursor: string | null } & T;

const PAGE_SIZE = 200;

/** Every entry, page by page. */
const everyPage = async <T, Entry>(
  service: ApiConnection,
  path: string,
  entriesOf: (page: T) => readonly Entry[],
): Promise<Entry[]> => {
  const entries: Entry[] = [];
  let cursor: string | undefined;
  do {
    const query = queryOf({ limit: PAGE_SIZE, cursor });
    const page = await callApi<Page<T>>(service, "GET", `${path}${query}`);
    entries.push(...entriesOf(page));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return entries;
};

const pathOf = (listId: string): string => `/lists/${encodeURIComponent(listId)}`;

export const listLists = async (options: Options, { style, print }: Output): Promise<number> => {
  const service = findApiConnection(options, process.env);
  const lists = await everyPage<{ lists: readonly Head[] }, Head>(service, "/lists", (page) => page.lists);
  if (lists.length === 0) {
    print("there are no lists; make one: npm run rules -- lists put december-skus skus.csv --kind sku");
    return EXIT.ok;
  }
  const nameOf = await findAuthorNames(service);
  const rows = lists.map(({ listId, kind, version, size, updatedAt, updatedBy }) => [
    listId,
    kind,
    String(size),
    String(version),
    minuteOf(updatedAt),
    nameOf(updatedBy),
  ]);
  print(formatTable([["list", "kind", "values", "version", "changed", "by"].map(style.dim), ...rows]));
  return EXIT.ok;
};

/** Prints the values, one a line, or writes them to a file. */
export const showList = async (listId: string, options: Options, output: Output): Promise<number> => {
  const service = findApiConnection(options, process.env);
  const path = `${pathOf(`${listId}.csv`)}${queryOf({ version: options.version })}`;
  const { text } = await callApiForText(service, "GET", path);
  if (options.output === undefined) output.print(text.trimEnd());
  else {
    writeText(options.output, text);
    output.print(`${listId} is in ${options.output}`);
  }
  return EXIT.ok;
};

const typeOf = (file: string): string => (file.endsWith(".json") ? "application/json" : "text/csv");

/** Stores the values of a file, one a line, as the next version of a list. */
export const putList = async (
  listId: string,
  file: string,
  options: Options,
  { style, print }: Output,
): Promise<number> => {
  const body = { type: typeOf(file), text: readText(file) };
  const service = findApiConnection(options, process.env);
  const path = `${pathOf(listId)}${queryOf({ kind: options.kind })}`;
  const { version, size } = await callApi<Head>(service, "PUT", path, body);
  print(
    style.green(`${listId} has ${size} values as version ${version}; new orders follow it within seconds`),
  );
  return EXIT.ok;
};

export const deleteList = async (listId: string, options: Options, output: Output): Promise<number> => {
  await callApi(findApiConnection(options, process.env), "DELETE", pathOf(listId));
  output.print(output.style.green(`${listId} is deleted`));
  return EXIT.ok;
};

export const listVersions = async (
  listId: string,
  options: Options,
  { style, print }: Output,
): Promise<number> => {
  const service = findApiConnection(options, process.env);
  const versions = await everyPage<{ versions: readonly Version[] }, Version>(
    service,
    `${pathOf(listId)}/versions`,
    (page) => page.versions,
  );
  const nameOf = await findAuthorNames(service);
  const rows = versions.map(({ version, size, createdAt, createdBy }) => [
    String(version),
    size === null ? "deleted" : String(size),
    minuteOf(createdAt),
    nameOf(createdBy),
  ]);
  print(formatTable([["version", "values", "saved", "by"].map(style.dim), ...rows]));
  return EXIT.ok;
};
