/** One task in the waterfall: what it is, when it ran, what came of it; opened, why it exists. */
import { useSignal } from "@preact/signals";
import type { Task } from "../../api/types.ts";
import { duration } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { TaskBadge } from "../../ui/status.tsx";
import { causeOf } from "../attention/cause.ts";
import { causeName } from "../attention/cause-name.ts";
import { TaskDetail } from "./task-detail.tsx";
import { taskName } from "./task-name.ts";
import { TaskOutcome } from "./task-outcome.tsx";
import type { Axis, TaskTimes } from "./task-times.ts";
import { orderTexts } from "./texts.ts";

type Props = {
  readonly task: Task;
  readonly depth: number;
  readonly times: TaskTimes;
  readonly axis: Axis;
};

const share = (milliseconds: number, { span }: Axis): string =>
  `${Math.max(0, Math.min(100, (milliseconds / span) * 100)).toFixed(2)}%`;

/** Thin while it waited, thick while it was in its queue and ran. */
const Bar = ({ task, times: { from, queued, ended }, axis }: Omit<Props, "depth">) => {
  const end = ended ?? axis.start + axis.span;
  const began = queued ?? end;
  const label = ended === undefined ? undefined : orderTexts().took(duration(ended - from));
  return (
    <span class={`track ${task.status}`} title={label}>
      <span class="wait" style={{ left: share(from - axis.start, axis), width: share(began - from, axis) }} />
      <span class="run" style={{ left: share(began - axis.start, axis), width: share(end - began, axis) }} />
    </span>
  );
};

export const TaskRow = (props: Props) => {
  const { task, depth } = props;
  const open = useSignal(task.status === "rejected" || task.status === "failed");
  const name = taskName(task);
  return (
    <li class={`task ${task.status}`} style={{ "--depth": String(depth) }}>
      <div class="task-line">
        <button
          type="button"
          class="task-toggle"
          aria-expanded={open.value}
          data-row
          onClick={() => {
            open.value = !open.value;
          }}
        >
          <span class="chevron">
            <Icon name="down" />
          </span>
          <span class="task-name">
            {task.undoes !== undefined && <i>{orderTexts().takesBack} </i>}
            <b>{name.type}</b> {name.detail}
          </span>
          <TaskBadge status={task.status} />
          <Bar task={task} times={props.times} axis={props.axis} />
        </button>
        <span class="outcome">
          <TaskOutcome task={task} />
        </span>
      </div>
      {task.reason !== undefined && (
        <p class="reason" title={task.reason}>
          {causeName(causeOf(task), task.reason)}
        </p>
      )}
      {open.value && <TaskDetail task={task} />}
    </li>
  );
};
