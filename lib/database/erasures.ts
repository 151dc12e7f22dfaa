/** Erasures of customers, and of what is older than personal data are kept: what is to be replaced, and by what. */
import * as z from "zod";
import type { Because } from "../domain/task.ts";
import type { Party, Slip } from "../domain/slip.ts";
import type { ErasedParts } from "../domain/privacy/erased-order.ts";
import type { Note } from "../domain/note.ts";
import type { Clause } from "../rulebook/clause.ts";
import type { StoredWhyNot } from "../rulebook/stored-why-not.ts";
import type { Identities } from "./customer-identities.ts";
import type { FreeLineEarners } from "./orders.ts";
import { CLIENT_ORDER_COLUMNS, clientOrderShape } from "./order-columns.ts";
import { json, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

/** A batch holds fewer orders when these are large: in bytes, as they are stored. A task counts as 1 000. */
const MAX_BATCH_BYTES = 1_000_000;
const MAX_BATCH = 100;
const BYTES =
  "pg_column_size(snapshot) + 1000 * (select count(*) from tasks t where t.order_no = orders.order_no)";

const begunRow = rowOf({
  erasureId: z.uuid().nullable(),
  isNew: z.boolean(),
  openOrders: z.array(z.string()).nullable(),
});

export type NewErasure = {
  readonly erasureId: string;
  readonly clientId: string;
  readonly customerId: string;
  readonly pseudonym: string;
  readonly reason: string;
  readonly requestedBy: string;
  readonly requestedAt: string;
  readonly identities: Identities;
  /** Whether lists of the company are changed, too. */
  readonly withLists: boolean;
};

export type Begun =
  | { readonly kind: "begun" | "resumed"; readonly erasureId: string }
  | { readonly kind: "openTasks"; readonly orderIds: readonly string[] };

/** Begins an erasure, or finds the one that was begun. With open tasks none begins; their first orders are returned. */
export const beginErasure = async (tx: Sql, input: NewErasure): Promise<Begun> => {
  const row = await tx.one(
    query(begunRow, "select * from begin_erasure($1, $2, $3, $4, $5, $6, $7, $8, $9)"),
    [
      input.erasureId,
      input.clientId,
      input.customerId,
      input.pseudonym,
      input.reason,
      input.requestedBy,
      JSON.stringify(input.identities),
      input.withLists,
      input.requestedAt,
    ],
  );
  if (row.erasureId === null) return { kind: "openTasks", orderIds: row.openOrders ?? [] };
  return { kind: row.isNew ? "begun" : "resumed", erasureId: row.erasureId };
};

/** Whether the erasure is complete now: no order is left. */
export const completeErasure = async (sql: Sql, erasureId: string, at: string): Promise<boolean> => {
  const completed = rowOf({ isComplete: z.boolean() });
  const row = await sql.one(query(completed, "select complete_erasure($1, $2) as is_complete"), [
    erasureId,
    at,
  ]);
  return row.isComplete;
};

const openRow = rowOf({
  erasureId: z.uuid(),
  clientId: z.string(),
  customerId: z.string(),
  pseudonym: z.string(),
  lastOrderNo: z.int(),
  identities: json<Identities>(),
  withLists: z.boolean(),
});
/** An erasure that is not complete. */
export type OpenErasure = z.infer<typeof openRow>;

const OPEN = `select erasure_id, client_id, customer_id, pseudonym, last_order_no, identities, with_lists from erasures
  where customer_id is not null`;

export const findOpenErasure = (sql: Sql, erasureId: string): Promise<OpenErasure | undefined> =>
  sql.maybeOne(query(openRow, `${OPEN} and erasure_id = $1`), [erasureId]);

/** The oldest erasures that are not complete. */
export const listOpenErasures = (sql: Sql, limit: number): Promise<OpenErasure[]> =>
  sql.many(query(openRow, `${OPEN} order by requested_at limit $1`), [limit]);

/** Serialises the batches of one erasure, or of what is too old, until the end of the transaction. */
export const lockErasure = async (tx: Sql, name: string): Promise<boolean> => {
  const locked = rowOf({ locked: z.boolean() });
  const lock = "select pg_try_advisory_xact_lock(hashtextextended('erasure ' || $1, 0)) as locked";
  return (await tx.one(query(locked, lock), [name])).locked;
};

const orderRow = rowOf({
  ...clientOrderShape,
  customerId: z.string(),
  rulebookVersion: z.int(),
  imported: z.boolean(),
});
export type OrderToErase = z.infer<typeof orderRow>;

const orders = (from: string): string => `
select ${CLIENT_ORDER_COLUMNS}, o.customer_id, o.rulebook_version, o.imported
from orders o join (
  select order_no, sum(bytes) over (order by age, order_no) - bytes as bytes_before from (${from}) as candidates
) as c using (order_no)
where c.bytes_before < ${MAX_BATCH_BYTES} order by o.order_no`;

/** The next orders of an erasure: those without open tasks. */
export const listOrdersToErase = (sql: Sql, erasure: OpenErasure): Promise<OrderToErase[]> =>
  sql.many(
    query(
      orderRow,
      orders(
        // Offset 0: the tasks of as many orders are looked at as the batch has, not of all.
        `select order_no, order_no as age, ${BYTES} as bytes from (
           select order_no, snapshot from orders
           where client_id = $1 and customer_id = $2 and order_no <= $3 order by order_no offset 0
         ) as orders
         where not has_open_tasks(order_no) limit ${MAX_BATCH}`,
      ),
    ),
    [erasure.clientId, erasure.customerId, erasure.lastOrderNo],
  );

/** The oldest orders that were received before an instant, without open tasks and not erased yet. */
export const listOldOrders = (sql: Sql, receivedBefore: string): Promise<OrderToErase[]> =>
  sql.many(
    query(
      orderRow,
      orders(
        `select order_no, received_at as age, ${BYTES} as bytes from orders
         where erased_at is null and received_at < $1 and not has_open_tasks(order_no)
         order by received_at limit ${MAX_BATCH}`,
      ),
    ),
    [receivedBefore],
  );

/** Gives the accounts of memberships that ended before an instant, and of whose customers no order is left, a pseudonym. */
export const eraseOldAccounts = async (
  sql: Sql,
  input: { endedBefore: string; at: string; limit: number },
): Promise<number> => {
  const erased = rowOf({ accounts: z.int() });
  const text = "select erase_old_accounts($1, $2, $3) as accounts";
  return (await sql.one(query(erased, text), [input.endedBefore, input.at, input.limit])).accounts;
};

const taskRow = rowOf({
  orderNo: z.int(),
  taskId: z.uuid(),
  /** Of a task that a cancellation has added. */
  cancellationId: z.string().nullable(),
  because: json<readonly Because[]>(),
  reason: z.string().nullable(),
  lastError: z.string().nullable(),
});
const attemptRow = rowOf({ orderNo: z.int(), taskId: z.uuid(), no: z.int(), detail: z.string() });
const cancellationRow = rowOf({
  orderNo: z.int(),
  cancellationNo: z.int(),
  reason: z.string(),
  notes: json<readonly Note[] | null>(),
});
const slipRow = rowOf({ orderNo: z.int(), number: z.string(), document: json<Slip>() });
const differenceRow = rowOf({
  orderNo: z.int(),
  version: z.int(),
  added: json<unknown>(),
  removed: json<unknown>(),
  changed: json<unknown>(),
  freeItems: json<unknown>(),
});

/** What was written about some orders. */
export type WrittenAbout = {
  readonly tasks: readonly z.infer<typeof taskRow>[];
  readonly attempts: readonly z.infer<typeof attemptRow>[];
  readonly cancellations: readonly z.infer<typeof cancellationRow>[];
  readonly slips: readonly z.infer<typeof slipRow>[];
  readonly differences: readonly z.infer<typeof differenceRow>[];
};

export const findWrittenAbout = async (sql: Sql, orderNos: readonly number[]): Promise<WrittenAbout> => ({
  tasks: await sql.many(
    query(
      taskRow,
      `select order_no, task_id, because, reason, last_error,
              (select c.cancellation_id from cancellations c where c.cancellation_no = tasks.cancellation_no) as cancellation_id
       from tasks
       where order_no = any($1) and not (is_event and type = 'webhook')`,
    ),
    [orderNos],
  ),
  attempts: await sql.many(
    query(
      attemptRow,
      `select t.order_no, a.task_id, a.no, a.detail from tasks t join task_attempts a using (task_id)
       where t.order_no = any($1) and a.detail is not null`,
    ),
    [orderNos],
  ),
  cancellations: await sql.many(
    query(
      cancellationRow,
      "select order_no, cancellation_no, reason, notes from cancellations where order_no = any($1)",
    ),
    [orderNos],
  ),
  slips: await sql.many(
    query(slipRow, "select order_no, number, document from packing_slips where order_no = any($1)"),
    [orderNos],
  ),
  differences: await sql.many(
    query(
      differenceRow,
      `select order_no, version, added, removed, changed, free_items from shadow_differences
       where order_no = any($1)`,
    ),
    [orderNos],
  ),
});

/** An explanation with what it says in parts, which is computed from the order otherwise. */
export type Explained = { readonly explanation: string; readonly clauses?: readonly Clause[] };

/** What personal data of some orders of one customer are replaced by. Whatever is not named stays. */
export type Replacement = {
  readonly orders: readonly (ErasedParts & {
    readonly orderNo: number;
    readonly notes: readonly Note[] | null;
    readonly whyNot: StoredWhyNot;
    /** The lines that earn each free line, by its id. */
    readonly freeLineEarners: FreeLineEarners | null;
    /** Of the cancellations that have notes, by their number. */
    readonly cancellationNotes: Readonly<Record<string, readonly Note[]>>;
  })[];
  readonly tasks: readonly {
    readonly taskId: string;
    /** Of each reason. */
    readonly explanations: readonly Explained[];
    readonly reason: string | null;
    readonly lastError: string | null;
  }[];
  readonly attempts: readonly { readonly taskId: string; readonly no: number; readonly detail: string }[];
  readonly slips: readonly { readonly number: string; readonly recipient: Party }[];
  readonly differences: WrittenAbout["differences"];
};

/** `orderNo` as the column `order_no`. */
const inSnakeCase = (rows: readonly object[]): string =>
  JSON.stringify(
    rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [
          name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
          value as unknown,
        ]),
      ),
    ),
  );

const replacedRow = rowOf({ orders: z.int() });

/**
 * Replaces what is personal in orders of one customer, and in what was written about them.
 * @returns the number of orders; those with open tasks are left as they are
 */
export const replacePersonalData = async (
  tx: Sql,
  customer: { clientId: string; customerId: string; pseudonym: string },
  { orders: changed, tasks, attempts, slips, differences }: Replacement,
  at: string,
): Promise<number> => {
  const row = await tx.one(
    query(replacedRow, "select replace_personal_data($1, $2, $3, $4, $5, $6, $7, $8, $9) as orders"),
    [
      customer.clientId,
      customer.customerId,
      customer.pseudonym,
      at,
      ...[changed, tasks, attempts, slips, differences].map(inSnakeCase),
    ],
  );
  return row.orders;
};
