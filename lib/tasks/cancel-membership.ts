/** What cancellations do to membership changes: bought time is taken back item by item, an upgrade as a whole. Pure. */
import {
  type CancelledLine,
  type CancelledLines,
  carriedOut,
  itemsLeft,
  quantitiesLeft,
} from "../domain/cancellation.ts";
import type { TaskChange } from "../domain/membership.ts";
import { periodOfItems } from "../domain/paid-time.ts";
import type { DoneTask } from "./cancellation-of-task.ts";

/** What counts of the payload of a membership task. */
type Planned = {
  readonly change: TaskChange;
  readonly plan?: string | undefined;
  readonly period?: string | undefined;
  readonly quantities?: Readonly<Record<string, number>> | undefined;
};

/**
 * The time of the items that are taken now. Orders of older versions have one period for all items of a line: it is taken with
 * the last one.
 */
const timeTakenBack = ({ period, quantities }: Planned, line: CancelledLine): string | undefined => {
  if (period === undefined) return undefined;
  const { of, now } = carriedOut(line, quantities);
  return periodOfItems(period, now, of) ?? (itemsLeft(line) === 0 ? period : undefined);
};

const isTakenBack = (change: TaskChange, period: string | undefined, line: CancelledLine): boolean =>
  change === "activate" ? period !== undefined : change === "upgrade" && itemsLeft(line) === 0;

export const cancelMembership = {
  // A later change may have built on an earlier one.
  lastFirst: true,
  amend: <P extends Planned>(payload: P, lineIds: readonly string[], cancelled: CancelledLines): P => {
    const line = cancelled.get(lineIds[0] ?? "");
    const { change, period, quantities } = payload;
    if (line === undefined || change !== "activate" || period === undefined) return payload;
    const left = periodOfItems(period, itemsLeft(line), carriedOut(line, quantities).of);
    if (left === undefined) return payload;
    return { ...payload, period: left, quantities: quantitiesLeft(lineIds, cancelled) };
  },
  reverse: ({ taskId, lineIds, payload, cancellationId, cancelled }: DoneTask<Planned, unknown>) => {
    const line = cancelled.get(lineIds[0] ?? "");
    if (line === undefined || line.now === 0) return undefined;
    const { change, plan } = payload;
    const period = change === "activate" ? timeTakenBack(payload, line) : undefined;
    if (!isTakenBack(change, period, line)) return undefined;
    const cancels = { cancellationId, taskId, ...(period === undefined ? {} : { period }) };
    return { change: "cancel" as const, ...(plan === undefined ? {} : { plan }), cancels };
  },
};
