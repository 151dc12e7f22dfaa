/** Orders: one statement takes an order in whole, with its lines and its tasks. */
import type { Catalogue } from "../domain/catalogue.ts";
import type { Decision } from "../rulebook/decision.ts";
import type { IdentifiedTask } from "../tasks/identified-task.ts";
import type { OrderStatus } from "../domain/task.ts";
import { type Order, type OrderLine, orderTotal } from "../domain/order.ts";
import type { Sql } from "./sql.ts";

export type NewOrder = {
  readonly clientId: string;
  readonly contentHash: Buffer;
  readonly receivedAt: string;
  readonly order: Order;
  readonly decision: Omit<Decision, "tasks">;
  readonly tasks: readonly IdentifiedTask[];
  /** The catalogue entries that the decision was given. */
  readonly catalogue: Catalogue;
};

// The account row comes first and is locked by the upsert, so that two orders of one customer get their order_no in
// the order in which they are accepted. Everything is one statement, hence one round trip and one transaction.
const INSERT = `
with account as (
  insert into membership_accounts (client_id, customer_id)
  select $1, $5 where $14
  on conflict (client_id, customer_id) do update set client_id = excluded.client_id
  returning account_id
), accepted as (
  insert into orders (client_id, order_id, content_hash, rulebook_version, customer_id, currency, total,
                      placed_at, paid_at, received_at, snapshot, catalogue, gifts)
  select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13
  from (values (1)) as one left join account on true
  on conflict (client_id, order_id) do nothing
  returning order_no
), kept_lines as (
  insert into order_lines (order_no, line_id, position, type, sku, title, quantity, unit_price, discount,
                           free, free_reason, rule_id)
  select order_no, l.* from accepted,
    jsonb_to_recordset($15) as l(line_id text, position int, type text, sku text, title text, quantity int,
                                 unit_price bigint, discount bigint, free boolean, free_reason text, rule_id text)
), kept_tasks as (
  insert into tasks (order_no, task_id, position, type, key, payload, line_ids, because, rule_ids, depends_on,
                     blocked, account_id, created_at)
  select order_no, t.task_id, t.position, t.type, t.key, t.payload, t.line_ids, t.because, t.rule_ids, t.depends_on,
         t.depends_on is not null, case when t.type = 'membership' then account.account_id end, $10
  from accepted left join account on true,
    jsonb_to_recordset($16) as t(task_id uuid, position int, type text, key text, payload jsonb, line_ids text[],
                                 because jsonb, rule_ids text[], depends_on uuid)
)
select order_no from accepted`;

const lineRow = (line: OrderLine, position: number) => ({
  line_id: line.lineId,
  position,
  type: line.type,
  sku: line.sku,
  title: line.title,
  quantity: line.quantity,
  unit_price: line.unitPrice,
  discount: line.discount,
  free: line.free,
  free_reason: line.gift?.reason,
  rule_id: line.gift?.ruleId,
});

const taskRow = (task: IdentifiedTask, position: number) => ({
  task_id: task.taskId,
  position,
  type: task.type,
  key: task.key,
  payload: task.payload,
  line_ids: task.lineIds,
  because: task.because,
  rule_ids: [...new Set(task.because.map((cause) => cause.ruleId))],
  depends_on: task.dependsOn,
});

/**
 * Records an order with its lines and tasks, at once.
 * @returns its acceptance number, or undefined when this client already has an order of that id
 */
export const insertOrder = async (sql: Sql, input: NewOrder): Promise<number | undefined> => {
  const { order, decision, tasks } = input;
  const row = await sql.maybeOne<{ orderNo: number }>(INSERT, [
    input.clientId,
    order.orderId,
    input.contentHash,
    decision.rulebookVersion,
    order.customer.customerId,
    order.currency,
    orderTotal(order.lines),
    order.placedAt,
    order.payment.paidAt,
    input.receivedAt,
    JSON.stringify(order),
    JSON.stringify(input.catalogue),
    JSON.stringify(decision.lines.filter((line) => line.free)),
    tasks.some((task) => task.type === "membership"),
    JSON.stringify(decision.lines.map(lineRow)),
    JSON.stringify(tasks.map(taskRow)),
  ]);
  return row?.orderNo;
};

export type StoredOrder = {
  readonly orderNo: number;
  readonly clientId: string;
  readonly orderId: string;
  readonly contentHash: Buffer;
  readonly rulebookVersion: number;
  readonly status: OrderStatus;
  readonly total: number;
  readonly currency: string;
  readonly receivedAt: string;
  readonly order: Order;
  readonly catalogue: Catalogue;
  readonly gifts: readonly OrderLine[];
};

const SELECT = `
select order_no, client_id, order_id, content_hash,
       rulebook_version, order_status(order_no) as status, total, currency,
       received_at, snapshot as "order", catalogue, gifts
from orders`;

/** A client's own order by the platform's id. */
export const findOrder = (sql: Sql, clientId: string, orderId: string): Promise<StoredOrder | undefined> =>
  sql.maybeOne<StoredOrder>(`${SELECT} where client_id = $1 and order_id = $2`, [clientId, orderId]);

export type OrderFilter = {
  readonly clientId: string;
  readonly status?: OrderStatus | undefined;
  readonly since?: string | undefined;
  /** Only orders accepted before this acceptance number. */
  readonly before?: number | undefined;
  readonly limit: number;
};

// Each status is looked up through its own partial index of tasks, so that a filtered page stays cheap.
const STATUS_FILTER: Record<OrderStatus, string> = {
  processing:
    "exists (select 1 from tasks t where t.order_no = orders.order_no and t.status in ('pending', 'queued'))",
  attention: `not exists (select 1 from tasks t where t.order_no = orders.order_no and t.status in ('pending', 'queued'))
    and exists (select 1 from tasks t where t.order_no = orders.order_no and t.status in ('rejected', 'failed'))`,
  completed: `not exists (select 1 from tasks t where t.order_no = orders.order_no
    and t.status in ('pending', 'queued', 'rejected', 'failed'))`,
};

/** A client's orders, newest first. */
export const listOrders = (sql: Sql, filter: OrderFilter): Promise<StoredOrder[]> =>
  sql.many<StoredOrder>(
    `${SELECT}
     where client_id = $1 and ($2::timestamptz is null or received_at >= $2) and ($3::bigint is null or order_no < $3)
     ${filter.status === undefined ? "" : `and ${STATUS_FILTER[filter.status]}`}
     order by order_no desc limit $4`,
    [filter.clientId, filter.since ?? null, filter.before ?? null, filter.limit],
  );
