/** Reads the data that a batch of mails contains beyond the orders, with one query per kind. */
import * as z from "zod";
import { instant, json, query, rowOf } from "../../lib/database/rows.ts";
import type { Sql } from "../../lib/database/sql.ts";
import { findSuppressed } from "../../lib/database/suppressed-addresses.ts";
import { clientKey } from "../../lib/domain/client-key.ts";
import { MEMBERSHIP_CHANGES } from "../../lib/domain/membership.ts";
import type { MailTemplate } from "../../lib/domain/mail-template.ts";
import type { Plans } from "../../lib/domain/plan.ts";
import { isBuiltIn } from "../../lib/tasks/email-template.ts";
import type { MembershipEvent } from "./membership-changed.ts";
import type { OwnTemplate } from "./own-template.ts";
import { type EmailTask, type EmailData, linesOf } from "./prepare-email.ts";

const changeRow = rowOf({
  taskId: z.uuid(),
  change: z.enum(MEMBERSHIP_CHANGES),
  planBefore: z.string().nullable(),
  planAfter: z.string().nullable(),
  expiresAt: instant.nullable(),
  plans: json<Plans>().nullable(),
});
const templateRow = rowOf({
  taskId: z.uuid(),
  template: json<MailTemplate>().nullable(),
  plans: json<Plans>().nullable(),
});
const linkRow = rowOf({ clientId: z.string(), sku: z.string(), link: z.string() });

const findChanges = async (tx: Sql, taskIds: readonly string[]): Promise<Map<string, MembershipEvent>> => {
  const rows = await tx.many(
    query(
      changeRow,
      `select e.task_id, e.change, e.plan_before, e.plan_after, e.expires_at, r.program -> 'planDetails' as plans
     from membership_events e join orders o using (order_no) join rulebooks r on r.version = o.rulebook_version
     where e.task_id = any($1)`,
    ),
    [taskIds],
  );
  return new Map(rows.map((row) => [row.taskId, row]));
};

const findLinks = async (tx: Sql, tasks: readonly EmailTask[]): Promise<Map<string, string>> => {
  const wanted = tasks.flatMap((task) => linesOf(task).map(({ sku }) => ({ clientId: task.clientId, sku })));
  const rows = await tx.many(
    query(
      linkRow,
      `select client_id, sku, link from catalogue
       where (client_id, sku) in (select * from unnest($1::text[], $2::text[])) and link is not null`,
    ),
    [wanted.map(({ clientId }) => clientId), wanted.map(({ sku }) => sku)],
  );
  return new Map(rows.map(({ clientId, sku, link }) => [clientKey(clientId, sku), link]));
};

/** The templates that rulebooks declare, of the version that decided each order. */
const findTemplates = async (
  tx: Sql,
  tasks: readonly EmailTask[],
): Promise<ReadonlyMap<string, OwnTemplate>> => {
  const own = tasks.filter(({ payload }) => !isBuiltIn(payload.template));
  if (own.length === 0) return new Map();
  const rows = await tx.many(
    query(
      templateRow,
      `select t.task_id, r.program -> 'templates' -> (t.payload ->> 'template') as template,
              r.program -> 'planDetails' as plans
       from tasks t join orders o using (order_no) join rulebooks r on r.version = o.rulebook_version
       where t.task_id = any($1)`,
    ),
    [own.map(({ taskId }) => taskId)],
  );
  return new Map(
    rows.flatMap(({ taskId, template, plans }) => (template === null ? [] : [[taskId, { template, plans }]])),
  );
};

/** The tasks whose recipient is suppressed. */
const findSuppressedTasks = async (tx: Sql, tasks: readonly EmailTask[]): Promise<Set<string>> => {
  const recipients = tasks.map((task) => task.order.customer.email);
  const suppressed = await findSuppressed(tx, recipients);
  return new Set(
    tasks.filter((task) => suppressed.has(task.order.customer.email)).map((task) => task.taskId),
  );
};

/** The data of the mails of some tasks. */
export const findEmailData = async (
  tx: Sql,
  tasks: readonly EmailTask[],
  senderName: string,
): Promise<EmailData> => ({
  senderName,
  changes: await findChanges(
    tx,
    tasks.flatMap((task) => task.dependsOn ?? []),
  ),
  links: await findLinks(tx, tasks),
  templates: await findTemplates(tx, tasks),
  suppressed: await findSuppressedTasks(tx, tasks),
});
