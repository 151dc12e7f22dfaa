/** Stores orders for tests as `POST /orders` stores them, with the tasks that the test gives. */
import { createHash } from "node:crypto";
import { v7 } from "uuid";
import { exampleLines, exampleOrder } from "../../lib/contract/example-order.ts";
import { createClients, TEST_CLIENT } from "./client-data.ts";
import { identifyTasks } from "../../lib/tasks/identified-task.ts";
import type { Because } from "../../lib/domain/task.ts";
import type { CommissionPayload } from "../../lib/tasks/commission.ts";
import type { MembershipChange } from "../../lib/domain/membership.ts";
import type { PlannedTask } from "../../lib/tasks/registry.ts";
import type { WebhookPayload } from "../../lib/tasks/webhook.ts";
import { type Order, orderTotal } from "../../lib/domain/order.ts";
import type { BuiltInLineType, LineOf, OrderLine } from "../../lib/domain/order-line.ts";
import { insertOrder } from "../../lib/database/orders.ts";
import { type ReopenResult, reopenTask } from "../../lib/database/task-retries.ts";
import type { Database, Sql } from "../../lib/database/sql.ts";

type LineFields<Type extends BuiltInLineType> = Partial<LineOf<Type>> & { readonly lineId: string };

const accepted = { quantity: 1, discount: 0, free: false };

/** An accepted line of a laptop of R$ 1.500,00, with the given fields. */
export const laptop = (fields: LineFields<"physical">): LineOf<"physical"> => ({
  ...exampleLines.physical,
  ...accepted,
  weightGrams: 2_100,
  ...fields,
});

/** An accepted line of a book of R$ 30,00 with a royalty of 6 %, with the given fields. */
export const book = (fields: LineFields<"book">): LineOf<"book"> => ({
  ...exampleLines.book,
  ...accepted,
  weightGrams: 450,
  ...fields,
});

/** An accepted line of the video "Learning to Ski", streaming, with the given fields. */
export const video = (fields: LineFields<"video">): LineOf<"video"> => ({
  ...exampleLines.video,
  ...accepted,
  ...fields,
});

/** A free line of the video "First Aid", streaming, with the given fields. */
export const firstAid = (fields: LineFields<"video">): LineOf<"video"> => ({
  ...video(fields),
  sku: "VIDEO-FIRST-AID",
  title: "First Aid",
  unitPrice: 0,
  free: true,
  gift: { ruleId: "ski-first-aid", reason: "Court decision, 1997", causedBy: "1" },
  ...fields,
});

/** An accepted line of a membership of one month, with the given fields. */
export const membership = (fields: LineFields<"membership">): LineOf<"membership"> => ({
  ...exampleLines.membership,
  ...accepted,
  ...fields,
});

const because: readonly Because[] = [{ ruleId: "test-rule", explanation: "a test asked for it" }];

export const slipTask = (destination: string, lineIds: readonly string[]): PlannedTask => ({
  type: "packing_slip",
  key: `packing_slip:${destination}`,
  lineIds,
  because,
  payload: { destination },
});

export const membershipTask = (
  change: MembershipChange,
  lineId: string,
  fields: { plan?: string; period?: string } = {},
): PlannedTask => ({
  type: "membership",
  key: `membership:${lineId}:${change}`,
  lineIds: [lineId],
  because,
  payload: { change, ...fields },
});

export const emailTask = (template: string, lineIds: readonly string[], dependsOn?: string): PlannedTask => ({
  type: "email",
  key: `email:${template}:${lineIds.join("+")}`,
  lineIds,
  because,
  payload: { template },
  ...(dependsOn === undefined ? {} : { dependsOn }),
});

export const commissionTask = (agentId: string, entries: CommissionPayload["entries"]): PlannedTask => ({
  type: "commission",
  key: `commission:${agentId}`,
  lineIds: entries.map((entry) => entry.lineId),
  because,
  payload: { agentId, entries },
});

export const webhookTask = (
  connection: string,
  event: string,
  data: WebhookPayload["data"],
  lineIds: readonly string[] = ["1"],
): PlannedTask => ({
  type: "webhook",
  key: `webhook:${connection}:${event}`,
  lineIds,
  because,
  payload: { connection, event, data },
});

