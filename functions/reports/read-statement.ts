/** GET /agents/{agentId}/statements/{YYYY-MM}: an agent's commission of a month, as JSON or as CSV. */
import { reportOperations } from "../../lib/contract/operations/reports.ts";
import { platformId } from "../../lib/domain/fields.ts";
import { TIME_ZONE } from "../../lib/domain/calendar.ts";
import { type DocumentResponse, jsonResponse, problem } from "../../lib/http/response.ts";
import { now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import type { Handler } from "../../lib/http/handler.ts";
import { findAgent } from "../../lib/database/agents.ts";
import { listCommission } from "../../lib/database/reports.ts";
import { preferredMediaType, splitExtension } from "./content-negotiation.ts";
import { statementCsv } from "./statement-csv.ts";
import { statementOf } from "./statement-totals.ts";

const CSV = "text/csv";
const MEDIA_TYPES = ["application/json", CSV] as const;

const csvResponse = (name: string, text: string): DocumentResponse<200> => ({
  kind: "document",
  status: 200,
  contentType: "text/csv; charset=utf-8",
  body: text,
  headers: { "Content-Disposition": `attachment; filename="${name}.csv"`, Vary: "Accept" },
});

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
  const isId = platformId.safeParse(agentId).success;
  const agent = isId ? await findAgent(database(), agentId, now()) : undefined;
  if (agent === undefined) return problem(404, reportOperations.readStatement.notFound);
  const wanted = { clientId: principal.clientId, agentId, month, zone: TIME_ZONE };
  const statement = statementOf(agentId, month, await listCommission(database(), wanted), query.currency);
  if (mediaType === CSV) return csvResponse(`${agentId}-${month}`, statementCsv(statement));
  return jsonResponse(200, statement, { Vary: "Accept" });
};
