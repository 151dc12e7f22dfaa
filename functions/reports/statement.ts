/** GET /agents/{agentId}/statements/{YYYY-MM}: an agent's commission of a month, as JSON or as CSV. */
import * as z from "zod";
import { isPlatformId } from "../../lib/contract/path-ids.ts";
import { ZONE } from "../../lib/domain/calendar.ts";
import { type Answer, json, refuse } from "../../lib/edge/answer.ts";
import { now } from "../../lib/edge/clock.ts";
import { database } from "../../lib/edge/database.ts";
import type { Handler } from "../../lib/edge/http-function.ts";
import { readParameters } from "../../lib/edge/query.ts";
import { findAgent } from "../../lib/store/agents.ts";
import { listCommission } from "../../lib/store/reports.ts";
import { preferred, splitEnding } from "./media.ts";
import { statementCsv } from "./statement-csv.ts";
import { statementOf } from "./statement-sums.ts";

const CSV = "text/csv";
const FORMS = ["application/json", CSV] as const;

const parameters = z.strictObject({
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "must be an ISO 4217 code")
    .optional(),
});

const csvAnswer = (name: string, text: string): Answer => ({
  status: 200,
  contentType: "text/csv; charset=utf-8",
  body: text,
  headers: { "Content-Disposition": `attachment; filename="${name}.csv"`, Vary: "Accept" },
});

export const readStatement: Handler = async ({ principal, params, query, header }) => {
  const { agentId = "" } = params;
  const { name: month, has: asCsv } = splitEnding(params.month ?? "", ".csv");
  const form = asCsv ? CSV : preferred(header("accept"), FORMS);
  if (form === undefined) return refuse(406, `A statement comes as ${FORMS.join(" or ")}.`);
  const read = readParameters(parameters, query);
  if (!read.ok) return read.answer;
  if (!/^(?!0000)\d{4}-(0[1-9]|1[0-2])$/.test(month))
    return refuse(422, "The month must be written as YYYY-MM, such as 2026-11.");
  const agent = isPlatformId(agentId) ? await findAgent(database(), agentId, now()) : undefined;
  if (agent === undefined) return refuse(404, "There is no such agent.");
  const wanted = { clientId: principal.clientId, agentId, month, zone: ZONE };
  const statement = statementOf(
    agentId,
    month,
    await listCommission(database(), wanted),
    read.value.currency,
  );
  if (form === CSV) return csvAnswer(`${agentId}-${month}`, statementCsv(statement));
  return json(200, statement, { Vary: "Accept" });
};
