/** GET /statements/{month} and GET /royalties/{month}, as JSON, CSV or PDF. */
import type { CsvDialect } from "../../lib/contract/document-parameters.ts";
import {
  encodeRoyaltiesCursor,
  encodeStatementsCursor,
  type monthlyReportOperations,
} from "../../lib/contract/operations/monthly-reports.ts";
import { listAgentMonths, sumAgentMonths } from "../../lib/database/agent-months.ts";
import { type ClosedMonth, findClosedMonth } from "../../lib/database/closed-months.ts";
import { listRoyalties, sumRoyalties } from "../../lib/database/royalties.ts";
import type { Language, LocalizedText } from "../../lib/domain/localized-text.ts";
import { ok } from "../../lib/domain/result.ts";
import { shownClient } from "../../lib/http/client-access.ts";
import type { Handler } from "../../lib/http/handler.ts";
import { type DocumentResponse, jsonResponse } from "../../lib/http/response.ts";
import { narrowToClient } from "../../lib/http/visible-client.ts";
import { company } from "../../lib/runtime/company.ts";
import { readerDatabase } from "../../lib/runtime/database-pool.ts";
import { AGENT_COLUMNS, agentTotals, ROYALTY_COLUMNS, royaltyTotals } from "./monthly-columns.ts";
import { monthlyPdf } from "./monthly-pdf.ts";
import { readMonth } from "./month-request.ts";
import type { Cell, Column } from "./report-cells.ts";
import { csvDocument, csvRow } from "./report-csv.ts";
import { LABELS } from "./report-labels.ts";

/** A CSV or PDF with more rows than this says in its last row that it does not have all. */
const MAX_DOCUMENT_ROWS = 5_000;

type Page<Row> = { readonly rows: readonly Row[]; readonly last: Row | undefined };

/** A page of the found rows, and the row after which the next page begins. */
const pageOf = <Row>(found: readonly Row[], limit: number): Page<Row> => {
  const rows = found.slice(0, limit);
  return { rows, last: found.length > limit ? rows.at(-1) : undefined };
};

type MonthRequest = Parameters<
  Handler<typeof monthlyReportOperations.readStatements | typeof monthlyReportOperations.readRoyalties>
>[0];

/** The month, the clients and the rows that are asked for. Documents have no pages. */
const selectMonth = async ({ principal, params, query, header }: MonthRequest) => {
  const asked = readMonth(params.month, header("accept"));
  if (!asked.ok) return asked;
  const clients = narrowToClient(principal, query.client);
  if (!clients.ok) return clients;
  const { month, mediaType } = asked.value;
  const clientId = clients.value;
  const isJson = mediaType === "application/json";
  return ok({
    wanted: { clientId, month },
    closed: clientId === undefined ? undefined : await findClosedMonth(readerDatabase(), clientId, month),
    mediaType,
    csv: query.csv,
    language: query.language ?? company().language,
    limit: isJson ? query.limit : MAX_DOCUMENT_ROWS,
    after: isJson ? query.cursor : undefined,
  });
};

type Report<Row> = {
  readonly title: LocalizedText;
  readonly fileName: string;
  readonly month: string;
  readonly closed: ClosedMonth | undefined;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly sums: readonly (readonly Cell[])[];
};

/** The report as a download. */
const documentResponse = async <Row>(
  report: Report<Row>,
  mediaType: "text/csv" | "application/pdf",
  { csv, language }: { readonly csv: CsvDialect; readonly language: Language },
): Promise<DocumentResponse<200>> => {
  const { title, fileName, month, closed, columns, sums } = report;
  const rows = report.rows.map((row) => columns.map(({ cell }) => cell(row)));
  const isCsv = mediaType === "text/csv";
  return {
    kind: "document",
    status: 200,
    contentType: isCsv ? "text/csv; charset=utf-8" : mediaType,
    body: isCsv
      ? csvDocument(
          columns,
          rows.map((cells) => csvRow(cells, csv)),
          sums,
          csv,
        )
      : await monthlyPdf(
          {
            title,
            month,
            companyName: closed?.companyName ?? company().name,
            closedAt: closed?.closedAt ?? null,
            table: { columns, rows, sums },
          },
          language,
        ),
    headers: {
      "Content-Disposition": `attachment; filename="${fileName}-${month}.${isCsv ? "csv" : "pdf"}"`,
      Vary: "Accept",
    },
  };
};

export const readStatements: Handler<typeof monthlyReportOperations.readStatements> = async (request) => {
  const selected = await selectMonth(request);
  if (!selected.ok) return selected.error;
  const { wanted, closed, mediaType, limit, after } = selected.value;
  const { month } = wanted;
  const totals = await sumAgentMonths(readerDatabase(), wanted);
  const { rows, last } = pageOf(
    await listAgentMonths(readerDatabase(), wanted, { after, limit: limit + 1 }),
    limit,
  );
  if (mediaType === "application/json") {
    const agents = rows.map(({ clientId, ...row }) => ({
      ...shownClient(request.principal, clientId),
      ...row,
    }));
    const nextCursor = last === undefined ? null : encodeStatementsCursor(last);
    const body = { month, closedAt: closed?.closedAt ?? null, totals, agents, nextCursor };
    return jsonResponse(200, body, { Vary: "Accept" });
  }
  const report = {
    title: LABELS.statements,
    fileName: "comissoes",
    month,
    closed,
    columns: AGENT_COLUMNS,
    rows,
    sums: totals.map((total) => agentTotals(total, last === undefined)),
  };
  return documentResponse(report, mediaType, selected.value);
};

export const readRoyalties: Handler<typeof monthlyReportOperations.readRoyalties> = async (request) => {
  const selected = await selectMonth(request);
  if (!selected.ok) return selected.error;
  const { wanted, closed, mediaType, limit, after } = selected.value;
  const { month } = wanted;
  const totals = await sumRoyalties(readerDatabase(), wanted);
  const { rows, last } = pageOf(
    await listRoyalties(readerDatabase(), wanted, { after, limit: limit + 1 }),
    limit,
  );
  if (mediaType === "application/json") {
    const royalties = rows.map(({ about, ...row }) => ({ ...row, ...(about === "" ? {} : { about }) }));
    const nextCursor = last === undefined ? null : encodeRoyaltiesCursor(last);
    const body = { month, closedAt: closed?.closedAt ?? null, totals, royalties, nextCursor };
    return jsonResponse(200, body, { Vary: "Accept" });
  }
  const report = {
    title: LABELS.royalties,
    fileName: "royalties",
    month,
    closed,
    columns: ROYALTY_COLUMNS,
    rows,
    sums: totals.map((total) => royaltyTotals(total, last === undefined)),
  };
  return documentResponse(report, mediaType, selected.value);
};
