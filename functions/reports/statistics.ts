/** GET /stats: numbers over time. */
import type { statisticsOperations } from "../../lib/contract/operations/statistics.ts";
import { countByPeriod } from "../../lib/database/statistics.ts";
import { TIME_ZONE } from "../../lib/domain/calendar.ts";
import type { Handler } from "../../lib/http/handler.ts";
import { jsonResponse, parameterProblem } from "../../lib/http/response.ts";
import { narrowToClient } from "../../lib/http/visible-client.ts";
import { addSeconds, now } from "../../lib/runtime/clock.ts";
import { readerDatabase } from "../../lib/runtime/database-pool.ts";

const DAY = 86_400;
const BY_DEFAULT = { hour: DAY, day: 30 * DAY } as const;
const MAX_SECONDS = { hour: 31 * DAY, day: 366 * DAY } as const;

export const readStatistics: Handler<typeof statisticsOperations.readStatistics> = async ({
  principal,
  query,
}) => {
  const clients = narrowToClient(principal, query.client);
  if (!clients.ok) return clients.error;
  const { by, until = now() } = query;
  const { since = addSeconds(until, -BY_DEFAULT[by]) } = query;
  const seconds = (Date.parse(until) - Date.parse(since)) / 1_000;
  if (seconds <= 0) return parameterProblem("until", "must be after since");
  if (seconds > MAX_SECONDS[by])
    return parameterProblem("since", `must be at most ${MAX_SECONDS[by] / DAY} days before until`);
  const range = { clientId: clients.value, since, until, by, zone: TIME_ZONE };
  return jsonResponse(200, { since, until, by, stats: await countByPeriod(readerDatabase(), range) });
};
