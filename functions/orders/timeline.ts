/** The events of an order and its tasks, in time order. Pure. */
import type { TaskView } from "../../lib/database/task-views.ts";
import type { TaskType } from "../../lib/tasks/registry.ts";

export type TimelineEntry = {
  readonly at: string;
  readonly event:
    | "received"
    | "queued"
    | "retried"
    | "done"
    | "rejected"
    | "failed"
    | "skipped"
    | "cancelled";
  readonly cancellationId?: string;
  readonly taskId?: string;
  readonly type?: TaskType;
};

const eventsOf = (task: TaskView): TimelineEntry[] => {
  const { taskId, type, status, queuedAt, finishedAt, retriedAt } = task;
  const ended = status !== "pending" && status !== "queued" && finishedAt !== null;
  return [
    ...(queuedAt === null ? [] : [{ at: queuedAt, event: "queued" as const, taskId, type }]),
    ...retriedAt.map((at) => ({ at, event: "retried" as const, taskId, type })),
    ...(ended ? [{ at: finishedAt, event: status, taskId, type }] : []),
  ];
};

type Cancelled = { readonly cancellationId: string; readonly receivedAt: string };

/** The receipt of the order first, then its cancellations and the events of its tasks. */
export const timelineOf = (
  receivedAt: string,
  tasks: readonly TaskView[],
  cancellations: readonly Cancelled[],
): TimelineEntry[] => {
  const cancelled = cancellations.map(
    (one): TimelineEntry => ({
      at: one.receivedAt,
      event: "cancelled",
      cancellationId: one.cancellationId,
    }),
  );
  const events = [...cancelled, ...tasks.flatMap(eventsOf)].sort(
    (a, b) => Date.parse(a.at) - Date.parse(b.at),
  );
  return [{ at: receivedAt, event: "received" }, ...events];
};
