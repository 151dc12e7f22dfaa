/** Everything that is kept of a customer, as records of the customer's orders: in pages of bounded size. */
import * as z from "zod";
import { json, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

/** A page ends with the record that reaches it, in bytes of JSON. The largest records, orders and mails, are of about 1.5 MB. */
const MAX_PAGE_BYTES = 1_500_000;
/** Of orders, in bytes as they are stored: what a page reads at most, beside one order. */
const MAX_ORDERS_BYTES = 1_000_000;

/** The kinds of records of an order, in the order of a page, by the name of their list; the first is the order itself. */
export const EXPORTED_KINDS = [
  "order",
  "tasks",
  "packingSlips",
  "mails",
  "cancellations",
  "retries",
  "shadowDifferences",
  "audit",
] as const;
export type ExportedKind = (typeof EXPORTED_KINDS)[number];

const at = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const ORDER = `select o.order_no, '' as id, jsonb_build_object(
    'receivedAt', ${at("o.received_at")}, 'imported', o.imported, 'rulebookVersion', o.rulebook_version,
    'total', o.total, 'currency', o.currency, 'order', o.snapshot, 'freeLines', o.gifts, 'notes', o.notes,
    'customerHistory', o.history, 'listVersions', o.list_versions) as data
  from page join orders o using (order_no)`;

const TASKS = `select t.order_no, t.task_id::text, jsonb_build_object(
    'taskId', t.task_id, 'type', t.type, 'status', t.status, 'payload', t.payload, 'lineIds', t.line_ids,
    'because', t.because, 'result', t.result, 'reason', t.reason, 'lastError', t.last_error, 'cause', t.cause,
    'createdAt', ${at("t.created_at")}, 'finishedAt', ${at("t.finished_at")},
    'attempts', (select coalesce(jsonb_agg(jsonb_build_object('no', a.no, 'endedAt', ${at("a.ended_at")},
        'outcome', a.outcome, 'detail', a.detail) order by a.no), '[]') from task_attempts a where a.task_id = t.task_id))
  from page join tasks t using (order_no)`;

const SLIPS = `select s.order_no, s.number, s.document || jsonb_build_object('printedAt', ${at("s.printed_at")})
  from page join packing_slips s using (order_no)`;

const MAILS = `select t.order_no, t.task_id::text, jsonb_build_object(
    'taskId', t.task_id, 'template', e.template, 'recipient', e.recipient, 'sentAt', ${at("e.sent_at")},
    'sesMessageId', e.ses_message_id, 'possibleDuplicate', e.possible_duplicate,
    'subject', m.subject, 'text', m.text, 'html', m.html)
  from page join tasks t using (order_no) join emails e using (task_id) left join sent_mails m using (task_id)
  where t.type = 'email'`;

const CANCELLATIONS = `select c.order_no, c.cancellation_id, jsonb_build_object(
    'cancellationId', c.cancellation_id, 'reason', c.reason, 'at', ${at("c.at")}, 'receivedAt', ${at("c.received_at")},
    'refundAmount', c.refund_amount, 'notes', c.notes,
    'lines', (select coalesce(jsonb_agg(jsonb_build_object('lineId', l.line_id, 'quantity', l.quantity,
        'amount', l.amount) order by l.line_id), '[]') from cancelled_lines l where l.cancellation_no = c.cancellation_no))
  from page join cancellations c using (order_no)`;

const RETRIES = `select t.order_no, r.task_id::text || ' ' || ${at("r.requested_at")}, jsonb_build_object(
    'taskId', r.task_id, 'requestedAt', ${at("r.requested_at")}, 'requestedBy',
    coalesce(q.requested_by_name, r.requested_by), 'note', q.note)
  from page join tasks t using (order_no) join task_retries r using (task_id) left join retry_requests q using (retry_id)`;

const DIFFERENCES = `select d.order_no, d.version::text, jsonb_build_object(
    'version', d.version, 'added', d.added, 'removed', d.removed, 'changed', d.changed, 'freeItems', d.free_items)
  from page join shadow_differences d using (order_no)`;

// Paths that continue after the order's id begin with a slash, after which the digit zero comes.
const AUDIT = `select o.order_no, lpad(e.entry_id::text, 16, '0'), jsonb_build_object(
    'at', ${at("e.at")}, 'action', e.action, 'subject', e.subject, 'keyName', e.key_name)
  from page join orders o using (order_no) join audit_entries e
    on e.subject >= 'orders/' || o.order_id and e.subject < 'orders/' || o.order_id || '0'
  where coalesce(e.client_id, o.client_id) = o.client_id
    and (e.subject = 'orders/' || o.order_id or starts_with(e.subject, 'orders/' || o.order_id || '/'))`;

const QUERIES: Readonly<Record<ExportedKind, string>> = {
  order: ORDER,
  tasks: TASKS,
  packingSlips: SLIPS,
  mails: MAILS,
  cancellations: CANCELLATIONS,
  retries: RETRIES,
  shadowDifferences: DIFFERENCES,
  audit: AUDIT,
};

const RECORDS = EXPORTED_KINDS.map(
  (kind, index) =>
    `select r.order_no, ${index} as kind, r.id collate "C" as id, r.data from (${QUERIES[kind]}) as r(order_no, id, data)`,
).join("\nunion all ");

const TEXT = `
with candidates as (
  select order_no, case when order_no = $3 then 0 else pg_column_size(snapshot) end as bytes from orders
  where client_id = $1 and customer_id = $2 and ($3::bigint is null or order_no <= $3)
  order by order_no desc limit $6
), page as materialized (
  select order_no from (
    select order_no, sum(bytes) over (order by order_no desc) - bytes as bytes_before from candidates) c
  where bytes_before < ${MAX_ORDERS_BYTES}
), records as (
  select * from (${RECORDS}) as r
  where $3::bigint is null or order_no < $3 or (kind, id) > ($4::integer, $5::text collate "C")
), sized as (
  select *, sum(octet_length(data::text)) over (order by order_no desc, kind, id) as bytes, count(*) over () as records
  from records
)
select o.order_no, o.order_id, s.kind, s.id, s.data, s.records, (select min(order_no) from page) as last_order_no
from (select *, lag(bytes, 1, 0::bigint::numeric) over (order by order_no desc, kind, id) as before from sized) s
  join orders o using (order_no)
where s.before < ${MAX_PAGE_BYTES}
order by s.order_no desc, s.kind, s.id`;

const recordRow = rowOf({
  orderNo: z.int(),
  orderId: z.string(),
  kind: z.int(),
  id: z.string(),
  data: json<Readonly<Record<string, unknown>>>(),
  records: z.int(),
  lastOrderNo: z.int(),
});
/** A record of an order. */
export type ExportedRecord = z.infer<typeof recordRow>;

export type ExportQuery = {
  readonly clientId: string;
  readonly customerId: string;
  /** The order, kind and id of the last record of the page before. */
  readonly after?: readonly string[] | undefined;
  /** Of orders. */
  readonly limit: number;
};

const moreRow = rowOf({ exists: z.boolean() });

/** The next records, the newest order's first, and whether there are more. */
export const listExportedRecords = async (
  sql: Sql,
  { clientId, customerId, after: [orderNo, kind, id] = [], limit }: ExportQuery,
): Promise<{ readonly records: readonly ExportedRecord[]; readonly hasMore: boolean }> => {
  // The order of the cursor may have no record left.
  const orders = orderNo === undefined ? limit : limit + 1;
  const values = [clientId, customerId, orderNo ?? null, kind ?? null, id ?? null, orders];
  const records = await sql.many(query(recordRow, TEXT), values);
  const last = records.at(-1);
  if (last === undefined) return { records, hasMore: false };
  if (records.length < last.records) return { records, hasMore: true };
  const { exists } = await sql.one(
    query(
      moreRow,
      `select exists (select from orders where client_id = $1 and customer_id = $2 and order_no < $3) as exists`,
    ),
    [clientId, customerId, last.lastOrderNo],
  );
  return { records, hasMore: exists };
};
