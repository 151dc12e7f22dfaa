/** The difference between two decisions of one order. */
import type { Decision } from "./decision.ts";
import type { PlannedTask } from "../tasks/registry.ts";
import type { OrderLine } from "../domain/order-line.ts";

export type Differences = {
  /** Tasks of the second decision only. A task that changes is removed as it was and added as it will be. */
  readonly added: readonly PlannedTask[];
  /** Tasks of the first decision only. */
  readonly removed: readonly PlannedTask[];
};

/** Two rulebooks may each add a different `gift-1`: a free line is compared by content. */
const freeLineSignature = ({ lineId, sku, quantity, gift }: OrderLine): string =>
  `${lineId}=${JSON.stringify([sku, quantity, gift?.reason])}`;

const freeLineSignatures = ({ lines }: Decision): ReadonlyMap<string, string> => {
  const signatures = new Map<string, string>();
  for (const line of lines) if (line.free) signatures.set(line.lineId, freeLineSignature(line));
  return signatures;
};

/** Everything a task does. Its reasons are left out: a reworded rule with the same effect is no difference. */
const signatureOf = (task: PlannedTask, freeLines: ReadonlyMap<string, string>): string => {
  const lines = task.lineIds.map((lineId) => freeLines.get(lineId) ?? lineId).join();
  return `${task.key} ${lines} ${task.dependsOn ?? ""} ${JSON.stringify(task.payload)}`;
};

const signed = (decision: Decision): ReadonlyMap<string, PlannedTask> => {
  const freeLines = freeLineSignatures(decision);
  return new Map(decision.tasks.map((task) => [signatureOf(task, freeLines), task]));
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
