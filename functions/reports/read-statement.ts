/** GET /agents/{agentId}/statements/{YYYY-MM}: what an agent earned and is owed, as JSON, CSV or PDF, page by page. */
import { reportOperations } from "../../lib/contract/operations/reports.ts";
import { platformId } from "../../lib/domain/fields.ts";
import { DEFAULT_PAGE_SIZE } from "../../lib/contract/parameters.ts";
import { encodeStatementCursor } from "../../lib/contract/statement-cursor.ts";
import { listAgentMonths } from "../../lib/database/agent-months.ts";
import { findAgent } from "../../lib/database/agents.ts";
import { type ClosedMonth, findClosedMonth } from "../../lib/database/closed-months.ts";
import {
  isBookingEntry,
  isLineEntry,
  listStatementEntries,
  type StatementEntry,
} from "../../lib/database/statement-entries.ts";
import type { HttpRequest, Handler } from "../../lib/http/handler.ts";
import { type DocumentResponse, jsonResponse, problem } from "../../lib/http/response.ts";
import { now } from "../../lib/runtime/clock.ts";
import { company } from "../../lib/runtime/company.ts";
import { database, readerDatabase } from "../../lib/runtime/database-pool.ts";
import { clientOfExisting, shownClient } from "../../lib/http/client-access.ts";
import { readMonth } from "./month-request.ts";
import { csvDocument, csvRow } from "./report-csv.ts";
import { STATEMENT_COLUMNS, statementCells, statementSums } from "./statement-columns.ts";
import { shownBooking, shownLine } from "./statement-json.ts";
import { type PageOptions, readStatementPage, type StatementPage } from "./statement-page.ts";
import { statementPdf } from "./statement-pdf.ts";
import { type StatementTotals, statementTotals } from "./statement-totals.ts";

/** A PDF with more entries than this says in its last row that it does not have all. */
const MAX_PDF_ENTRIES = 5_000;
/** More than the currencies of ISO 4217. */
const MAX_CURRENCIES = 1_000;

type Query = HttpRequest<typeof reportOperations.readStatement>["query"];

type Statement = {
  readonly agentId: string;
  readonly month: string;
  readonly closed: ClosedMonth | undefined;
  readonly totals: StatementTotals;
  readonly query: Query;
  /** The field `clientId`, for callers that see it. */
  readonly shown: { readonly clientId?: string };
  readPage<Row>(options: PageOptions<Row>): Promise<StatementPage<Row>>;
};

const cursorOf = ({ continuesAfter }: StatementPage<unknown>): string | null =>
  continuesAfter === undefined ? null : encodeStatementCursor(continuesAfter);

/** Relative to the request's path, so that the link is correct behind any stage or domain. */
const nextLink = (currency: string, { client, limit, csv }: Query, cursor: string): string => {
  const query = new URLSearchParams({
    ...(client === undefined ? {} : { client }),
    currency,
    ...(limit === undefined ? {} : { limit: `${limit}` }),
    ...(csv === "excel" ? {} : { csv }),
    cursor,
  });
  return `<?${query}>; rel="next"`;
};

const fileName = ({ agentId, month }: Statement, extension: string): Record<string, string> => ({
  "Content-Disposition": `attachment; filename="${agentId}-${month}.${extension}"`,
});

const csvResponse = async (statement: Statement): Promise<DocumentResponse<200>> => {
  const { totals, query, readPage } = statement;
  const { limit, cursor, csv } = query;
  const { currency } = totals;
  const render = (entry: StatementEntry) => csvRow(statementCells(entry, currency), csv);
  const page = await readPage({ after: cursor, limit: limit ?? Number.POSITIVE_INFINITY, render });
  const next = cursorOf(page);
  const sums = statementSums(totals, cursor === undefined && next === null);
  return {
    kind: "document",
    status: 200,
    contentType: "text/csv; charset=utf-8",
    body: csvDocument(STATEMENT_COLUMNS, page.rows, sums, csv),
    headers: {
      ...fileName(statement, "csv"),
      Vary: "Accept",
      ...(next === null ? {} : { Link: nextLink(currency, query, next) }),
    },
  };
};

const pdfResponse = async (statement: Statement): Promise<DocumentResponse<200>> => {
  const { agentId, month, closed, totals, query, readPage } = statement;
  const page = await readPage({ limit: MAX_PDF_ENTRIES, render: (entry) => entry });
  const printed = {
    companyName: closed?.companyName ?? company().name,
    agentId,
    month,
    closedAt: closed?.closedAt ?? null,
    sums: totals,
    entries: page.rows,
    isComplete: page.continuesAfter === undefined,
  };
  return {
    kind: "document",
    status: 200,
    contentType: "application/pdf",
    body: await statementPdf(printed, query.language ?? company().language),
    headers: { ...fileName(statement, "pdf"), Vary: "Accept" },
  };
};

const statementResponse = async ({ agentId, month, closed, totals, query, shown, readPage }: Statement) => {
  const { name: _, currency, otherCurrencies, ...sums } = totals;
  const { limit = DEFAULT_PAGE_SIZE, cursor } = query;
  const page = await readPage({ after: cursor, limit, render: (entry) => entry });
  const body = {
    ...shown,
    agentId,
    month,
    currency,
    closedAt: closed?.closedAt ?? null,
    ...sums,
    lines: page.rows.filter(isLineEntry).map(shownLine),
    bookings: page.rows.filter(isBookingEntry).map(shownBooking),
    nextCursor: cursorOf(page),
    ...(otherCurrencies === undefined ? {} : { otherCurrencies }),
  };
  return jsonResponse(200, body, { Vary: "Accept" });
};

export const readStatement: Handler<typeof reportOperations.readStatement> = async ({
  principal,
  params,
  query,
  header,
}) => {
  const { agentId } = params;
  const asked = readMonth(params.month, header("accept"));
  if (!asked.ok) return asked.error;
  const { month, mediaType } = asked.value;
  if (!platformId.safeParse(agentId).success) return problem(404, reportOperations.readStatement.notFound);
  const client = await clientOfExisting(principal, query.client, "agent", agentId);
  if (!client.ok) return client.error;
  const { value: clientId } = client;
  const agent = await findAgent(database(), { clientId, agentId }, now());
  if (agent === undefined) return problem(404, reportOperations.readStatement.notFound);
  const closed = await findClosedMonth(readerDatabase(), clientId, month);
  const sums = await listAgentMonths(
    readerDatabase(),
    { clientId, month, agentId },
    { limit: MAX_CURRENCIES },
  );
  // A name may change after the close; one that the month has not recorded is left out of it.
  const name = closed === undefined ? agent.name : null;
  const totals = statementTotals(
    sums.map(({ clientId: _client, agentId: _agent, ...rest }) => rest),
    name,
    query.currency,
  );
  const wanted = { clientId, agentId, month, currency: totals.currency };
  const statement: Statement = {
    agentId,
    month,
    closed,
    totals,
    query,
    shown: shownClient(principal, clientId),
    readPage: (options) =>
      readStatementPage((page) => listStatementEntries(readerDatabase(), wanted, page), options),
  };
  if (mediaType === "text/csv") return csvResponse(statement);
  return mediaType === "application/pdf" ? pdfResponse(statement) : statementResponse(statement);
};