export type TestOrder = Partial<Omit<Order, "lines" | "customer">> & {
  readonly lines: readonly OrderLine[];
  readonly customer?: Partial<Order["customer"]>;
  readonly freeLines?: readonly OrderLine[];
  readonly tasks: readonly PlannedTask[];
  readonly clientId?: string;
  readonly receivedAt?: string;
};

/** An accepted order: its numbers, and its tasks' ids in the order of the tasks given. */
export type AcceptedOrder = {
  readonly orderId: string;
  readonly orderNo: number;
  readonly order: Order;
  readonly taskIds: readonly string[];
};

let made = 0;

const orderOf = (given: TestOrder): Order => {
  made += 1;
  const {
    lines,
    customer,
    freeLines: _gifts,
    tasks: _tasks,
    clientId: _client,
    receivedAt: _at,
    ...head
  } = given;
  return {
    ...exampleOrder,
    orderId: `TEST-${made}`,
    shippingAddress: { ...exampleOrder.shippingAddress, complement: "" },
    payment: { ...exampleOrder.payment, amount: orderTotal(lines) },
    metadata: {},
    agentId: undefined,
    ...head,
    customer: {
      ...exampleOrder.customer,
      customerId: `C-${made}`,
      email: `carlos.${made}@example.com`,
      ...customer,
    },
    lines,
  };
};

// An order needs a client and a rulebook version to refer to.
const prepare = async (sql: Sql, clientId: string): Promise<number> => {
  await sql.execute("insert into clients (client_id, created_at) values ($1, now()) on conflict do nothing", [
    clientId,
  ]);
  await sql.execute(
    `insert into rulebooks (format, source, program, created_at, created_by)
     select 'json', '{}', '{}', now(), 'test' where not exists (select from rulebooks)`,
  );
  const { version } = await sql.one<{ version: number }>("select min(version) as version from rulebooks");
  return version;
};

/** Accepts an order and leaves its tasks pending, as if nothing had been published yet. */
export const acceptOrder = async (sql: Sql, given: TestOrder): Promise<AcceptedOrder> => {
  const { clientId = "test-shop", receivedAt = "2026-11-20T17:03:11.000Z", freeLines = [] } = given;
  const order = orderOf(given);
  const tasks = identifyTasks(given.tasks, () => v7());
  const rulebookVersion = await prepare(sql, clientId);
  const accepted = await insertOrder(sql, {
    clientId,
    contentHash: createHash("sha256").update(order.orderId).digest(),
    receivedAt,
    order,
    decision: { rulebookVersion, lines: [...order.lines, ...freeLines] },
    tasks,
    catalogue: {},
  });
  if (accepted === undefined) throw new Error(`there is an order ${order.orderId} already`);
  return {
    orderId: order.orderId,
    orderNo: accepted.orderNo,
    order,
    taskIds: tasks.map(({ taskId }) => taskId),
  };
};

/** Sets the streaming link of a video in the catalogue of `test-shop`. */
export const putLink = async (
  sql: Sql,
  sku: string,
  link: string | null = `https://videos.example.com/${sku}`,
): Promise<void> => {
  await createClients(sql, TEST_CLIENT);
  await sql.execute(
    `insert into catalogue (client_id, sku, type, title, link, updated_at)
     values ('${TEST_CLIENT}', $1, 'video', $1, $2, now())
     on conflict (client_id, sku) do update set link = excluded.link`,
    [sku, link],
  );
};

/** Retries the first task of an order, as `POST /orders/{orderId}/tasks/{taskId}/retry` does. */
export const retryTask = (
  sql: Database,
  { orderId, taskIds }: AcceptedOrder,
  now = new Date().toISOString(),
): Promise<ReopenResult> =>
  sql.transaction((tx) =>
    reopenTask(
      tx,
      { ownerId: "test-shop", orderId, taskId: taskIds[0]! },
      { retryId: v7(), clientId: "test-shop", requestedAt: now, requestedBy: "test" },
    ),
  );
