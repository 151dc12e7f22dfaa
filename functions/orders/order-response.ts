/** Orders as the API shows them. Pure. */
import type { ResponseBody } from "../../lib/contract/operations/operation.ts";
import type {
  orderDetailSchema,
  orderResponseSchema,
  orderSummarySchema,
  taskSchema,
} from "../../lib/contract/responses/orders.ts";
import {
  boundStoredBecause,
  lineResponse,
  noteResponses,
  taskResponse,
  type TasksContext,
  tasksContext,
} from "../../lib/contract/task-response.ts";
import type { StoredCancellation } from "../../lib/database/cancellations.ts";
import type { OrderSummary } from "../../lib/database/order-list.ts";
import type { StoredOrder } from "../../lib/database/orders.ts";
import type { LoggedAttempt } from "../../lib/database/task-attempts.ts";
import type { TaskView } from "../../lib/database/task-views.ts";
import type { Language } from "../../lib/domain/localized-text.ts";
import { type Order, orderTotal } from "../../lib/domain/order.ts";
import type { IdentifiedTask } from "../../lib/tasks/identified-task.ts";
import type { TypedPayload } from "../../lib/tasks/registry.ts";
import { cancellationResponse, cancelledFields } from "./cancellation-response.ts";
import { cancellationOfTask } from "./task-cancellation.ts";
import { attemptLogOf, timesOf } from "./task-times.ts";
import { timelineOf } from "./timeline.ts";

export type OrderResponse = ResponseBody<typeof orderResponseSchema>;
type TaskResponse = ResponseBody<typeof taskSchema>;

const linksOf = (orderId: string) => ({ self: `/orders/${orderId}` });

/** The payload of a stored task belongs to its type. */
type StoredTask = TaskView & TypedPayload;

type AcceptedOrder = {
  readonly rulebookVersion: number;
  readonly receivedAt: string;
  readonly tasks: readonly IdentifiedTask[];
  /** Ids of the tasks that are already in their queue. */
  readonly queued: ReadonlySet<string>;
};

const acceptedTask = (
  task: IdentifiedTask,
  queued: ReadonlySet<string>,
  context: TasksContext,
): TaskResponse => ({
  taskId: task.taskId,
  type: task.type,
  status: queued.has(task.taskId) ? "queued" : "pending",
  ...taskResponse(task, context),
  ...(task.dependsOn === undefined ? {} : { dependsOn: task.dependsOn }),
  ...(task.alsoDependsOn === undefined ? {} : { alsoDependsOn: task.alsoDependsOn }),
});

/** The order as it was just accepted. */
export const acceptedOrderResponse = (
  order: Order,
  { rulebookVersion, receivedAt, tasks, queued }: AcceptedOrder,
): OrderResponse => {
  const context = tasksContext(tasks, order.payment);
  return {
    orderId: order.orderId,
    status: tasks.length === 0 ? "completed" : "processing",
    receivedAt,
    rulebookVersion,
    total: orderTotal(order.lines),
    currency: order.currency,
    tasks: tasks.map((task) => acceptedTask(task, queued, context)),
    links: linksOf(order.orderId),
  };
};

const storedTask = (task: StoredTask, context: TasksContext): TaskResponse => ({
  taskId: task.taskId,
  type: task.type,
  status: task.status,
  ...taskResponse(task, context),
  ...cancellationOfTask(task),
  ...(task.dependsOn === null ? {} : { dependsOn: task.dependsOn }),
  ...(task.alsoDependsOn.length === 0 ? {} : { alsoDependsOn: task.alsoDependsOn }),
  attempts: task.attempts,
  ...(task.result === null ? {} : { result: task.result }),
  ...(task.reason === null ? {} : { reason: task.reason }),
  ...timesOf(task),
});

const shownTasks = (
  { order: { payment } }: StoredOrder,
  tasks: readonly TaskView[],
): readonly TaskResponse[] => {
  const typed = boundStoredBecause(tasks) as readonly StoredTask[];
  const context = tasksContext(typed, payment);
  return typed.map((task) => storedTask(task, context));
};

/** A recorded order with the current state of its tasks. */
export const orderResponse = (stored: StoredOrder, tasks: readonly TaskView[]): OrderResponse => ({
  orderId: stored.orderId,
  status: stored.status,
  receivedAt: stored.receivedAt,
  rulebookVersion: stored.rulebookVersion,
  total: stored.total,
  currency: stored.currency,
  tasks: shownTasks(stored, tasks),
  links: linksOf(stored.orderId),
});

/** A recorded order in short. */
export const orderSummaryResponse = (summary: OrderSummary): ResponseBody<typeof orderSummarySchema> => {
  const { orderNo: _no, clientId: _client, email: _email, taxId: _tax, ...shown } = summary;
  return { ...shown, links: linksOf(summary.orderId) };
};

/** A recorded order with its lines, timeline and attempts, without the reasons why other rules did not apply. */
export const orderDetailResponse = (
  stored: StoredOrder,
  tasks: readonly TaskView[],
  attempts: readonly LoggedAttempt[],
  cancellations: readonly StoredCancellation[],
  companyLanguage: Language,
): Omit<ResponseBody<typeof orderDetailSchema>, "whyNot" | "whyNotOmitted"> => {
  const { lines, ...order } = stored.order;
  const { links, tasks: taskList, ...head } = orderResponse(stored, tasks);
  const cancelledOf = cancelledFields(cancellations);
  const attemptsOf = Map.groupBy(attempts, ({ taskId }) => taskId);
  const loggedOf = new Map(tasks.map(({ taskId, attemptsLogged }) => [taskId, attemptsLogged]));
  return {
    ...head,
    ...order,
    tasks: taskList.map((task) => ({
      ...task,
      ...attemptLogOf(attemptsOf.get(task.taskId) ?? [], loggedOf.get(task.taskId) ?? 0),
    })),
    lines: [...lines, ...stored.freeLines].map((line) => ({ ...lineResponse(line), ...cancelledOf(line) })),
    notes: [
      ...noteResponses(stored.notes, companyLanguage),
      ...cancellations.flatMap(({ cancellationId, notes }) =>
        noteResponses(notes, companyLanguage).map((note) => ({ ...note, cancellationId })),
      ),
    ],
    cancellations: cancellations.map(cancellationResponse),
    timeline: timelineOf(stored.receivedAt, tasks, cancellations),
    ...(stored.erasedAt === null ? {} : { erasedAt: stored.erasedAt }),
    links,
  };
};
