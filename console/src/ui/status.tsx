/** States, always by a shape and a word beside the colour. */
import type { OrderStatus, TaskStatus } from "../../../lib/domain/task.ts";
import { t } from "../i18n/core.ts";

type Tone = "ok" | "busy" | "bad" | "warn" | "off";

const ORDER_TONES: Record<OrderStatus | "cancelled", Tone> = {
  processing: "busy",
  completed: "ok",
  attention: "bad",
  imported: "off",
  cancelled: "off",
};

const TASK_TONES: Record<TaskStatus, Tone> = {
  pending: "off",
  queued: "busy",
  done: "ok",
  rejected: "bad",
  failed: "bad",
  skipped: "off",
};

const SHAPES: Record<TaskStatus | "imported", string> = {
  // A ring, a half, a tick, a cross, a bang, an arrow past it, a tray.
  pending: "M8 3a5 5 0 1 0 0 10A5 5 0 1 0 8 3",
  queued: "M8 3a5 5 0 1 0 0 10A5 5 0 1 0 8 3M8 5.5V8l2 1.5",
  done: "M3 8.5 6.5 12 13 4.5",
  rejected: "M4 4l8 8M12 4l-8 8",
  failed: "M8 2.5v7M8 12.5v.5",
  skipped: "M3 8h9M9 4.5 12.5 8 9 11.5",
  imported: "M8 3v7M5 7l3 3 3-3M3 13h10",
};

const ORDER_SHAPES: Record<OrderStatus | "cancelled", keyof typeof SHAPES> = {
  processing: "queued",
  completed: "done",
  attention: "failed",
  imported: "imported",
  cancelled: "rejected",
};

const Shape = ({ name }: { readonly name: keyof typeof SHAPES }) => (
  <svg class="shape" viewBox="0 0 16 16" aria-hidden="true">
    <path d={SHAPES[name]} />
  </svg>
);

export const OrderBadge = ({ status }: { readonly status: OrderStatus | "cancelled" }) => (
  <span class={`badge ${ORDER_TONES[status]}`}>
    <Shape name={ORDER_SHAPES[status]} />
    {t().status[status]}
  </span>
);

/** @param props.name instead of the general name of the status */
export const TaskBadge = ({ status, name }: { readonly status: TaskStatus; readonly name?: string }) => (
  <span class={`badge ${TASK_TONES[status]}`}>
    <Shape name={status} />
    {name ?? t().taskStatus[status]}
  </span>
);

export const Badge = ({ tone, children }: { readonly tone: Tone; readonly children: string }) => (
  <span class={`badge ${tone}`}>{children}</span>
);

const MAX_DOTS = 10;

type Counts = { readonly counts: Readonly<Record<TaskStatus, number>> };

/** A mark per task: what went wrong first, then what is under way, then what is done. */
export const TaskCounts = ({ counts }: Counts) => {
  const order = ["failed", "rejected", "queued", "pending", "done", "skipped"] as const;
  const present = order.filter((status) => counts[status] > 0);
  const label = present.map((status) => `${counts[status]} × ${t().taskStatus[status]}`).join(", ");
  const marks = present.flatMap((status) => Array.from({ length: counts[status] }, () => status));
  if (marks.length === 0) return null;
  return (
    <span class="dots" role="img" aria-label={label} title={label}>
      {marks.slice(0, MAX_DOTS).map((status, index) => (
        <span key={index} class={`dot ${TASK_TONES[status]}`}>
          <Shape name={status} />
        </span>
      ))}
      {marks.length > MAX_DOTS && <small>+{marks.length - MAX_DOTS}</small>}
    </span>
  );
};
