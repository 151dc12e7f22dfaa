/** The states of orders and tasks, and the reasons of tasks. The task types themselves are in lib/tasks. */
export const TASK_STATUSES = ["pending", "queued", "done", "rejected", "failed", "skipped"] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

/** Whether a person may have a task run again. */
export const isRetryable = (status: TaskStatus): boolean => status === "rejected" || status === "failed";

/** `imported`: recorded before Despacho, without tasks. `cancelled`: nothing is left of it, and all of that is carried out. */
export const ORDER_STATUSES = ["processing", "completed", "attention", "imported", "cancelled"] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/**
 * Why a task exists: one entry per rule and line that led to it. In large orders, lines for which a rule has the same
 * explanation share one entry.
 */
export type Because = {
  readonly ruleId: string;
  readonly lineId?: string;
  /** All lines of the entry when there are several; `lineId` is the first. */
  readonly lineIds?: readonly string[];
  readonly explanation: string;
  /** On a task's last entry: how many further reasons are not listed. */
  readonly omitted?: number;
};

/** The rules that led to a task. `ruleIds` holds them when `because` does not list them all. */
export const ruleIdsOf = (task: {
  readonly because: readonly Because[];
  readonly ruleIds?: readonly string[];
}): readonly string[] => {
  if (task.ruleIds !== undefined) return task.ruleIds;
  const ids = new Set<string>();
  for (const { ruleId } of task.because) ids.add(ruleId);
  return [...ids];
};
