/**
 * Compares the database, and what reached mailboxes and webhooks, with what the contract says must follow from the requests.
 * The system's own facts are taken from it: which order was accepted when and under which rulebook, which task was done before
 * a cancellation, and which slip was printed. Everything else is computed here, without the code that decides.
 */
import type { Sql } from "../../../lib/database/sql.ts";
import type { ChaosRecord, Difference, Outside } from "../recorded.ts";
import { compareCancellationTasks } from "./cancellation-tasks.ts";
import { casesOf } from "./cases.ts";
import { compareCommission, compareLedger, entriesOf } from "./commissions.ts";
import { Findings } from "./findings.ts";
import { compareMailbox, compareMailRow } from "./mails.ts";
import { isOf, matchedTasks } from "./matched.ts";
import { compareMemberships } from "./memberships.ts";
import { compareResponses } from "./responses.ts";
import { readRows } from "./rows.ts";
import { settingOf } from "./setting.ts";
import { compareAllSlips, compareSlips } from "./slips.ts";
import { compareStatements } from "./statements.ts";
import { compareStatuses } from "./statuses.ts";
import { compareDeliveries, compareEvents } from "./webhooks.ts";

/**
 * @param sql as the owner of the schema; nothing may change meanwhile
 * @param outside left out: mails and webhooks are not looked at
 */
export const compare = async (
  records: readonly ChaosRecord[],
  sql: Pick<Sql, "many">,
  outside?: Outside,
): Promise<readonly Difference[]> => {
  const findings = new Findings();
  const rows = await readRows(sql);
  const setting = settingOf(records);
  const cases = casesOf({ findings, rows, records, setting });
  compareResponses(findings, cases, records);
  const slipsBy = Map.groupBy(rows.slips, ({ orderNo }) => orderNo);
  const entriesBy = Map.groupBy(rows.entries, ({ taskId }) => taskId);
  const emailBy = new Map(rows.emails.map((email) => [email.taskId, email]));
  const all = cases.flatMap((of) => {
    const matched = matchedTasks(findings, of);
    const slips = slipsBy.get(of.row.orderNo) ?? [];
    compareStatuses(findings, of, matched, setting);
    for (const one of matched.filter(isOf("packing_slip"))) compareSlips(findings, one, slips);
    for (const one of matched.filter(isOf("commission")))
      compareCommission(findings, one, entriesOf(one, entriesBy), setting);
    compareCancellationTasks(findings, of, slips);
    for (const task of of.tasks)
      if (task.type === "email") compareMailRow(findings, of, task, emailBy.get(task.taskId));
    compareEvents(findings, of, rows);
    return matched;
  });
  compareMemberships(findings, all.filter(isOf("membership")), rows);
  compareStatements(findings, all.filter(isOf("commission")), records, setting);
  const taskIds = new Set(rows.tasks.map(({ taskId }) => taskId));
  compareAllSlips(findings, rows.slips, taskIds);
  compareLedger(findings, rows, cases);
  if (outside !== undefined) {
    compareMailbox(findings, rows, outside);
    compareDeliveries(findings, rows, outside);
  }
  return findings.all;
};
