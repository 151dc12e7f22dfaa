/** GET /overview: what is going on, in numbers. */
import type { overviewOperations } from "../../lib/contract/operations/overview.ts";
import {
  countOrders,
  countOutboxAndMails,
  countScheduled,
  countTasks,
  type TaskCounts,
} from "../../lib/database/overview.ts";
import { findRulebookJson, findRulesInForce } from "../../lib/database/rulebooks.ts";
import type { Handler } from "../../lib/http/handler.ts";
import { jsonResponse } from "../../lib/http/response.ts";
import { narrowToClient } from "../../lib/http/visible-client.ts";
import { addSeconds, now } from "../../lib/runtime/clock.ts";
import { database, readerDatabase } from "../../lib/runtime/database-pool.ts";
import { countQueues } from "../../lib/runtime/queue-counts.ts";
import { datedRules, rulesOverview } from "./rules-overview.ts";

const DAY_SECONDS = 86_400;

/** Whole seconds from an instant until another; a clock that runs behind gives 0. */
const ageOf = (instant: string | null, at: string): number | null =>
  instant === null ? null : Math.max(0, Math.floor((Date.parse(at) - Date.parse(instant)) / 1_000));

const tasksOf = (counts: Awaited<ReturnType<typeof countTasks>>, at: string) => {
  const shown = ({ oldestOpen, ...numbers }: Omit<TaskCounts, "type">) => ({
    ...numbers,
    oldestOpenSeconds: ageOf(oldestOpen, at),
  });
  return Object.fromEntries(Object.entries(counts).map(([type, numbers]) => [type, shown(numbers)])) as {
    [Type in keyof typeof counts]: ReturnType<typeof shown>;
  };
};

/** A rulebook that cannot be read has no numbers; GET /health says what is wrong with it. */
const rulesAt = async (at: string) => {
  const inForce = await findRulesInForce(database(), at);
  const program = inForce.active === null ? undefined : await findRulebookJson(database(), inForce.active);
  const rules = datedRules.safeParse(program).data;
  const numbers =
    rules === undefined ? { active: 0, exceptionsEndingSoon: 0 } : rulesOverview(rules, Date.parse(at));
  return {
    version: rules === undefined ? null : inForce.active,
    ...numbers,
    scheduled: await countScheduled(database(), at),
    shadow: inForce.shadow,
  };
};

export const readOverview: Handler<typeof overviewOperations.readOverview> = async ({ principal, query }) => {
  const clients = narrowToClient(principal, query.client);
  if (!clients.ok) return clients.error;
  const { value: clientId } = clients;
  const at = now();
  const since = query.since ?? addSeconds(at, -DAY_SECONDS);
  const scope = { clientId, since };
  const [orders, tasks, counts, queues, rules] = await Promise.all([
    countOrders(readerDatabase(), scope),
    countTasks(readerDatabase(), scope),
    countOutboxAndMails(readerDatabase(), scope, at),
    countQueues(),
    rulesAt(at),
  ]);
  const { unpublished, oldestUnpublished, oldestPostponed, ...mails } = counts;
  return jsonResponse(200, {
    ...(query.client === undefined || clientId === undefined ? {} : { clientId }),
    at,
    since,
    orders,
    tasks: tasksOf(tasks, at),
    outbox: { unpublished, oldestSeconds: ageOf(oldestUnpublished, at) },
    queues,
    mails: { ...mails, oldestPostponedSeconds: ageOf(oldestPostponed, at) },
    rules,
  });
};
