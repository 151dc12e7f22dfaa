/**
 * What a cancellation does to the tasks of its order. What is not done is amended to what is left, or withdrawn; what is done
 * gets a task of the same type that undoes it. Pure: it goes by what is recorded, and decides nothing again.
 */
import { type CancelledLines, itemsLeft } from "../domain/cancellation.ts";
import type { Because, TaskStatus } from "../domain/task.ts";
import {
  amendedPayload,
  isUndoneLastFirst,
  reversingPayload,
  TASK_TYPES,
  type TaskPayload,
  type TaskResult,
  taskSummary,
  type TaskType,
  type TypedPayload,
} from "./registry.ts";

/** A task of an order, as it is while the cancellation has it locked. */
export type RecordedTask = {
  readonly taskId: string;
  readonly type: TaskType;
  readonly key: string;
  readonly status: TaskStatus;
  readonly payload: TaskPayload[TaskType];
  readonly lineIds: readonly string[];
  readonly ruleIds: readonly string[];
  readonly result: TaskResult[TaskType] | null;
  /** All tasks that it waits or waited for. */
  readonly dependsOn: readonly string[];
  /** Whether it can never run: an earlier cancellation withdrew it, or its customer was erased. */
  readonly isWithdrawn: boolean;
  /** Whether a cancellation has added it: it undoes something itself. */
  readonly isOfCancellation: boolean;
  /** Whether its mail may be with SES at this moment. */
  readonly isUnderWay: boolean;
};

type AmendedTask = Pick<RecordedTask, "taskId" | "lineIds" | "payload">;

/** A task that undoes another. */
export type Reversal = Pick<RecordedTask, "key" | "type" | "payload" | "lineIds" | "ruleIds"> & {
  readonly because: readonly Because[];
  /** The tasks that must be done first: all earlier reversals of the same that are not done. */
  readonly dependsOn?: string;
  readonly alsoDependsOn?: readonly string[];
  /** Whether one of them has ended without success, so that this one waits until it is run again. */
  readonly isHeldBack: boolean;
};

export type TaskChanges = {
  readonly amended: readonly AmendedTask[];
  /** Ids of tasks of which nothing is left. */
  readonly withdrawn: readonly string[];
  /** Ids of tasks that were withdrawn while their mail was under way: it is not sent once more. */
  readonly notAgain: readonly string[];
  /** Ids of tasks that no longer wait for some of their dependencies, with how many. */
  readonly freed: readonly { readonly taskId: string; readonly dependencies: number }[];
  readonly reversals: readonly Reversal[];
};

export type TaskCancellation = {
  readonly cancellationId: string;
  /** RFC 3339. */
  readonly at: string;
  readonly lines: CancelledLines;
  /** Whether nothing is left of the order. */
  readonly complete: boolean;
};

/** The key of a task that a cancellation adds. */
export const cancellationKey = (cancellationId: string, key: string): string =>
  `cancellation:${cancellationId}:${key}`;

const leftOf = ({ lineIds }: RecordedTask, { lines }: TaskCancellation): readonly string[] =>
  lineIds.filter((lineId) => {
    const line = lines.get(lineId);
    return line === undefined || itemsLeft(line) > 0;
  });

/** A task about no line in particular is about the order. */
const isConcerned = ({ lineIds }: RecordedTask, { lines, complete }: TaskCancellation): boolean =>
  lineIds.length === 0 ? complete : lineIds.some((lineId) => (lines.get(lineId)?.now ?? 0) > 0);

/** The payload of a recorded task belongs to its type. */
const typed = (task: RecordedTask) => task as RecordedTask & TypedPayload;

const becauseOf = (task: RecordedTask, { cancellationId }: TaskCancellation): readonly Because[] => {
  const explanation = `cancellation ${cancellationId} undoes what was done: ${taskSummary(typed(task))}`;
  return task.ruleIds.map((ruleId) => ({ ruleId, explanation }));
};

const undoneTaskId = ({ payload }: RecordedTask): string | undefined =>
  "cancels" in payload ? payload.cancels?.taskId : undefined;

/** A slip is undone step by step: what is left of it after one cancellation is what the next one finds. */
const earlierReversals = (task: RecordedTask, all: readonly RecordedTask[]): readonly RecordedTask[] =>
  task.type !== "packing_slip"
    ? []
    : all.filter((one) => one.isOfCancellation && one.status !== "done" && undoneTaskId(one) === task.taskId);

