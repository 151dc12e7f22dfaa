/** When each task began to wait, was queued and ended. Pure. */
import type { OrderDetail, Task } from "../../api/types.ts";

export type TaskTimes = {
  /** When it could begin: queued for the first time. */
  readonly from: number;
  readonly queued: number | undefined;
  readonly ended: number | undefined;
};

const ENDS = new Set(["done", "rejected", "failed", "skipped"]);

type Event = OrderDetail["timeline"][number];

/** @param now in milliseconds: where a task that has not ended ends on the axis */
export const taskTimes = (order: OrderDetail): ReadonlyMap<string, TaskTimes> => {
  const received = Date.parse(order.receivedAt);
  const byTask = Map.groupBy(order.timeline, ({ taskId }) => taskId ?? "");
  const at = (event: Event | undefined) => (event === undefined ? undefined : Date.parse(event.at));
  const timesOf = (task: Task): TaskTimes => {
    const events = byTask.get(task.taskId) ?? [];
    const queued = at(events.find(({ event }) => event === "queued"));
    return { from: received, queued, ended: at(events.findLast(({ event }) => ENDS.has(event))) };
  };
  return new Map(order.tasks.map((task) => [task.taskId, timesOf(task)]));
};

export type Axis = { readonly start: number; readonly span: number };

/** The time that the bars share. Retries days later would squeeze the rest into a hair, so it has an end. */
export const axisOf = (times: Iterable<TaskTimes>, start: number): Axis => {
  const ends = [...times].flatMap(({ queued, ended }) => [queued ?? start, ended ?? start]);
  return { start, span: Math.max(50, Math.max(start, ...ends) - start) };
};

/** Tasks with those that wait for them below, and how deep each is. */
export const inDependencyOrder = (
  tasks: readonly Task[],
): readonly { readonly task: Task; readonly depth: number }[] => {
  const ids = new Set(tasks.map(({ taskId }) => taskId));
  const children = Map.groupBy(tasks, ({ dependsOn }) =>
    dependsOn !== undefined && ids.has(dependsOn) ? dependsOn : "",
  );
  const below = (parent: string, depth: number): { task: Task; depth: number }[] =>
    (children.get(parent) ?? []).flatMap((task) => [{ task, depth }, ...below(task.taskId, depth + 1)]);
  return below("", 0);
};
