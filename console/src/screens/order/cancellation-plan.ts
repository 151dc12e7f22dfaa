/** What a cancellation would take of an order, and what it would take back. Pure. */
import type { Line, OrderDetail, Task } from "../../api/types.ts";

export type Chosen = ReadonlyMap<string, number>;

export const leftOf = ({ quantity, cancelled = 0 }: Pick<Line, "quantity" | "cancelled">): number =>
  quantity - cancelled;

/** The lines that can be cancelled: bought, and not cancelled yet. Free lines follow the line that caused them. */
export const cancellableLines = (order: OrderDetail): readonly Line[] =>
  order.lines.filter((line) => !line.free && leftOf(line) > 0);

export const everything = (order: OrderDetail): Chosen =>
  new Map(cancellableLines(order).map((line) => [line.lineId, leftOf(line)]));

/** Their part of what was paid, in minor units, to the unit: the API has the exact amount. */
export const amountOf = (order: OrderDetail, chosen: Chosen): number =>
  order.lines.reduce(
    (sum, line) => sum + Math.round((line.total * (chosen.get(line.lineId) ?? 0)) / line.quantity),
    0,
  );

export type Effects = {
  readonly items: number;
  readonly lines: number;
  /** Done, to be taken back. */
  readonly slips: number;
  readonly memberships: number;
  readonly commissions: number;
  /** Not done yet: dropped, or reduced to what is left. */
  readonly open: number;
};

const OPEN: ReadonlySet<Task["status"]> = new Set(["pending", "queued", "rejected", "failed"]);

/** Counts the tasks of the order that are about a chosen line or one that is free because of it. */
export const effectsOf = (order: OrderDetail, chosen: Chosen): Effects => {
  const ids = new Set(chosen.keys());
  for (const { lineId, causedBy } of order.lines)
    if (causedBy !== undefined && ids.has(causedBy)) ids.add(lineId);
  const touched = order.tasks.filter(
    (task) => task.undoes === undefined && task.lineIds.some((lineId) => ids.has(lineId)),
  );
  const done = (type: Task["type"]) =>
    touched.filter((task) => task.type === type && task.status === "done").length;
  return {
    items: [...chosen.values()].reduce((sum, count) => sum + count, 0),
    lines: chosen.size,
    slips: done("packing_slip"),
    memberships: done("membership"),
    commissions: done("commission"),
    open: touched.filter(({ status }) => OPEN.has(status)).length,
  };
};
