/** The tasks of an order over time, each below the one that it waits for. */
import { duration } from "../../ui/format.ts";
import { useOrder } from "./order-context.ts";
import { TaskRow } from "./task-row.tsx";
import { axisOf, inDependencyOrder, taskTimes } from "./task-times.ts";
import { orderTexts } from "./texts.ts";

export const Waterfall = () => {
  const { order } = useOrder();
  const text = orderTexts();
  const times = taskTimes(order);
  const axis = axisOf(times.values(), Date.parse(order.receivedAt));
  if (order.tasks.length === 0)
    return <p class="hint">{order.status === "imported" ? text.imported : text.noTasks}</p>;
  return (
    <section>
      <h2>
        {text.tasks} <small>{duration(axis.span)}</small>
      </h2>
      <ul class="waterfall">
        {inDependencyOrder(order.tasks).map(({ task, depth }) => (
          <TaskRow key={task.taskId} task={task} depth={depth} times={times.get(task.taskId)!} axis={axis} />
        ))}
      </ul>
    </section>
  );
};
