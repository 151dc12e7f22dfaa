/** Orders that are placed, carried out and cancelled through the functions. */
import { handler as commissions } from "../../functions/commissions/handler.ts";
import { handler as emails } from "../../functions/emails/handler.ts";
import { handler as memberships } from "../../functions/memberships/handler.ts";
import { handler as orders } from "../../functions/orders/handler.ts";
import { handler as packingSlips } from "../../functions/packing-slips/handler.ts";
import type { TaskType } from "../../lib/tasks/registry.ts";
import { apiClient, type TestRequest, untilAvailable } from "./api-client.ts";
import { eventFor, type FunctionStack } from "./function-stack.ts";
import { orderBody } from "./order-body.ts";
import { waitFor } from "./wait-for.ts";

const PAID_AT = "2025-03-10T12:00:00-03:00";
/** When the orders of `placeOrder` are cancelled, unless a test says otherwise. */
export const CANCELLED_AT = "2025-04-02T09:30:00-03:00";

const call = apiClient(orders);

/** Sends a paid order. @returns its id */
export const placeOrder = async (fields: Record<string, unknown> = {}, more: TestRequest = {}) => {
  const { payment, ...body } = orderBody(fields);
  const sent = { ...body, placedAt: PAID_AT, payment: { ...payment, paidAt: PAID_AT } };
  const response = await call("POST /orders", { body: sent, ...more });
  if (response.status !== 202) throw new Error(`not accepted: ${response.text}`);
  return body.orderId;
};

let made = 0;

/** Sends a cancellation, of all that is left unless it names lines; again while the response is 503, as a shop does. */
export const cancelOrder = (
  orderId: string,
  fields: Record<string, unknown> = {},
  more: TestRequest = {},
) => {
  made += 1;
  const body = { cancellationId: `CANCEL-${made}`, reason: "arrived damaged", at: CANCELLED_AT, ...fields };
  const request = { params: { orderId }, body, ...more };
  return untilAvailable(() => call("POST /orders/{orderId}/cancellations", request));
};

export const readOrder = async (orderId: string, more: TestRequest = {}) =>
  (await call("GET /orders/{orderId}", { params: { orderId }, ...more })).json;

const HANDLERS = {
  packing_slip: packingSlips,
  membership: memberships,
  email: emails,
  commission: commissions,
} as const;
type HandledType = keyof typeof HANDLERS;

const isHandled = (type: TaskType): type is HandledType => type in HANDLERS;

/** Carries out the open tasks of some types, of all orders, as messages do. @returns how many there were */
export const carryOut = async (
  { sql }: FunctionStack,
  types: readonly HandledType[] = Object.keys(HANDLERS) as HandledType[],
): Promise<number> => {
  const open = await sql.many<{ taskId: string; type: TaskType }>(
    `select task_id, type from tasks
     where status in ('pending', 'queued') and not blocked and not is_event and type = any($1) order by task_id`,
    [types],
  );
  for (const { taskId, type } of open) if (isHandled(type)) await HANDLERS[type](eventFor([taskId]));
  return open.length;
};

/** Carries out all tasks until none is open. */
export const carryOutAll = (stack: FunctionStack): Promise<unknown> =>
  waitFor("all tasks to end", async () => (await carryOut(stack)) === 0);
