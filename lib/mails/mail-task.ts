/** What a mail is made from: the task and its order as it was decided. */
import type { CustomerHistory } from "../domain/customer-history.ts";
import type { Order } from "../domain/order.ts";
import type { OrderLine } from "../domain/order-line.ts";
import type { TaskPayload } from "../tasks/registry.ts";

export type MailTask = {
  readonly taskId: string;
  readonly clientId: string;
  readonly orderId: string;
  /** The task that the mail waits for. */
  readonly dependsOn: string | null;
  readonly payload: TaskPayload["email"];
  readonly lineIds: readonly string[];
  readonly order: Order;
  readonly freeLines: readonly OrderLine[];
  /** What the customer had before; null when the order was decided without it. */
  readonly history: CustomerHistory | null;
};

/** The lines that a mail is about, free lines included. */
export const linesOf = (task: MailTask): OrderLine[] => {
  const wanted = new Set(task.lineIds);
  return [...task.order.lines, ...task.freeLines].filter((line) => wanted.has(line.lineId));
};
