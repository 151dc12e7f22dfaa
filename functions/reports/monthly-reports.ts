/** GET /statements/{month}, GET /royalties/{month} and GET /memberships. */
import {
  encodeMembershipsCursor,
  encodeRoyaltiesCursor,
  encodeStatementsCursor,
  type monthlyReportOperations,
} from "../../lib/contract/operations/monthly-reports.ts";
import {
  type AgentMonth,
  countMemberships,
  listAgentMonths,
  listMemberships as findMemberships,
  listRoyalties,
  type RoyaltyMonth,
  sumAgentMonths,
  sumRoyalties,
} from "../../lib/database/monthly-reports.ts";
import { TIME_ZONE } from "../../lib/domain/calendar.ts";
import { currencyDigits } from "../../lib/domain/currency.ts";
import { ok } from "../../lib/domain/result.ts";
import { shownClient } from "../../lib/http/client-access.ts";
import type { Handler } from "../../lib/http/handler.ts";
import { jsonResponse } from "../../lib/http/response.ts";
import { narrowToClient } from "../../lib/http/visible-client.ts";
import { now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { readMonth } from "./month-request.ts";
import { decimal } from "./statement-csv.ts";
import { type Column, tableResponse } from "./table-document.ts";

/** A CSV or PDF with more rows than this says in its last row that it does not have all. */
const MAX_DOCUMENT_ROWS = 5_000;

const money = (amount: number, { currency }: { readonly currency: string }): string =>
  decimal(amount, currencyDigits(currency));

type Sums = {
  readonly orders: number;
  readonly units: number;
  readonly sales: number;
  readonly currency: string;
};
const COUNTS: readonly Column<Sums>[] = [
  { label: "Pedidos", isNumber: true, text: ({ orders }) => `${orders}` },
  { label: "Unidades", isNumber: true, text: ({ units }) => `${units}` },
  { label: "Vendas", isNumber: true, text: (row) => money(row.sales, row) },
];
const CURRENCY: Column<Sums> = { label: "Moeda", text: ({ currency }) => currency };

const AGENTS: readonly Column<AgentMonth>[] = [
  { label: "Cliente", text: ({ clientId }) => clientId },
  { label: "Agente", text: ({ agentId }) => agentId },
  { label: "Nome", text: ({ name }) => name ?? "" },
  ...COUNTS,
  { label: "Comissão", isNumber: true, text: (row) => money(row.commission, row) },
  CURRENCY,
];

const ROYALTIES: readonly Column<RoyaltyMonth>[] = [
  { label: "Autor", text: ({ author }) => author },
  { label: "Título", text: ({ title }) => title },
  { label: "ISBN", text: ({ isbn }) => isbn },
  { label: "Taxa (%)", isNumber: true, text: ({ rateBps }) => decimal(rateBps, 2) },
  ...COUNTS,
  { label: "Royalties", isNumber: true, text: (row) => money(row.royalty, row) },
  CURRENCY,
];

type Page<Row> = { readonly rows: readonly Row[]; readonly last: Row | undefined };

/** A page of the found rows, and the row after which the next page begins. */
const pageOf = <Row>(found: readonly Row[], limit: number): Page<Row> => {
  const rows = found.slice(0, limit);
  return { rows, last: found.length > limit ? rows.at(-1) : undefined };
};

const totalRow = (label: string, blanks: number, total: Sums, amount: number): string[] => [
  label,
  ...Array.from({ length: blanks }, () => ""),
  ...COUNTS.map(({ text }) => text(total)),
  money(amount, total),
  total.currency,
];

const totalLabel = (isComplete: boolean): string =>
  isComplete ? "Total" : "Total do mês (este arquivo tem só parte das linhas)";

type MonthRequest = Parameters<
  Handler<typeof monthlyReportOperations.readStatements | typeof monthlyReportOperations.readRoyalties>
>[0];

/** The month, the clients and the rows that are asked for. Documents have no pages. */
const selectMonth = ({ principal, params, query, header }: MonthRequest) => {
  const asked = readMonth(params.month, header("accept"));
  if (!asked.ok) return asked;
  const clients = narrowToClient(principal, query.client);
  if (!clients.ok) return clients;
  const { month, mediaType } = asked.value;
  const isJson = mediaType === "application/json";
  return ok({
    wanted: { clientId: clients.value, month, zone: TIME_ZONE },
    mediaType,
    limit: isJson ? query.limit : MAX_DOCUMENT_ROWS,
    after: isJson ? query.cursor : undefined,
  });
};

export const readStatements: Handler<typeof monthlyReportOperations.readStatements> = async (request) => {
  const selected = selectMonth(request);
  if (!selected.ok) return selected.error;
  const { wanted, mediaType, limit, after } = selected.value;
  const { month } = wanted;
  const totals = await sumAgentMonths(database(), wanted);
  const { rows, last } = pageOf(
    await listAgentMonths(database(), wanted, { after, limit: limit + 1 }),
    limit,
  );
  if (mediaType === "application/json") {
    const agents = rows.map(({ clientId, ...row }) => ({
      ...shownClient(request.principal, clientId),
      ...row,
    }));
    const nextCursor = last === undefined ? null : encodeStatementsCursor(last);
    return jsonResponse(200, { month, totals, agents, nextCursor }, { Vary: "Accept" });
  }
  const report = {
    title: `Comissões ${month}`,
    fileName: `comissoes-${month}`,
    columns: AGENTS,
    rows,
    totals: totals.map((total) => totalRow(totalLabel(last === undefined), 2, total, total.commission)),
    at: `${month}-28T12:00:00.000Z`,
  };
  return tableResponse(report, mediaType);
};

export const readRoyalties: Handler<typeof monthlyReportOperations.readRoyalties> = async (request) => {
  const selected = selectMonth(request);
  if (!selected.ok) return selected.error;
  const { wanted, mediaType, limit, after } = selected.value;
  const { month } = wanted;
  const totals = await sumRoyalties(database(), wanted);
  const { rows, last } = pageOf(await listRoyalties(database(), wanted, { after, limit: limit + 1 }), limit);
  if (mediaType === "application/json") {
    const nextCursor = last === undefined ? null : encodeRoyaltiesCursor(last);
    return jsonResponse(200, { month, totals, royalties: rows, nextCursor }, { Vary: "Accept" });
  }
  const report = {
    title: `Royalties ${month}`,
    fileName: `royalties-${month}`,
    columns: ROYALTIES,
    rows,
    totals: totals.map((total) => totalRow(totalLabel(last === undefined), 3, total, total.royalty)),
    at: `${month}-28T12:00:00.000Z`,
  };
  return tableResponse(report, mediaType);
};

export const listMemberships: Handler<typeof monthlyReportOperations.listMemberships> = async ({
  principal,
  query,
}) => {
  const { client, cursor, limit, ...filter } = query;
  const clients = narrowToClient(principal, client);
  if (!clients.ok) return clients.error;
  const wanted = { ...filter, clientId: clients.value, after: cursor, limit: limit + 1 };
  const at = now();
  const totals = await countMemberships(database(), wanted, at);
  const { rows, last } = pageOf(await findMemberships(database(), wanted, at), limit);
  const memberships = rows.map(({ clientId, ...row }) => ({ ...shownClient(principal, clientId), ...row }));
  const nextCursor = last === undefined ? null : encodeMembershipsCursor(last);
  return jsonResponse(200, { totals, memberships, nextCursor });
};
