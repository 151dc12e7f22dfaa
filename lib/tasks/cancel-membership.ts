/** What cancellations do to membership changes: bought time is taken back item by item, an upgrade as a whole. Pure. */
import { type CancelledLine, carriedOut, itemsLeft, quantitiesLeft } from "../domain/cancellation.ts";
import { periodOfItems } from "../domain/paid-time.ts";
import type { CancellationOfTask } from "./definition.ts";
import type { MembershipPayload, MembershipResult } from "./membership.ts";

/**
 * The time of the items that are taken now. Orders of older versions have one period for all items of a line: it is taken with
 * the last one.
 */
const timeTakenBack = (
  { period, quantities }: MembershipPayload,
  line: CancelledLine,
): string | undefined => {
  if (period === undefined) return undefined;
  const { of, now } = carriedOut(line, quantities);
  const ofItems = periodOfItems(period, now, of);
  return ofItems ?? (itemsLeft(line) === 0 ? period : undefined);
};

const isTakenBack = (change: MembershipPayload["change"], period: string | undefined, line: CancelledLine) =>
  change === "activate" ? period !== undefined : change === "upgrade" && itemsLeft(line) === 0;

export const cancelMembership: CancellationOfTask<MembershipPayload, MembershipResult> = {
  // A later change may have built on an earlier one.
  lastFirst: true,
  amend: (payload, lineIds, cancelled) => {
    const [lineId] = lineIds;
    const line = lineId === undefined ? undefined : cancelled.get(lineId);
    const { change, period, quantities: before } = payload;
    if (line === undefined || change !== "activate" || period === undefined) return payload;
    const { of } = carriedOut(line, before);
    const left = periodOfItems(period, itemsLeft(line), of);
    if (left === undefined) return payload;
    return { ...payload, period: left, quantities: quantitiesLeft(lineIds, cancelled) };
  },
  reverse: ({ taskId, lineIds, payload, cancellationId, cancelled }) => {
    const line = cancelled.get(lineIds[0] ?? "");
    if (line === undefined || line.now === 0) return undefined;
    const { change, plan } = payload;
    const period = change === "activate" ? timeTakenBack(payload, line) : undefined;
    if (!isTakenBack(change, period, line)) return undefined;
    const cancels = { cancellationId, taskId, ...(period === undefined ? {} : { period }) };
    return { change: "cancel", ...(plan === undefined ? {} : { plan }), cancels };
  },
};
