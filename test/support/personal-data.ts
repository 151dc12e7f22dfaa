/** What tests of personal data do with orders: run everything, read everything. */
import { expect } from "vitest";
import { handler as orders } from "../../functions/orders/handler.ts";
import { handler as relay } from "../../functions/relay/handler.ts";
import { handler as registry } from "../../functions/registry/handler.ts";
import { handler as reports } from "../../functions/reports/handler.ts";
import { insertImportedOrders } from "../../lib/database/imported-orders.ts";
import type { Sql } from "../../lib/database/sql.ts";
import type { Order } from "../../lib/domain/order.ts";
import { TASK_TYPES } from "../../lib/tasks/registry.ts";
import { apiClient } from "./api-client.ts";
import { type FunctionStack, sqsRecord } from "./function-stack.ts";
import { readPdf, textOf } from "./pdf-reader.ts";
import { firstOrderOf } from "./personal-order.ts";
import { QUEUE_HANDLERS, type QueueHandler } from "./queue-handlers.ts";

const toOrders = apiClient(orders);
const toRegistry = apiClient(registry);
const toReports = apiClient(reports);

const recorded =
  (handler: QueueHandler, messages: string[]): QueueHandler =>
  (event) => {
    messages.push(JSON.stringify(event));
    return handler(event);
  };

const openTasks = async (sql: Sql) =>
  (
    await sql.one<{ open: number }>(
      "select count(*)::integer as open from tasks where status in ('pending', 'queued')",
    )
  ).open;

/** Runs all tasks to their end. @returns the events with their messages */
export const runTasks = async ({ sql, deliver }: FunctionStack): Promise<string[]> => {
  const messages: string[] = [];
  for (let round = 0; round < 60 && (await openTasks(sql)) > 0; round += 1) {
    for (const type of TASK_TYPES) await deliver(type, recorded(QUEUE_HANDLERS[type], messages));
    await relay(undefined);
  }
  expect(await openTasks(sql)).toBe(0);
  return messages;
};

/** Imports the first order of a person under another id, as an order of the past. */
export const importOrder = async (sql: Sql, name: string): Promise<void> => {
  const { snapshot, version } = await sql.one<{ snapshot: Order; version: number }>(
    "select snapshot, rulebook_version as version from orders where order_id = $1",
    [firstOrderOf(name)],
  );
  const order = { ...snapshot, orderId: `${snapshot.orderId}-OLD` };
  const contentHash = Buffer.alloc(32);
  const imported = { order, contentHash, parsedHash: contentHash, parsedHashVersion: 1 };
  await insertImportedOrders(sql, "test-shop", version, [imported]);
};

/** What reaches the service beside the orders: the reason of a cancellation, an error of the mail service, a note of a retry. */
export const writeAbout = async (sql: Sql, name: string): Promise<void> => {
  const orderId = firstOrderOf(name);
  const cancellation = {
    cancellationId: "CANCEL-1",
    reason: `${name}-cancellation`,
    at: "2026-11-21T10:00:00Z",
  };
  const lines = [{ lineId: "6", quantity: 1 }];
  const params = { orderId };
  const cancelled = await toOrders("POST /orders/{orderId}/cancellations", {
    params,
    body: { ...cancellation, lines },
  });
  expect([cancelled.status, cancelled.json.errors]).toEqual([202, undefined]);
  await sql.execute(
    `update task_attempts a set detail = $2 from tasks t join orders o using (order_no)
     where t.task_id = a.task_id and t.type = 'email' and o.order_id = $1`,
    [orderId, `MessageRejected: Address <${name}-mail@${name}-domain.example> is blacklisted`],
  );
  const { tasks } = (await toOrders("GET /tasks", { query: { status: "rejected", order: orderId } })).json;
  const body = {
    taskIds: tasks.map(({ taskId }: { taskId: string }) => taskId),
    note: `${name}-retry asked`,
  };
  expect((await toOrders("POST /task-retries", { body })).status).toBe(202);
};

/** A bounced mail, as SES reports it. */
export const bounce = (address: string) => {
  const bounced = { bounceType: "Permanent", bouncedRecipients: [{ emailAddress: address }] };
  const notification = { eventType: "Bounce", bounce: bounced };
  return { Records: [sqsRecord(JSON.stringify(notification))] };
};

/** The pages of an export. */
export const exportAll = async (customerId: string, limit = "1"): Promise<string[]> => {
  const pages: string[] = [];
  let cursor: string | undefined;
  do {
    const query = cursor === undefined ? { limit } : { limit, cursor };
    const { status, json, text } = await toRegistry("GET /customers/{customerId}/export", {
      params: { customerId },
      query,
    });
    expect(status).toBe(200);
    pages.push(text);
    cursor = json.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return pages;
};

/** Everything about an order that the API shows. */
export const documentsOf = async (orderId: string): Promise<string> => {
  const detail = await toOrders("GET /orders/{orderId}", { params: { orderId } });
  expect(detail.status).toBe(200);
  const tasks: { type: string; taskId: string; result?: { packingSlip?: string } }[] = detail.json.tasks;
  const numbers = tasks.flatMap(({ result }) => result?.packingSlip ?? []);
  const mails = tasks.flatMap(({ type, taskId }) => (type === "email" ? [taskId] : []));
  const texts = [detail.text];
  for (const number of numbers) {
    const slip = { params: { number } };
    texts.push((await toReports("GET /packing-slips/{number}", slip)).text);
    const pdf = await toReports("GET /packing-slips/{number}", {
      ...slip,
      headers: { Accept: "application/pdf" },
    });
    expect(pdf.status).toBe(200);
    texts.push(textOf(await readPdf(Uint8Array.from(Buffer.from(pdf.text, "latin1")))));
  }
  for (const taskId of mails)
    texts.push((await toReports("GET /mails/{taskId}", { params: { taskId } })).text);
  return texts.join("\n").toLowerCase();
};

/** What an erasure leaves as it is. */
export const booksOf = (sql: Sql): Promise<unknown[]> =>
  sql.many(
    `select o.order_id, o.total, o.currency, o.placed_at, o.paid_at, o.content_hash, l.line_id, l.sku, l.title, l.quantity,
            l.unit_price, s.number, s.document - 'recipient' as document, c.amount
     from orders o join order_lines l using (order_no) left join packing_slips s using (order_no)
       left join commission_entries c using (order_no, line_id)
     order by o.order_no, l.position, s.number`,
  );

type Reason = {
  readonly ruleId: string;
  readonly lineId?: string;
  readonly clauses?: readonly { readonly path: string; readonly op: string }[];
};

const logic = ({ ruleId, lineId, clauses = [] }: Reason) => [
  ruleId,
  lineId,
  clauses.map(({ path, op }) => [path, op]),
];

/** Why an order led to what it did and to nothing else, without the values that were compared. */
export const logicOf = (order: {
  readonly tasks: readonly { readonly because: readonly Reason[] }[];
  readonly whyNot: readonly Reason[];
}) => [order.tasks.map(({ because }) => because.map(logic)), order.whyNot.map(logic)];
