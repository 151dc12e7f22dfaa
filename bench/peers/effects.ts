/** The effects of tasks and the end of the tasks, as the functions write them; a mail is written as sent, and none is sent. */
import { bookCommissions } from "../../functions/commissions/book-commissions.ts";
import { issueSlips } from "../../functions/packing-slips/issue-slips.ts";
import { keepSentMails } from "../../lib/database/mails.ts";
import type { Database, Sql } from "../../lib/database/sql.ts";
import { completeTasks, lockTasks, type Outcome, type Task } from "../../lib/database/tasks.ts";
import { company } from "../../lib/runtime/company.ts";
import type { TaskType } from "../../lib/tasks/registry.ts";

/** What a job of a peer holds. */
export type PeerTask = { readonly taskId: string; readonly type: TaskType };

const MAIL = { subject: "Seu vídeo", text: "x".repeat(600), html: "x".repeat(2_400) };

const writeMails = async (tx: Sql, tasks: readonly Task<"email">[], at: string): Promise<Outcome[]> => {
  const rows = tasks.map(({ taskId, payload, order }) => ({
    taskId,
    template: payload.template,
    recipient: order.customer.email,
  }));
  await tx.execute(
    `insert into emails (task_id, template, recipient, sent_at, ses_message_id)
     select "taskId", template, recipient, $2, 'none'
     from jsonb_to_recordset($1) as m("taskId" uuid, template text, recipient text)`,
    [JSON.stringify(rows), at],
  );
  await keepSentMails(
    tx,
    rows.map(({ taskId }) => ({ taskId, ...MAIL })),
    at,
  );
  return rows.map(({ taskId }) => ({ taskId, status: "done", result: { sesMessageId: "none" } }));
};

const issue = issueSlips(company);
const book = bookCommissions(() => crypto.randomUUID());

const writeEffects = async (
  tx: Sql,
  type: TaskType,
  taskIds: readonly string[],
  at: string,
): Promise<readonly Outcome[]> => {
  switch (type) {
    case "packing_slip":
      return issue(tx, await lockTasks(tx, type, taskIds), at);
    case "commission":
      return book(tx, await lockTasks(tx, type, taskIds), at);
    case "email":
      return writeMails(tx, await lockTasks(tx, type, taskIds), at);
    default:
      throw new RangeError(`the benchmark has no tasks of type ${type}`);
  }
};

/** Does some tasks in one transaction. */
export const doTasks = (sql: Database, tasks: readonly PeerTask[]): Promise<void> =>
  sql.transaction(async (tx) => {
    const at = new Date().toISOString();
    for (const [type, some] of Map.groupBy(tasks, (task) => task.type)) {
      const outcomes = await writeEffects(
        tx,
        type,
        some.map(({ taskId }) => taskId),
        at,
      );
      await completeTasks(tx, outcomes, at);
    }
  });
