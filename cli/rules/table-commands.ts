/** import and export: a decision table as a spreadsheet. They need no service. */
import { writeFileSync } from "node:fs";
import { isSeq, parse, parseDocument, stringify, type YAMLMap, type YAMLSeq } from "yaml";
import { didYouMean } from "../../lib/domain/near-name.ts";
import { checkRulebook, type RulebookIssue } from "../../lib/rulebook/check/check-rulebook.ts";
import { isTextField } from "../../lib/rulebook/check/edit-table.ts";
import {
  type ImportedRows,
  rowsFromCsv,
  rowsToCsv,
  type WrittenRow,
} from "../../lib/rulebook/check/table-csv.ts";
import { STARTING_CATALOGUE } from "../../lib/rulebook/starting-catalogue.ts";
import { EXIT } from "./arguments.ts";
import { FileError, formatOf, type Output, readText } from "./offline-commands.ts";

type Written = {
  readonly tables?: readonly { readonly id?: string; readonly rows?: readonly WrittenRow[] }[];
};

const findTable = (file: string, text: string, id: string) => {
  const { tables = [] } = (parse(text) ?? {}) as Written;
  const index = tables.findIndex((table) => table.id === id);
  if (index !== -1) return { index, rows: tables[index]!.rows ?? [] };
  const ids = tables.flatMap((table) => table.id ?? []);
  throw new FileError(`${file}: no table \`${id}\`${didYouMean(id, ids)}`);
};

/** Prints the rows of a table as CSV. */
export const exportTable = (file: string, id: string, { print }: Output): number => {
  print(rowsToCsv(findTable(file, readText(file), id).rows).trimEnd());
  return EXIT.ok;
};

/** The rulebook's text with the rows in their place; comments elsewhere are kept. */
const withRows = (text: string, format: "yaml" | "json", id: string, rows: readonly WrittenRow[]): string => {
  if (format === "json") {
    const rulebook = JSON.parse(text);
    const tables: { id?: string; rows?: unknown }[] = rulebook.tables ?? [];
    const existing = tables.find((table) => table.id === id);
    if (existing === undefined) tables.push({ id, rows });
    else existing.rows = rows;
    return `${JSON.stringify({ ...rulebook, tables }, null, 2)}\n`;
  }
  const document = parseDocument(text);
  const node = document.createNode(rows) as unknown as YAMLSeq<YAMLMap>;
  for (const row of node.items) row.flow = true;
  const tables = document.get("tables");
  const existing = isSeq(tables)
    ? (tables.items as YAMLMap[]).find((table) => table.get("id") === id)
    : undefined;
  if (existing !== undefined) existing.set("rows", node);
  else {
    const table = document.createNode({ id }) as unknown as YAMLMap;
    table.set("rows", node);
    if (isSeq(tables)) tables.items.push(table);
    else document.set("tables", [table]);
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
};

type Refused = { readonly line: number; readonly detail: string };

/** The issues of the rows, each at its line of the spreadsheet; others at their place in the rulebook. */
const refusedBy = (
  issues: readonly RulebookIssue[],
  table: number,
  { lines }: ImportedRows,
): { readonly rows: readonly Refused[]; readonly others: readonly RulebookIssue[] } => {
  const prefix = `/tables/${table}/rows/`;
  const rowOf = ({ pointer }: RulebookIssue): number =>
    pointer.startsWith(prefix) ? Number.parseInt(pointer.slice(prefix.length), 10) : Number.NaN;
  return {
    rows: issues.flatMap((issue) => {
      const line = lines[rowOf(issue)];
      return line === undefined ? [] : [{ line, detail: issue.detail }];
    }),
    others: issues.filter((issue) => lines[rowOf(issue)] === undefined),
  };
};

const printRefused = (file: string, refused: readonly Refused[], { style, print }: Output): number => {
  for (const { line, detail } of refused) print(`${file}:${line} ${style.red("refused")} ${detail}`);
  print(`${refused.length} refused; nothing was written`);
  return EXIT.issues;
};

export type ImportTarget = {
  readonly table: string;
  /** The rulebook; left out: the table is printed. */
  readonly into: string | undefined;
  readonly skus: readonly string[];
};

/** Puts the rows of a spreadsheet into a table of a rulebook; prints the table when no rulebook is named. */
export const importTable = (csv: string, { table: id, into, skus }: ImportTarget, output: Output): number => {
  const imported = rowsFromCsv(readText(csv), isTextField);
  if (imported.issues.length > 0) return printRefused(csv, imported.issues, output);
  if (into === undefined) {
    output.print(stringify({ tables: [{ id, rows: imported.rows }] }, { lineWidth: 0 }).trimEnd());
    return EXIT.ok;
  }
  const format = formatOf(into);
  const text = withRows(readText(into), format, id, imported.rows);
  const checked = checkRulebook(text, format, {
    skus: new Set([...Object.keys(STARTING_CATALOGUE), ...skus]),
    now: output.now.toISOString(),
  });
  const { index } = findTable(into, text, id);
  const { rows, others } = refusedBy(checked.ok ? [] : checked.issues, index, imported);
  if (rows.length > 0) return printRefused(csv, rows, output);
  writeFileSync(into, text);
  output.print(`${into}: table ${id} has ${imported.rows.length} rows`);
  for (const { line, detail } of others)
    output.print(`${into}:${line} ${output.style.red("issue")} ${detail}`);
  return others.length === 0 ? EXIT.ok : EXIT.issues;
};
