/** The states of orders and tasks, and the reasons of tasks. The task types themselves are in lib/tasks. */
export const TASK_STATUSES = ["pending", "queued", "done", "rejected", "failed", "skipped"] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

/** `imported`: recorded before Despacho, without tasks. */
export const ORDER_STATUSES = ["processing", "completed", "attention", "imported"] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** Why a task exists: one entry per rule and line that led to it. */
export type Because = {
  readonly ruleId: string;
  readonly lineId?: string;
  readonly explanation: string;
};
