/** Requests to run tasks again. All statements are set-based; a request for one task is a request for many. */
import * as z from "zod";
import { isRetryable, TASK_STATUSES } from "../domain/task.ts";
import { TASK_TYPES } from "../tasks/registry.ts";
import { instant, json, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";
import { type TaskFilter, taskCondition } from "./task-filter.ts";
import type { Publishable } from "./tasks.ts";

/** Makes requests that select by a filter wait for each other, so that each sees what the one before has selected. */
export const lockRetryRequests = async (tx: Sql): Promise<void> => {
  await tx.execute("select pg_advisory_xact_lock('public.retry_requests'::regclass::bigint)");
};

const ELIGIBLE = "t.status in ('rejected', 'failed')";

const countRow = rowOf({ count: z.int(), orders: z.int() });
const idRow = rowOf({ taskId: z.uuid() });

// Only rejected and failed tasks are selected, and these have their client.
const conditionOf = (filter: TaskFilter) => {
  const { text, values } = taskCondition(filter, true);
  return { text: `${text} and ${ELIGIBLE}`, values };
};

/** How many rejected and failed tasks a filter selects, and of how many orders. */
export const countEligible = (
  sql: Sql,
  filter: TaskFilter,
): Promise<{ readonly count: number; readonly orders: number }> => {
  const { text, values } = conditionOf(filter);
  return sql.one(
    query(
      countRow,
      `select count(*)::int as count, count(distinct t.order_no)::int as orders
       from tasks t join orders o using (order_no) where ${text}`,
    ),
    values,
  );
};

/** The rejected and failed tasks that a filter selects, in the order of acceptance. */
export const selectEligible = async (sql: Sql, filter: TaskFilter, limit: number): Promise<string[]> => {
  const { text, values } = conditionOf(filter);
  const rows = await sql.many(
    query(
      idRow,
      `select t.task_id from tasks t join orders o using (order_no) where ${text}
       order by t.order_no, t.position, t.task_id limit $${values.length + 1}`,
    ),
    [...values, limit],
  );
  return rows.map(({ taskId }) => taskId);
};

const candidateRow = rowOf({
  taskId: z.uuid(),
  orderNo: z.int(),
  position: z.int(),
  status: z.enum(TASK_STATUSES),
  type: z.enum(TASK_TYPES),
  orderId: z.string(),
  clientId: z.string(),
  causeCode: z.string().nullable(),
});
export type RetryCandidate = z.infer<typeof candidateRow>;

/**
 * Those of the given tasks that belong to a client, or with undefined to any, in the order of acceptance.
 * @param locks whether to lock them, in the order in which handlers lock theirs
 */
export const findCandidates = async (
  sql: Sql,
  clientId: string | undefined,
  taskIds: readonly string[],
  locks: boolean,
): Promise<RetryCandidate[]> => {
  const rows = await sql.many(
    query(
      candidateRow,
      `select t.task_id, t.order_no, t.position, t.status, t.type, o.order_id, o.client_id,
              t.cause ->> 'code' as cause_code
       from tasks t join orders o using (order_no)
       where t.task_id = any($1) and ($2::text is null or o.client_id = $2)
       order by t.task_id ${locks ? "for update of t" : ""}`,
    ),
    [taskIds, clientId ?? null],
  );
  return rows.toSorted((a, b) => a.orderNo - b.orderNo || a.position - b.position);
};

export type RetryRequestRecord = {
  readonly retryId: string;
  readonly clientId: string;
  readonly requestedAt: string;
  /** The id of the key. */
  readonly requestedBy: string;
  readonly note?: string | undefined;
  /** As given; undefined for a request by ids. */
  readonly filter?: object | undefined;
};

const RECORD = `
insert into retry_requests (retry_id, client_id, requested_at, requested_by, requested_by_name, note, filter)
values ($1, $2, $3, $4, (select name from api_keys where key_id::text = $4), $5, $6)`;

// A mail whose outcome is unknown is sent once more when a person asks for it. A lease without a result counts as one more
// send with an unknown outcome, which the next lease records.
const REOPEN = `
with reopened as (
  update tasks t set status = 'pending', reason = null, cause = null, finished_at = null, not_before = null,
                     attempts_before = attempts, postponements = 0, postponed_since = null
  where t.task_id = any($1) and ${ELIGIBLE}
  returning t.task_id, t.type, t.order_no, t.position, t.attempts_logged
), mails as (
  update emails e set unknown_sends = least(e.unknown_sends, case when e.claim is null then 1 else 0 end)
  from reopened r where r.type = 'email' and e.task_id = r.task_id
), recorded as (
  insert into task_retries (task_id, requested_at, requested_by, retry_id, after_attempt)
  select task_id, $2, $3, $4, attempts_logged from reopened
)
select r.task_id, r.type, o.order_id from reopened r join orders o using (order_no) order by r.order_no, r.position`;

const reopenedRow = rowOf({ taskId: z.uuid(), type: z.enum(TASK_TYPES), orderId: z.string() });

/**
 * Opens rejected and failed tasks again, in a transaction that has locked them, and records who asked for it.
 * @returns the tasks, to be published after the commit
 */
export const reopenTasks = async (
  tx: Sql,
  taskIds: readonly string[],
  request: RetryRequestRecord,
): Promise<Publishable[]> => {
  const { retryId, clientId, requestedAt, requestedBy, note = null, filter } = request;
  const stored = filter === undefined ? null : JSON.stringify(filter);
  await tx.execute(RECORD, [retryId, clientId, requestedAt, requestedBy, note, stored]);
  return tx.many(query(reopenedRow, REOPEN), [taskIds, requestedAt, requestedBy, retryId]);
};

/** The result of a request to run one task again. */
export type ReopenResult =
  | { readonly kind: "accepted"; readonly task: Publishable }
  | { readonly kind: "unknown" }
  | ({ readonly kind: "refused" } & Pick<RetryCandidate, "status" | "causeCode">);

/** Opens a rejected or failed task of an order of `ownerId` again. */
export const reopenTask = async (
  tx: Sql,
  task: { readonly ownerId: string; readonly orderId: string; readonly taskId: string },
  request: RetryRequestRecord,
): Promise<ReopenResult> => {
  const [found] = await findCandidates(tx, task.ownerId, [task.taskId], true);
  if (found === undefined || found.orderId !== task.orderId) return { kind: "unknown" };
  const { status, causeCode } = found;
  if (!isRetryable(status)) return { kind: "refused", status, causeCode };
  const [reopened] = await reopenTasks(tx, [task.taskId], request);
  return { kind: "accepted", task: reopened! };
};

const progressRow = rowOf({
  retryId: z.uuid(),
  clientId: z.string(),
  requestedAt: instant,
  requestedBy: z.string(),
  note: z.string().nullable(),
  filter: json<Record<string, unknown> | null>(),
  accepted: z.int(),
  open: z.int(),
  done: z.int(),
  rejected: z.int(),
  failed: z.int(),
  skipped: z.int(),
});

/** A request with the current states of its tasks; undefined when the client has none of this id. */
export const findRetryRequest = (
  sql: Sql,
  clientId: string | undefined,
  retryId: string,
): Promise<z.infer<typeof progressRow> | undefined> =>
  sql.maybeOne(
    query(
      progressRow,
      `select q.retry_id, q.client_id, q.requested_at, coalesce(q.requested_by_name, q.requested_by) as requested_by,
              q.note, q.filter, count(t.task_id)::int as accepted,
              (count(*) filter (where t.status in ('pending', 'queued')))::int as open,
              (count(*) filter (where t.status = 'done'))::int as done,
              (count(*) filter (where t.status = 'rejected'))::int as rejected,
              (count(*) filter (where t.status = 'failed'))::int as failed,
              (count(*) filter (where t.status = 'skipped'))::int as skipped
       from retry_requests q left join task_retries r using (retry_id) left join tasks t using (task_id)
       where q.retry_id = $1 and ($2::text is null or q.client_id = $2)
       group by q.retry_id`,
    ),
    [retryId, clientId ?? null],
  );
