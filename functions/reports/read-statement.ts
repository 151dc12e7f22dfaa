/** GET /agents/{agentId}/statements/{YYYY-MM}: an agent's commission of a month, as JSON or as CSV, page by page. */
import { reportOperations } from "../../lib/contract/operations/reports.ts";
import { platformId } from "../../lib/domain/fields.ts";
import { DEFAULT_PAGE_SIZE } from "../../lib/contract/parameters.ts";
import { encodeStatementCursor } from "../../lib/contract/statement-cursor.ts";
import { findAgent } from "../../lib/database/agents.ts";
import { type CommissionLine, listCommission, sumCommission } from "../../lib/database/reports.ts";
import { TIME_ZONE } from "../../lib/domain/calendar.ts";
import type { Handler } from "../../lib/http/handler.ts";
import { type DocumentResponse, jsonResponse, problem } from "../../lib/http/response.ts";
import { now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { clientOfExisting, shownClient } from "../../lib/http/client-access.ts";
import { preferredMediaType, splitExtension } from "../../lib/http/content-negotiation.ts";
import { csvRow, statementCsv } from "./statement-csv.ts";
import { type PageOptions, readStatementPage, type StatementPage } from "./statement-page.ts";
import { type StatementTotals, statementTotals } from "./statement-totals.ts";

const CSV = "text/csv";
const MEDIA_TYPES = ["application/json", CSV] as const;

type Statement = {
  readonly agentId: string;
  readonly month: string;
  readonly totals: StatementTotals;
  readonly query: {
    readonly client?: string | undefined;
    readonly limit?: number | undefined;
    readonly cursor?: string | undefined;
  };
  /** The field `clientId`, for callers that see it. */
  readonly shown: { readonly clientId?: string };
  readPage<Row>(options: PageOptions<Row>): Promise<StatementPage<Row>>;
};

const cursorOf = ({ continuesAfter }: StatementPage<unknown>): string | null =>
  continuesAfter === undefined ? null : encodeStatementCursor(continuesAfter);

/** Relative to the request's path, so that the link is correct behind any stage or domain. */
const nextLink = (currency: string, { client, limit }: Statement["query"], cursor: string): string => {
  const query = new URLSearchParams({
    ...(client === undefined ? {} : { client }),
    currency,
    ...(limit === undefined ? {} : { limit: `${limit}` }),
    cursor,
  });
  return `<?${query}>; rel="next"`;
};

const csvResponse = async ({
  agentId,
  month,
  totals,
  query,
  readPage,
}: Statement): Promise<DocumentResponse<200>> => {
  const { limit, cursor } = query;
  const { currency } = totals;
  const render = (entry: CommissionLine) => csvRow(entry, currency);
  const page = await readPage({ after: cursor, limit: limit ?? Number.POSITIVE_INFINITY, render });
  const next = cursorOf(page);
  return {
    kind: "document",
    status: 200,
    contentType: "text/csv; charset=utf-8",
    body: statementCsv(totals, page.rows, cursor === undefined && next === null),
    headers: {
      "Content-Disposition": `attachment; filename="${agentId}-${month}.csv"`,
      Vary: "Accept",
      ...(next === null ? {} : { Link: nextLink(currency, query, next) }),
    },
  };
};

const statementResponse = async ({
  agentId,
  month,
  totals,
  query: { limit, cursor },
  shown,
  readPage,
}: Statement) => {
  const { currency, orders, units, sales, commission, ...others } = totals;
  const page = await readPage({
    after: cursor,
    limit: limit ?? DEFAULT_PAGE_SIZE,
    render: ({ entryId: _, ...line }) => line,
  });
  const body = { ...shown, agentId, month, currency, orders, units, sales, commission, lines: page.rows };
  return jsonResponse(200, { ...body, nextCursor: cursorOf(page), ...others }, { Vary: "Accept" });
};

export const readStatement: Handler<typeof reportOperations.readStatement> = async ({
  principal,
  params,
  query,
  header,
}) => {
  const { agentId } = params;
  const { name: month, has: asCsv } = splitExtension(params.month, ".csv");
  const mediaType = asCsv ? CSV : preferredMediaType(header("accept"), MEDIA_TYPES);
  if (mediaType === undefined) return problem(406, `A statement comes as ${MEDIA_TYPES.join(" or ")}.`);
  if (!/^(?!0000)\d{4}-(0[1-9]|1[0-2])$/.test(month))
    return problem(422, "The month must be written as YYYY-MM, such as 2026-11.");
  if (!platformId.safeParse(agentId).success) return problem(404, reportOperations.readStatement.notFound);
  const client = await clientOfExisting(principal, query.client, "agent", agentId);
  if (!client.ok) return client.error;
  const { value: clientId } = client;
  const agent = await findAgent(database(), { clientId, agentId }, now());
  if (agent === undefined) return problem(404, reportOperations.readStatement.notFound);
  const wanted = { clientId, agentId, month, zone: TIME_ZONE };
  const totals = statementTotals(await sumCommission(database(), wanted), query.currency);
  const inCurrency = { ...wanted, currency: totals.currency };
  const statement: Statement = {
    agentId,
    month,
    totals,
    query,
    shown: shownClient(principal, clientId),
    readPage: (options) => readStatementPage((page) => listCommission(database(), inCurrency, page), options),
  };
  return mediaType === CSV ? csvResponse(statement) : statementResponse(statement);
};
