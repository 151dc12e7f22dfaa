/** What cancellations take away from an order: items of lines, and their parts of amounts. Pure. */
import * as z from "zod";
import { divideHalfEven } from "./money.ts";

/** How many items of a line a cancellation takes. */
export const cancelledQuantity = z.object({ lineId: z.string(), quantity: z.int().min(1) });
export type CancelledQuantity = z.infer<typeof cancelledQuantity>;

/**
 * The quantities of a task's lines of which fewer items were left than ordered when it was carried out, by line. The task has
 * the whole quantity of a line that is not in it.
 */
export const leftQuantities = z.record(z.string(), z.int().min(1));

/** A line of which items are cancelled. */
export type CancelledLine = {
  readonly lineId: string;
  /** As ordered. */
  readonly quantity: number;
  /** Of the whole line, in minor units. */
  readonly total: number;
  /** How many items earlier cancellations have taken. */
  readonly before: number;
  /** How many this cancellation takes; 0 for a line that it leaves alone. */
  readonly now: number;
};

/** Every line of an order of which items are or were cancelled, by id. */
export type CancelledLines = ReadonlyMap<string, CancelledLine>;

/** How many items of a line are left. */
export const itemsLeft = ({ quantity, before, now }: Pick<CancelledLine, "quantity" | "before" | "now">) =>
  quantity - before - now;

/** Some items of several, after others were taken before. */
export type Items = { readonly of: number; readonly before: number; readonly now: number };

const shareOfItems = (amount: number, items: number, of: number): number =>
  Number(divideHalfEven(BigInt(amount) * BigInt(items), BigInt(of)));

/**
 * The part of an amount in minor units that belongs to the items taken now: what is rounded half-even is the sum of all parts
 * so far, so the parts of all items are exactly the amount, in whatever steps they are taken.
 */
export const partOf = (amount: number, { of, before, now }: Items): number =>
  shareOfItems(amount, before + now, of) - shareOfItems(amount, before, of);

/** The quantities of a task's lines that are fewer than ordered; undefined when none are. */
export const quantitiesLeft = (
  lineIds: readonly string[],
  cancelled: CancelledLines,
): Record<string, number> | undefined => {
  const left = lineIds.flatMap((lineId) => {
    const line = cancelled.get(lineId);
    const items = line === undefined ? 0 : itemsLeft(line);
    return items > 0 ? [[lineId, items] as const] : [];
  });
  return left.length === 0 ? undefined : Object.fromEntries(left);
};

/**
 * The items of a line that a task was carried out with: fewer than ordered when some were cancelled before that.
 * @param quantities of the task's payload
 */
export const carriedOut = (
  { lineId, quantity, before, now }: CancelledLine,
  quantities: Readonly<Record<string, number>> | undefined,
): Items => {
  const of = quantities?.[lineId] ?? quantity;
  return { of, before: before - (quantity - of), now };
};