const reversalOf = (
  task: RecordedTask,
  cancellation: TaskCancellation,
  all: readonly RecordedTask[],
): Reversal | undefined => {
  const { taskId, type, lineIds, payload, result, ruleIds } = task;
  const { cancellationId, at, lines: cancelled } = cancellation;
  const reversing = reversingPayload(type, {
    taskId,
    lineIds,
    payload,
    result,
    cancellationId,
    at,
    cancelled,
  });
  if (reversing === undefined) return undefined;
  const earlier = earlierReversals(task, all);
  const [dependsOn, ...alsoDependsOn] = earlier.map((one) => one.taskId);
  return {
    key: cancellationKey(cancellationId, task.key),
    type,
    lineIds: lineIds.filter((lineId) => (cancelled.get(lineId)?.now ?? 0) > 0),
    payload: reversing,
    ruleIds,
    because: becauseOf(task, cancellation),
    ...(dependsOn === undefined ? {} : { dependsOn }),
    ...(alsoDependsOn.length === 0 ? {} : { alsoDependsOn }),
    isHeldBack: earlier.some(({ status }) => status !== "pending" && status !== "queued"),
  };
};

/** In the order of the types; within a type as planned, or the last one first. */
const reversalsOf = (
  done: readonly RecordedTask[],
  cancellation: TaskCancellation,
  all: readonly RecordedTask[],
): Reversal[] =>
  TASK_TYPES.flatMap((type) => {
    const reversals = done
      .filter((task) => task.type === type)
      .flatMap((task) => reversalOf(task, cancellation, all) ?? []);
    return isUndoneLastFirst(type) ? reversals.toReversed() : reversals;
  });

/** Tasks that wait for withdrawn ones: for the others that they wait for if there are any, else for nothing that will come. */
const afterWithdrawal = (
  open: readonly RecordedTask[],
  withdrawn: ReadonlySet<string>,
  withdrawnBefore: ReadonlySet<string>,
) => {
  const waiting = open.filter(
    ({ taskId, dependsOn }) => !withdrawn.has(taskId) && dependsOn.some((id) => withdrawn.has(id)),
  );
  const isGone = (id: string) => withdrawn.has(id) || withdrawnBefore.has(id);
  const [pointless, freed] = [
    waiting.filter(({ dependsOn }) => dependsOn.every(isGone)),
    waiting.filter(({ dependsOn }) => !dependsOn.every(isGone)),
  ];
  return {
    pointless: pointless.map(({ taskId }) => taskId),
    freed: freed.map(({ taskId, dependsOn }) => ({
      taskId,
      dependencies: dependsOn.filter((id) => withdrawn.has(id)).length,
    })),
  };
};

const isUnchanged = (task: RecordedTask, left: readonly string[], payload: object): boolean =>
  left.length === task.lineIds.length && JSON.stringify(payload) === JSON.stringify(task.payload);

/**
 * What a cancellation does to the tasks of its order.
 * @param all the order's tasks in their order, without those of events
 */
export const cancelTasks = (all: readonly RecordedTask[], cancellation: TaskCancellation): TaskChanges => {
  const own = all.filter(({ isOfCancellation, isWithdrawn }) => !isOfCancellation && !isWithdrawn);
  const open = own.filter(({ status }) => status !== "done");
  const concerned = open.filter((task) => isConcerned(task, cancellation));
  const emptied = concerned.filter((task) => leftOf(task, cancellation).length === 0);
  const changeable = emptied.filter(({ isUnderWay }) => !isUnderWay);
  const withdrawn = new Set(changeable.map(({ taskId }) => taskId));
  const withdrawnBefore = new Set(all.filter(({ isWithdrawn }) => isWithdrawn).map(({ taskId }) => taskId));
  const { pointless, freed } = afterWithdrawal(open, withdrawn, withdrawnBefore);
  const gone = new Set([...withdrawn, ...pointless]);
  const amended = concerned
    .filter(({ taskId, isUnderWay }) => !gone.has(taskId) && !isUnderWay)
    .flatMap((task) => {
      const lineIds = leftOf(task, cancellation);
      const payload = amendedPayload(typed(task), lineIds, cancellation.lines);
      return isUnchanged(task, lineIds, payload) ? [] : [{ taskId: task.taskId, lineIds, payload }];
    });
  const done = own.filter((task) => task.status === "done" && isConcerned(task, cancellation));
  return {
    amended,
    withdrawn: [...gone],
    notAgain: emptied.filter(({ isUnderWay }) => isUnderWay).map(({ taskId }) => taskId),
    freed,
    reversals: reversalsOf(done, cancellation, all),
  };
};
