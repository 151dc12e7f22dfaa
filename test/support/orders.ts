/** Orders for tests: accepted, decided as the test says, and stored the way the HTTP door stores them. */
import { createHash } from "node:crypto";
import { v7 } from "uuid";
import { identifyTasks } from "../../lib/tasks/identified-task.ts";
import type { Because } from "../../lib/domain/task.ts";
import type { CommissionPayload } from "../../lib/tasks/commission.ts";
import type { Destination } from "../../lib/domain/slip.ts";
import type { EmailTemplate } from "../../lib/tasks/email.ts";
import type { MembershipChange } from "../../lib/domain/membership.ts";
import type { PlannedTask } from "../../lib/tasks/registry.ts";
import { type Order, orderTotal } from "../../lib/domain/order.ts";
import type { BuiltInLineType, LineOf, OrderLine } from "../../lib/domain/order-line.ts";
import { insertOrder } from "../../lib/database/orders.ts";
import type { Sql } from "../../lib/database/sql.ts";

type LineFields<Type extends BuiltInLineType> = Partial<LineOf<Type>> & { readonly lineId: string };

const common = { quantity: 1, discount: 0, free: false };

/** A laptop of R$ 1.500,00, unless said otherwise. */
export const laptop = (fields: LineFields<"physical">): LineOf<"physical"> => ({
  ...common,
  type: "physical",
  sku: "LAPTOP-1",
  title: "Laptop",
  unitPrice: 150_000,
  weightGrams: 2_100,
  ...fields,
});

/** A book of R$ 30,00 with a royalty of 6 %, unless said otherwise. */
export const book = (fields: LineFields<"book">): LineOf<"book"> => ({
  ...common,
  type: "book",
  sku: "BOOK-8",
  title: "The Two Towers",
  unitPrice: 3_000,
  isbn: "978-0-618-00222-1",
  authors: ["J.R.R. Tolkien"],
  royaltyRateBps: 600,
  weightGrams: 450,
  ...fields,
});

/** "Learning to Ski", streaming, unless said otherwise. */
export const video = (fields: LineFields<"video">): LineOf<"video"> => ({
  ...common,
  type: "video",
  sku: "VIDEO-SKI",
  title: "Learning to Ski",
  unitPrice: 3_000,
  delivery: "streaming",
  ...fields,
});

/** The free "First Aid", streaming, unless said otherwise. */
export const firstAid = (fields: LineFields<"video">): LineOf<"video"> => ({
  ...video(fields),
  sku: "VIDEO-FIRST-AID",
  title: "First Aid",
  unitPrice: 0,
  free: true,
  gift: { ruleId: "ski-first-aid", reason: "Court decision, 1997", causedBy: "1" },
  ...fields,
});

/** A membership of a month, unless said otherwise. */
export const membership = (fields: LineFields<"membership">): LineOf<"membership"> => ({
  ...common,
  type: "membership",
  sku: "MEMBER-BASIC",
  title: "Básico",
  unitPrice: 5_000,
  plan: "basic",
  period: "P1M",
  ...fields,
});

const because: readonly Because[] = [{ ruleId: "test-rule", explanation: "a test asked for it" }];

export const slipTask = (destination: Destination, lineIds: readonly string[]): PlannedTask => ({
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

export const emailTask = (
  template: EmailTemplate,
  lineIds: readonly string[],
  dependsOn?: string,
): PlannedTask => ({
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
    orderId: `TEST-${made}`,
    placedAt: "2026-11-20T14:03:00-03:00",
    currency: "BRL",
    locale: "pt-BR",
    shippingAddress: {
      line1: "Rua A",
      number: "123",
      complement: "",
      district: "Centro",
      city: "São Paulo",
      state: "SP",
      postalCode: "01010-000",
      country: "BR",
    },
    payment: { method: "pix", paidAt: "2026-11-20T14:03:10-03:00", amount: orderTotal(lines) },
    metadata: {},
    ...head,
    customer: {
      customerId: `C-${made}`,
      name: "Carlos Silva",
      email: `carlos.${made}@example.com`,
      taxId: "123.456.789-00",
      phone: "+55 11 1234-5678",
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
  const orderNo = await insertOrder(sql, {
    clientId,
    contentHash: createHash("sha256").update(order.orderId).digest(),
    receivedAt,
    order,
    decision: { rulebookVersion, lines: [...order.lines, ...freeLines] },
    tasks,
    catalogue: {},
  });
  if (orderNo === undefined) throw new Error(`there is an order ${order.orderId} already`);
  return { orderId: order.orderId, orderNo, order, taskIds: tasks.map(({ taskId }) => taskId) };
};
