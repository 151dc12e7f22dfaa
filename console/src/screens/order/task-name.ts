/** What a task is called for people: its type and what distinguishes it from others of the type. */
import type { Task } from "../../api/types.ts";
import { t } from "../../i18n/core.ts";
import { orderTexts } from "./texts.ts";

/** Fields that only tasks of one type have. */
export type TaskFields = Task & {
  readonly destination?: string;
  readonly change?: string;
  readonly plan?: string;
  readonly toPlan?: string;
  readonly template?: string;
  readonly agentId?: string;
  readonly connection?: string;
  readonly event?: string;
};

const specific = (task: TaskFields): string | undefined => {
  const text = orderTexts();
  switch (task.type) {
    case "packing_slip":
      return text.destination[task.destination ?? ""] ?? task.destination;
    case "membership":
      return [text.membershipChange[task.change ?? ""] ?? task.change, task.plan ?? task.toPlan]
        .filter(Boolean)
        .join(" ");
    case "email":
      return text.template[task.template ?? ""] ?? task.template;
    case "commission":
      return task.agentId;
    default:
      return [task.connection, task.event].filter(Boolean).join(" ");
  }
};

export const taskTypeName = (type: string): string => t().taskType[type] ?? type;

export const taskName = (task: Task): { readonly type: string; readonly detail: string } => ({
  type: taskTypeName(task.type),
  detail: specific(task as TaskFields) ?? "",
});
