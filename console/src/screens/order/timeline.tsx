/** Everything that happened to an order, in order of time. */
import { clock } from "../../ui/format.ts";
import { useOrder } from "./order-context.ts";
import { taskName } from "./task-name.ts";
import { orderTexts } from "./texts.ts";

export const Timeline = () => {
  const { order } = useOrder();
  const text = orderTexts();
  const nameOf = (taskId: string | undefined): string => {
    const task = order.tasks.find((one) => one.taskId === taskId);
    if (task === undefined) return "";
    const { type, detail } = taskName(task);
    return `${type} ${detail}`;
  };
  return (
    <details class="timeline">
      <summary>
        <h2>{text.timeline}</h2>
      </summary>
      <ol>
        {order.timeline.map(({ at, event, taskId }, index) => (
          <li key={index} class={event}>
            <time dateTime={at} title={at}>
              {clock(at)}
            </time>
            <span>
              {nameOf(taskId)} <b>{text.event[event] ?? event}</b>
            </span>
          </li>
        ))}
      </ol>
    </details>
  );
};
