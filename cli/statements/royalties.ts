/** `npm run statements -- royalties`: what authors earned in a month, by title; or the report as a file. */
import { writeFileSync } from "node:fs";
import type { ResponseBody } from "../../lib/contract/operations/operation.ts";
import type { royaltiesSchema } from "../../lib/contract/responses/month-end.ts";
import { formatMoney } from "../../lib/domain/format.ts";
import { type ApiConnection, callApi, callApiForDocument, queryOf } from "../rules/api-client.ts";
import type { CommandOutput } from "../terminal/run-api-command.ts";
import { formatTable } from "../terminal/table.ts";
import type { StatementsCommand } from "./arguments.ts";
import { readPages } from "./read-pages.ts";

type Royalties = ResponseBody<typeof royaltiesSchema>;
type Command = Extract<StatementsCommand, { kind: "royalties" }>;

const HEADER = ["author", "title", "ISBN", "rate", "units", "sales", "royalty", "taken back", "about"];
const NUMBERS = new Set([3, 4, 5, 6, 7]);

type Sums = Pick<Royalties["totals"][number], "currency" | "units" | "sales" | "royalty" | "reversals">;

const sumCells = ({ currency, units, ...sums }: Sums): string[] => [
  String(units),
  ...[sums.sales, sums.royalty, sums.reversals].map((amount) => formatMoney(amount, currency, "en")),
];

const show = async (
  service: ApiConnection,
  { month, client }: Command,
  { print, style }: CommandOutput,
): Promise<void> => {
  const pages = await readPages((cursor) => {
    const query = queryOf({ client, limit: "200", cursor });
    return callApi<Royalties>(service, "GET", `/royalties/${month}${query}`);
  });
  const [{ closedAt, totals }] = pages;
  const rows = pages.flatMap((page) => page.royalties);
  print(`${month}: ${closedAt === null ? "open" : `closed on ${closedAt.slice(0, 10)}`}`);
  if (rows.length === 0) return print("no royalties");
  const cells = rows.map((row) => [
    row.author,
    row.title,
    row.isbn,
    `${row.rateBps / 100} %`,
    ...sumCells(row),
    row.about ?? "",
  ]);
  const sums = totals.map((total) => ["total", "", "", "", ...sumCells(total), ""].map(style.bold));
  print(formatTable([HEADER.map(style.dim), ...cells, ...sums], NUMBERS));
};

export const royalties = async (
  service: ApiConnection,
  command: Command,
  output: CommandOutput,
): Promise<void> => {
  const { month, client, csv, pdf, language } = command;
  const files = Object.entries({ csv, pdf }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  if (files.length === 0) return show(service, command, output);
  for (const [extension, file] of files) {
    const path = `/royalties/${month}.${extension}${queryOf({ client, language })}`;
    writeFileSync(file, await callApiForDocument(service, path));
    output.print(output.style.green(`${file} has the royalties of ${month}`));
  }
};
