/** GET /rulebooks/{version}/usage: how often each rule of a version was applied. */
import { rulebookOperations } from "../../lib/contract/operations/rulebooks.ts";
import { findRulebookJson } from "../../lib/database/rulebooks.ts";
import { countRuleUsage, findRuleUsage, SETTLED_AFTER_SECONDS } from "../../lib/database/rule-usage.ts";
import type { Handler } from "../../lib/http/handler.ts";
import { jsonResponse, problem } from "../../lib/http/response.ts";
import { narrowToClient } from "../../lib/http/visible-client.ts";
import { rulebookSchema } from "../../lib/rulebook/rulebook.ts";
import { addSeconds, millis, now } from "../../lib/runtime/clock.ts";
import { database, readerDatabase } from "../../lib/runtime/database-pool.ts";

/** The relay counts orders as they come; only after an upgrade are there many to count. */
const COUNTING_TIMEOUT_MS = 8_000;

/** Counts the orders that have not been counted, so that few remain to be counted one by one. */
const catchUp = async (): Promise<void> => {
  const deadline = millis() + COUNTING_TIMEOUT_MS;
  while (
    (await countRuleUsage(database(), addSeconds(now(), -SETTLED_AFTER_SECONDS))) &&
    millis() < deadline
  );
};

const NEVER = { orders: 0, tasks: 0, freeItems: 0, lastAppliedAt: null };

export const readUsage: Handler<typeof rulebookOperations.readUsage> = async ({
  params: { version },
  query: { client, since },
  principal,
}) => {
  const narrowed = narrowToClient(principal, client);
  if (!narrowed.ok) return narrowed.error;
  const program = await findRulebookJson(database(), version);
  if (program === undefined) return problem(404, rulebookOperations.readUsage.notFound);
  await catchUp();
  const counted = await findRuleUsage(readerDatabase(), { version, clientId: narrowed.value, since });
  const byRule = new Map(counted.map(({ ruleId, ...usage }) => [ruleId, usage]));
  const rules = rulebookSchema
    .parse(program)
    .rules.map(({ id }) => ({ ruleId: id, ...(byRule.get(id) ?? NEVER) }));
  return jsonResponse(200, {
    rulebookVersion: version,
    since: since ?? null,
    rules,
    neverApplied: rules.filter(({ orders }) => orders === 0).map(({ ruleId }) => ruleId),
  });
};
