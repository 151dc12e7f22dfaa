/** The tasks that must be done before a task can run. */
import type { Task } from "../../api/types.ts";
import { TaskBadge } from "../../ui/status.tsx";
import { useOrder } from "./order-context.ts";
import { taskName } from "./task-name.ts";
import { orderTexts } from "./texts.ts";

export const Dependencies = ({ task: { dependsOn, alsoDependsOn = [] } }: { readonly task: Task }) => {
  const { order } = useOrder();
  const ids = new Set(dependsOn === undefined ? alsoDependsOn : [dependsOn, ...alsoDependsOn]);
  const before = order.tasks.filter(({ taskId }) => ids.has(taskId));
  if (before.length === 0) return null;
  return (
    <p class="dependencies">
      {orderTexts().waitsFor}
      {before.map((task) => {
        const { type, detail } = taskName(task);
        return (
          <span key={task.taskId}>
            {type} {detail} <TaskBadge status={task.status} />
          </span>
        );
      })}
    </p>
  );
};
