/** Orders. One statement stores an order with its lines and tasks. */
import type { Catalogue } from "../domain/catalogue.ts";
import type { CustomerHistory } from "../domain/customer-history.ts";
import type { ListVersions } from "../domain/list.ts";
import type { Managers } from "../domain/managers.ts";
import type { Decision } from "../rulebook/decision.ts";
import type { StoredWhyNot } from "../rulebook/stored-why-not.ts";
import type { IdentifiedTask } from "../tasks/identified-task.ts";
import { ORDER_STATUSES } from "../domain/task.ts";
import { type Order, orderTotal } from "../domain/order.ts";
import { ruleIdsOf } from "../domain/task.ts";
import type { OrderLine } from "../domain/order-line.ts";
import * as z from "zod";
import { CLIENT_ORDER_COLUMNS, clientOrderShape } from "./order-columns.ts";
import { bytes, instant, json, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

const acceptedRow = rowOf({ orderNo: z.int(), receivedAt: instant });
/** The acceptance number of an order and the instant of its acceptance. The later number has the same or a later instant. */
export type OrderNumber = z.infer<typeof acceptedRow>;

export type NewOrder = {
  readonly clientId: string;
  /** SHA-256 of the body as sent. */
  readonly contentHash: Buffer;
  /** SHA-256 of the order as parsed, in the canonical form of the version. */
  readonly parsedHash?: Buffer;
  readonly parsedHashVersion?: number;
  /** The instant of acceptance; by default that at which the acceptance number is taken. */
  readonly receivedAt?: string;
  readonly order: Order;
  readonly decision: Omit<Decision, "tasks">;
  readonly tasks: readonly IdentifiedTask[];
  /** The catalogue entries that the order was decided with. */
  readonly catalogue: Catalogue;
  /** The versions of the lists that it was decided with, by id, when any. */
  readonly listVersions?: ListVersions | undefined;
  /** What its customer had before, when it was decided with it. */
  readonly history?: CustomerHistory | undefined;
  /** The managers of its agents, when it was decided with them. */
  readonly managers?: Managers | undefined;
  /**
   * Whether the caller sends the messages of the tasks that wait for no other after the commit. They are then stored as queued,
   * so that no further statement is needed; otherwise as pending, and the relay sends their messages.
   */
  readonly sendsMessages?: boolean;
};

// take_order_number locks the customer's membership account before it takes the number, so that the numbers of one account
// rise in the order in which its orders are accepted. One statement is one round trip and one transaction.
const INSERT = `
with number as (
  select account_id, order_no, coalesce($10, received_at) as received_at from take_order_number($1, $5, $14)
), accepted as (
  insert into orders (order_no, client_id, order_id, content_hash, rulebook_version, customer_id, currency, total,
                      placed_at, paid_at, received_at, snapshot, catalogue, gifts, parsed_hash,
                      parsed_hash_version, list_versions, history, managers, notes,
                      suppressed_by)
  overriding system value
  select order_no, $1, $2, $3, $4, $5, $6, $7, $8, $9, received_at, $11, $12, $13, $17, $18, $19, $20, $21, $22, $24
  from number
  on conflict (client_id, order_id) do nothing
  returning order_no, received_at
), new_lines as (
  insert into order_lines (order_no, line_id, position, type, sku, title, quantity, unit_price, discount,
                           free, free_reason, rule_id)
  select order_no, l.* from accepted,
    jsonb_to_recordset($15) as l(line_id text, position int, type text, sku text, title text, quantity int,
                                 unit_price bigint, discount bigint, free boolean, free_reason text, rule_id text)
), new_tasks as (
  insert into tasks (order_no, client_id, task_id, position, type, key, payload, line_ids, because, rule_ids, depends_on,
                     open_dependencies, blocked, account_id, created_at, status, queued_at, send_unconfirmed)
  select order_no, $1, t.task_id, t.position, t.type, t.key, t.payload, t.line_ids, t.because, t.rule_ids, t.depends_on,
         cardinality(t.also_depends_on) + 1, t.depends_on is not null,
         case when t.type = 'membership' then account_id end, accepted.received_at,
         case when is_sent then 'queued' else 'pending' end, case when is_sent then accepted.received_at end, is_sent
  from accepted join number using (order_no),
    jsonb_to_recordset($16) as t(task_id uuid, position int, type text, key text, payload jsonb, line_ids text[],
                                 because jsonb, rule_ids text[], depends_on uuid, also_depends_on uuid[]),
    lateral (select $23 and t.depends_on is null) as sending (is_sent)
), new_dependencies as (
  insert into further_dependencies (task_id, depends_on)
  select t.task_id, d.depends_on
  from accepted, jsonb_to_recordset($16) as t(task_id uuid, also_depends_on uuid[]), unnest(t.also_depends_on) as d(depends_on)
)
select order_no, received_at from accepted`;

export const lineRow = (line: OrderLine, position: number) => ({
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

/** The columns of a new task, as JSON for the statement that inserts it. */
export const newTaskRow = (task: IdentifiedTask, position: number) => ({
  task_id: task.taskId,
  position,
  type: task.type,
  key: task.key,
  payload: task.payload,
  line_ids: task.lineIds,
  because: task.because,
  rule_ids: ruleIdsOf(task),
  depends_on: task.dependsOn,
  also_depends_on: task.alsoDependsOn,
});

/**
 * Stores an order with its lines and tasks.
 * @returns undefined when this client already has an order of that id
 */
export const insertOrder = (sql: Sql, input: NewOrder): Promise<OrderNumber | undefined> => {
  const { order, decision, tasks } = input;
  return sql.maybeOne(query(acceptedRow, INSERT), [
    input.clientId,
    order.orderId,
    input.contentHash,
    decision.rulebookVersion,
    order.customer.customerId,
    order.currency,
    orderTotal(order.lines),
    order.placedAt,
    order.payment.paidAt,
    input.receivedAt ?? null,
    JSON.stringify(order),
    JSON.stringify(input.catalogue),
    JSON.stringify(decision.lines.filter((line) => line.free)),
    tasks.some((task) => task.type === "membership"),
    JSON.stringify(decision.lines.map(lineRow)),
    JSON.stringify(tasks.map(newTaskRow)),
    input.parsedHash,
    input.parsedHashVersion,
    input.listVersions === undefined ? null : JSON.stringify(input.listVersions),
    input.history === undefined ? null : JSON.stringify(input.history),
    input.managers === undefined ? null : JSON.stringify(input.managers),
    decision.notes === undefined ? null : JSON.stringify(decision.notes),
    input.sendsMessages === true,
    decision.suppressedBy ?? null,
  ]);
};

/** The lines that earn each free line of an order, by its id. */
export type FreeLineEarners = Readonly<Record<string, readonly string[]>>;

/** The schema of `STORED_ORDER`. */
export const storedOrder = rowOf({
  ...clientOrderShape,
  contentHash: bytes,
  parsedHash: bytes.nullable(),
  parsedHashVersion: z.int().nullable(),
  rulebookVersion: z.int(),
  status: z.enum(ORDER_STATUSES),
  total: z.int(),
  currency: z.string(),
  /** When its personal data was replaced. */
  erasedAt: instant.nullable(),
  /** As they were before that; null when it has no free lines, or was erased before they were kept. */
  freeLineEarners: json<FreeLineEarners | null>(),
});
export type StoredOrder = z.infer<typeof storedOrder>;

/** Selects from `orders o`. */
export const STORED_ORDER = `
select ${CLIENT_ORDER_COLUMNS}, o.content_hash, o.parsed_hash, o.parsed_hash_version,
  o.rulebook_version, order_status(o.order_no) as status, o.total, o.currency, o.erased_at, o.free_line_earners
from orders o`;

/** A client's order by the client's own order id. */
export const findOrder = (sql: Sql, clientId: string, orderId: string): Promise<StoredOrder | undefined> =>
  sql.maybeOne(query(storedOrder, `${STORED_ORDER} where o.client_id = $1 and o.order_id = $2`), [
    clientId,
    orderId,
  ]);

/** Those of a client's orders that have one of the ids, in no order. */
export const findOrders = (sql: Sql, clientId: string, orderIds: readonly string[]): Promise<StoredOrder[]> =>
  sql.many(query(storedOrder, `${STORED_ORDER} where o.client_id = $1 and o.order_id = any($2)`), [
    clientId,
    orderIds,
  ]);

const whyNotRow = rowOf({ whyNot: json<StoredWhyNot | null>() });

/** Why rules had no effect on an order whose personal data was replaced. */
export const findStoredWhyNot = async (sql: Sql, orderNo: number): Promise<StoredWhyNot> => {
  const row = await sql.one(query(whyNotRow, "select why_not from orders where order_no = $1"), [orderNo]);
  return row.whyNot ?? { whyNot: [] };
};
