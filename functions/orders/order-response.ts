/** Orders as the API shows them. Pure. */
import { lineResponse, taskResponse } from "../../lib/contract/task-response.ts";
import type { WhyNot } from "../../lib/rulebook/decision.ts";
import type { IdentifiedTask } from "../../lib/tasks/identified-task.ts";
import { type Order, orderTotal } from "../../lib/domain/order.ts";
import type { StoredOrder } from "../../lib/database/orders.ts";
import type { TaskView } from "../../lib/database/tasks.ts";
import { timelineOf } from "./timeline.ts";

const linksOf = (orderId: string) => ({ self: `/orders/${orderId}` });

type Acceptance = {
  readonly rulebookVersion: number;
  readonly receivedAt: string;
  readonly tasks: readonly IdentifiedTask[];
  /** Ids of the tasks that are already in their queue. */
  readonly queued: ReadonlySet<string>;
};

/** The order as it was just accepted. */
export const acceptedOrderResponse = (
  order: Order,
  { rulebookVersion, receivedAt, tasks, queued }: Acceptance,
): Record<string, unknown> => ({
  orderId: order.orderId,
  status: tasks.length === 0 ? "completed" : "processing",
  receivedAt,
  rulebookVersion,
  total: orderTotal(order.lines),
  currency: order.currency,
  tasks: tasks.map((task) => ({
    taskId: task.taskId,
    type: task.type,
    status: queued.has(task.taskId) ? "queued" : "pending",
    ...taskResponse(task),
    ...(task.dependsOn === undefined ? {} : { dependsOn: task.dependsOn }),
  })),
  links: linksOf(order.orderId),
});

const taskView = (task: TaskView): Record<string, unknown> => ({
  taskId: task.taskId,
  type: task.type,
  status: task.status,
  ...taskResponse(task),
  ...(task.dependsOn === null ? {} : { dependsOn: task.dependsOn }),
  attempts: task.attempts,
  ...(task.result === null ? {} : { result: task.result }),
  ...(task.reason === null ? {} : { reason: task.reason }),
});

/** A recorded order with the present state of its tasks. */
export const orderResponse = (stored: StoredOrder, tasks: readonly TaskView[]): Record<string, unknown> => ({
  orderId: stored.orderId,
  status: stored.status,
  receivedAt: stored.receivedAt,
  rulebookVersion: stored.rulebookVersion,
  total: stored.total,
  currency: stored.currency,
  tasks: tasks.map(taskView),
  links: linksOf(stored.orderId),
});

/** An answer has room for so many; an order of 500 lines under 100 rules would not fit. */
const MOST_SILENCES = 2_000;

/** Everything about a recorded order. */
export const orderDetailResponse = (
  stored: StoredOrder,
  tasks: readonly TaskView[],
  whyNot: readonly WhyNot[],
): Record<string, unknown> => {
  const { lines, ...order } = stored.order;
  const { links, tasks: shown, ...head } = orderResponse(stored, tasks);
  const omitted = whyNot.length - MOST_SILENCES;
  return {
    ...head,
    ...order,
    tasks: shown,
    lines: [...lines, ...stored.gifts].map(lineResponse),
    whyNot: whyNot.slice(0, MOST_SILENCES),
    ...(omitted > 0 ? { whyNotOmitted: omitted } : {}),
    timeline: timelineOf(stored.receivedAt, tasks),
    links,
  };
};
