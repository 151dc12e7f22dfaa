/** Mails: those that orders ask for, and what was sent, which is kept for some time. */
import * as z from "zod";
import type { Cause } from "../domain/cause.ts";
import { TASK_STATUSES, type TaskStatus } from "../domain/task.ts";
import { instant, json, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

/** A larger mail is not kept. */
const MAX_CHARACTERS = 500_000;

export type SentMail = {
  readonly taskId: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
};

/**
 * Keeps mails as they were sent, in the transaction that marks them as sent. When SES took a mail so late that its order has
 * been erased meanwhile, the mail is not kept.
 */
export const keepSentMails = async (tx: Sql, mails: readonly SentMail[], at: string): Promise<void> => {
  const kept = mails
    .filter(({ text, html }) => text.length + html.length <= MAX_CHARACTERS)
    .map(({ taskId, subject, text, html }) => ({ taskId, subject, text, html }));
  await tx.execute(
    `insert into sent_mails (task_id, subject, text, html, sent_at)
     select m."taskId", m.subject, m.text, m.html, $2
     from jsonb_to_recordset($1) as m("taskId" uuid, subject text, text text, html text)
       cross join lateral (select order_no from tasks where task_id = m."taskId" offset 0) as t
       cross join lateral (select erased_at from orders where order_no = t.order_no offset 0) as o
     where o.erased_at is null on conflict do nothing`,
    [JSON.stringify(kept), at],
  );
};

/** Deletes at most `limit` mails that were sent before an instant. */
export const deleteOldMails = async (sql: Sql, sentBefore: string, limit: number): Promise<number> =>
  sql.execute(
    `delete from sent_mails where task_id in (
       select task_id from sent_mails where sent_at < $1 order by sent_at limit $2
     )`,
    [sentBefore, limit],
  );

const mailShape = {
  taskId: z.uuid(),
  clientId: z.string(),
  orderId: z.string(),
  orderNo: z.int(),
  position: z.int(),
  template: z.string(),
  recipient: z.string(),
  status: z.enum(TASK_STATUSES),
  attempts: z.int(),
  reason: z.string().nullable(),
  cause: json<Cause | null>(),
  createdAt: instant,
  sentAt: instant.nullable(),
  sesMessageId: z.string().nullable(),
  possibleDuplicate: z.boolean(),
  /** Null when it was not sent, or is no longer kept. */
  subject: z.string().nullable(),
};
const mailRow = rowOf(mailShape);
export type ListedMail = z.infer<typeof mailRow>;

const keptMail = rowOf({ ...mailShape, text: z.string().nullable(), html: z.string().nullable() });
export type KeptMail = z.infer<typeof keptMail>;

const COLUMNS = `t.task_id, o.client_id, o.order_id, t.order_no, t.position, t.payload ->> 'template' as template,
  coalesce(e.recipient, o.snapshot -> 'customer' ->> 'email') as recipient, t.status, t.attempts, t.reason, t.cause, t.created_at,
  e.sent_at, e.ses_message_id, coalesce(e.possible_duplicate, false) as possible_duplicate, m.subject`;
const FROM = `from tasks t join orders o using (order_no)
  left join emails e using (task_id) left join sent_mails m using (task_id)`;

export type MailFilter = {
  readonly clientId: string | undefined;
  readonly status?: TaskStatus | undefined;
  readonly template?: string | undefined;
  /** The address in the order, without regard to case. */
  readonly recipient?: string | undefined;
  readonly order?: string | undefined;
  /** The number of the order, position and task of the last mail of the page before. */
  readonly after?: readonly string[] | undefined;
  readonly limit: number;
};

/** Mails, those of the newest orders first. */
export const listMails = (sql: Sql, filter: MailFilter): Promise<ListedMail[]> => {
  const values: unknown[] = [];
  const p = (value: unknown) => `$${values.push(value)}`;
  const { clientId, status, template, recipient, order, after } = filter;
  const conditions = [
    "t.type = 'email'",
    ...(clientId === undefined ? [] : [`o.client_id = ${p(clientId)}`]),
    ...(status === undefined ? [] : [`t.status = ${p(status)}`]),
    ...(template === undefined ? [] : [`t.payload ->> 'template' = ${p(template)}`]),
    ...(order === undefined ? [] : [`o.order_id = ${p(order)}`]),
    ...(recipient === undefined
      ? []
      : [
          `t.order_no in (select r.order_no from clients c join order_terms r using (client_id)
             where r.kind = 'email' and r.term = lower(${p(recipient)}))`,
        ]),
    ...(after === undefined
      ? []
      : [
          `t.order_no <= ${p(after[0])}::bigint and (t.order_no, t.position, t.task_id) <
             (${p(after[0])}::bigint, ${p(after[1])}::integer, ${p(after[2])}::uuid)`,
        ]),
  ];
  return sql.many(
    query(
      mailRow,
      `select ${COLUMNS} ${FROM} where ${conditions.join(" and ")}
       order by t.order_no desc, t.position desc, t.task_id desc limit ${p(filter.limit)}`,
    ),
    values,
  );
};

/** A mail of a client's order, or with undefined of any. */
export const findMail = (
  sql: Sql,
  clientId: string | undefined,
  taskId: string,
): Promise<KeptMail | undefined> =>
  sql.maybeOne(
    query(
      keptMail,
      `select ${COLUMNS}, m.text, m.html ${FROM}
       where t.task_id = $2 and t.type = 'email' and ($1::text is null or o.client_id = $1)`,
    ),
    [clientId ?? null, taskId],
  );
