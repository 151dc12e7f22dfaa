/** What one decision has that the other has not. */
import type { Decision } from "../domain/decision.ts";
import type { OrderLine } from "../domain/order.ts";
import type { PlannedTask } from "../domain/task.ts";

export type Differences = {
  /** Tasks of the second decision only. A task that changes is removed as it was and added as it will be. */
  readonly added: readonly PlannedTask[];
  /** Tasks of the first decision only. */
  readonly removed: readonly PlannedTask[];
};

/** A gift's id says nothing of what it is: two rulebooks may each have their own `gift-1`. */
const giftSignature = ({ lineId, sku, quantity, gift }: OrderLine): string =>
  `${lineId}=${JSON.stringify([sku, quantity, gift?.reason])}`;

const giftsOf = ({ lines }: Decision): ReadonlyMap<string, string> => {
  const gifts = new Map<string, string>();
  for (const line of lines) if (line.free) gifts.set(line.lineId, giftSignature(line));
  return gifts;
};

/** Everything a task does; not why, for a reworded rule that does the same is no difference. */
const signatureOf = (task: PlannedTask, gifts: ReadonlyMap<string, string>): string => {
  const lines = task.lineIds.map((lineId) => gifts.get(lineId) ?? lineId).join();
  return `${task.key} ${lines} ${task.dependsOn ?? ""} ${JSON.stringify(task.payload)}`;
};

const signed = (decision: Decision): ReadonlyMap<string, PlannedTask> => {
  const gifts = giftsOf(decision);
  return new Map(decision.tasks.map((task) => [signatureOf(task, gifts), task]));
};

const without = (tasks: ReadonlyMap<string, PlannedTask>, others: ReadonlyMap<string, PlannedTask>) =>
  [...tasks].flatMap(([signature, task]) => (others.has(signature) ? [] : [task]));

/**
 * The differences in effect between two decisions of one order.
 * @param before usually that of the active rulebook
 * @param after usually that of the draft
 */
export const differences = (before: Decision, after: Decision): Differences => {
  const old = signed(before);
  const next = signed(after);
  return { added: without(next, old), removed: without(old, next) };
};
