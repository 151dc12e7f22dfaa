/** The data that a batch of mails contains beyond the orders, read with one query per kind. */
import * as z from "zod";
import { instant, json, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";
import { clientKey } from "../domain/client-key.ts";
import { MEMBERSHIP_CHANGES } from "../domain/membership.ts";
import type { MailTemplate } from "../domain/mail-template.ts";
import type { Plans } from "../domain/plan.ts";
import type { ProductTypes } from "../domain/product-type.ts";
import { isBuiltIn } from "../tasks/email-template.ts";
import type { MembershipEvent } from "../mails/membership-changed.ts";
import type { OwnTemplate } from "../mails/own-template.ts";
import { linesOf, type MailTask } from "../mails/mail-task.ts";
import type { MailData } from "../mails/render-mail.ts";

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
  productTypes: json<ProductTypes>(),
});
const plansRow = rowOf({ taskId: z.uuid(), plans: json<Plans>() });
const linkRow = rowOf({ clientId: z.string(), sku: z.string(), link: z.string() });

const findChanges = async (tx: Sql, taskIds: readonly string[]): Promise<Map<string, MembershipEvent>> => {
  if (taskIds.length === 0) return new Map();
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

const findLinks = async (tx: Sql, tasks: readonly MailTask[]): Promise<Map<string, string>> => {
  const wanted = tasks.flatMap((task) => linesOf(task).map(({ sku }) => ({ clientId: task.clientId, sku })));
  if (wanted.length === 0) return new Map();
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

/** The templates that rulebooks declare, of the version that decided each order or cancellation. */
const findTemplates = async (
  tx: Sql,
  tasks: readonly MailTask[],
): Promise<ReadonlyMap<string, OwnTemplate>> => {
  const own = tasks.filter(({ payload }) => !isBuiltIn(payload.template) && payload.membership === undefined);
  if (own.length === 0) return new Map();
  const rows = await tx.many(
    query(
      templateRow,
      `select t.task_id, r.program -> 'templates' -> (t.payload ->> 'template') as template,
              r.program -> 'planDetails' as plans, coalesce(r.program -> 'productTypes', '{}') as product_types
       from tasks t join orders o using (order_no) left join cancellations c using (cancellation_no)
       join rulebooks r on r.version = coalesce(c.rulebook_version, o.rulebook_version)
       where t.task_id = any($1)`,
    ),
    [own.map(({ taskId }) => taskId)],
  );
  return new Map(
    rows.flatMap(({ taskId, template, ...declared }) =>
      template === null ? [] : [[taskId, { template, ...declared }]],
    ),
  );
};

/** The plans with titles of the rulebooks that decided the orders of mails about the ends of memberships. */
const findPlans = async (tx: Sql, tasks: readonly MailTask[]): Promise<ReadonlyMap<string, Plans>> => {
  const aboutEnds = tasks.filter(({ payload }) => payload.membership !== undefined);
  if (aboutEnds.length === 0) return new Map();
  const rows = await tx.many(
    query(
      plansRow,
      `select t.task_id, r.program -> 'planDetails' as plans
       from tasks t join orders o using (order_no) join rulebooks r on r.version = o.rulebook_version
       where t.task_id = any($1) and r.program ? 'planDetails'`,
    ),
    [aboutEnds.map(({ taskId }) => taskId)],
  );
  return new Map(rows.map(({ taskId, plans }) => [taskId, plans]));
};

/** The data of the mails of some tasks. */
export const findMailData = async (
  tx: Sql,
  tasks: readonly MailTask[],
  senderName: string,
): Promise<MailData> => ({
  senderName,
  changes: await findChanges(
    tx,
    tasks.flatMap((task) => task.dependsOn ?? []),
  ),
  links: await findLinks(tx, tasks),
  templates: await findTemplates(tx, tasks),
  plans: await findPlans(tx, tasks),
});
