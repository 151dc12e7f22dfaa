/** GET /orders: a client's orders, newest first, page by page. */
import * as z from "zod";
import { isStorableInstant, UNSTORABLE_INSTANT } from "../../lib/contract/instant.ts";
import type { OrderStatus } from "../../lib/domain/task.ts";
import { jsonResponse } from "../../lib/http/response.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import type { Handler } from "../../lib/http/http-function.ts";
import { readParameters } from "../../lib/http/query-parameters.ts";
import { listOrders as findPage, type StoredOrder } from "../../lib/database/orders.ts";
import { listTasks, type TaskView } from "../../lib/database/tasks.ts";
import { orderResponse } from "./order-response.ts";

const STATUSES = ["processing", "completed", "attention"] as const satisfies readonly OrderStatus[];

/** The cursor is the acceptance number of the page's last order, in a form that nobody takes for an interface. */
const encodeCursor = (orderNo: number): string => Buffer.from(`o${orderNo}`).toString("base64url");

const decodeCursor = (cursor: string): number | undefined => {
  const orderNo = Number(/^o([1-9]\d{0,15})$/.exec(Buffer.from(cursor, "base64url").toString("latin1"))?.[1]);
  return Number.isSafeInteger(orderNo) && encodeCursor(orderNo) === cursor ? orderNo : undefined;
};

// In a query, a plus that nobody escaped arrives as a blank.
const instant = z
  .string()
  .transform((text) => text.replace(" ", "+"))
  .pipe(z.iso.datetime({ offset: true, error: "must be an RFC 3339 date and time with offset" }))
  .refine(isStorableInstant, UNSTORABLE_INSTANT);

const parameters = z.strictObject({
  status: z.enum(STATUSES, { error: `must be one of ${STATUSES.join(", ")}` }).optional(),
  since: instant.optional(),
  limit: z
    .string()
    .regex(/^(?:[1-9]\d?|1\d\d|200)$/, "must be a whole number from 1 to 200")
    .transform(Number)
    .default(50),
  cursor: z
    .string()
    .refine((text) => decodeCursor(text) !== undefined, "is not one that we gave")
    .transform((text) => decodeCursor(text)!)
    .optional(),
});

/** Lambda's answers must stay below 6 MB; a page of very large orders ends early. */
const MOST_CHARACTERS = 2_000_000;

const fill = (found: readonly StoredOrder[], tasks: ReadonlyMap<number, TaskView[]>, limit: number) => {
  const orders: Record<string, unknown>[] = [];
  let size = 0;
  for (const stored of found.slice(0, limit)) {
    const answer = orderResponse(stored, tasks.get(stored.orderNo) ?? []);
    size += JSON.stringify(answer).length;
    if (size > MOST_CHARACTERS && orders.length > 0) break;
    orders.push(answer);
  }
  return orders;
};

export const listOrders: Handler = async ({ principal, query }) => {
  const read = readParameters(parameters, query);
  if (!read.ok) return read.error;
  const { status, since, limit, cursor } = read.value;
  const filter = { clientId: principal.clientId, status, since, before: cursor, limit: limit + 1 };
  const found = await findPage(database(), filter);
  const tasks = await listTasks(
    database(),
    found.map((stored) => stored.orderNo),
  );
  const byOrder = Map.groupBy(tasks, (task) => task.orderNo);
  const orders = fill(found, byOrder, limit);
  const last = found[orders.length - 1];
  const more = last !== undefined && found.length > orders.length;
  return jsonResponse(200, { orders, nextCursor: more ? encodeCursor(last.orderNo) : null });
};
