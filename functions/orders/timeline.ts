/** What happened to an order, in time order. */
import type { TaskType } from "../../lib/tasks/registry.ts";
import type { TaskView } from "../../lib/database/tasks.ts";

export type TimelineEntry = {
  readonly at: string;
  readonly event: "received" | "queued" | "retried" | "done" | "rejected" | "failed" | "skipped";
  readonly taskId?: string;
  readonly type?: TaskType;
};

const ofTask = (task: TaskView): TimelineEntry[] => {
  const { taskId, type, status, queuedAt, finishedAt, retriedAt } = task;
  const ended = status !== "pending" && status !== "queued" && finishedAt !== null;
  return [
    ...(queuedAt === null ? [] : [{ at: queuedAt, event: "queued" as const, taskId, type }]),
    ...retriedAt.map((at) => ({ at, event: "retried" as const, taskId, type })),
    ...(ended ? [{ at: finishedAt, event: status, taskId, type }] : []),
  ];
};

/** The order's own receipt first, then what its tasks went through. */
export const timelineOf = (receivedAt: string, tasks: readonly TaskView[]): TimelineEntry[] => {
  const steps = tasks.flatMap(ofTask).sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return [{ at: receivedAt, event: "received" }, ...steps];
};
