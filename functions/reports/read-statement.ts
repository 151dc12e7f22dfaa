/** GET /agents/{agentId}/statements/{YYYY-MM}, as JSON or as CSV. */
import { isPlatformId } from "../../lib/contract/path-ids.ts";
import { invalidParameter, json, refuse } from "../../lib/edge/answer.ts";
import { now } from "../../lib/edge/clock.ts";
import { database } from "../../lib/edge/database.ts";
import type { Handler } from "../../lib/edge/http-function.ts";
import { findAgent } from "../../lib/store/agents.ts";
import { listCommission } from "../../lib/store/reports.ts";
import { currenciesOf, makeStatement } from "./statement.ts";
import { statementCsv } from "./statement-csv.ts";
import { wantedType } from "./wanted-type.ts";

const JSON_TYPE = "application/json";
const CSV_TYPE = "text/csv";
/** The first year is left out: Postgres knows no year 0 for the hours that São Paulo is behind. */
const MONTH = /^(?!000[01])\d{4}-(0[1-9]|1[0-2])$/;
const HOME_CURRENCY = "BRL";

export const readStatement: Handler = async ({ params, query, header }) => {
  const { agentId = "" } = params;
  const endings = { json: JSON_TYPE, csv: CSV_TYPE };
  const { name: month, type } = wantedType(params.month ?? "", header("accept"), endings);
  if (type === undefined) return refuse(406, "A statement can be had as application/json or text/csv.");
  const agent = isPlatformId(agentId) ? await findAgent(database(), agentId, now()) : undefined;
  if (agent === undefined) return refuse(404, "There is no such agent.");
  if (!MONTH.test(month)) return refuse(422, "The month must be written as YYYY-MM, such as 2026-11.");

  const entries = await listCommission(database(), agentId, month);
  const currencies = currenciesOf(entries);
  const wanted = query.get("currency");
  if (wanted !== undefined && !/^[A-Z]{3}$/.test(wanted))
    return invalidParameter("currency", "must be an ISO 4217 code");
  if (wanted === undefined && currencies.length > 1)
    return invalidParameter("currency", `must say which: the month has entries in ${currencies.join(", ")}`);
  const statement = makeStatement(agentId, month, wanted ?? currencies[0] ?? HOME_CURRENCY, entries);

  const vary = { Vary: "Accept" };
  if (type === JSON_TYPE) return json(200, statement, vary);
  const disposition = `attachment; filename="${agentId}-${month}.csv"`;
  return {
    status: 200,
    contentType: `${CSV_TYPE}; charset=utf-8`,
    body: statementCsv(statement),
    headers: { ...vary, "Content-Disposition": disposition },
  };
};
