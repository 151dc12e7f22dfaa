/** How two decisions about the same order differ. */
import type { PlannedTask } from "../../lib/domain/task.ts";

export type ToldTask = Pick<PlannedTask, "type" | "key" | "lineIds" | "payload">;

const told = ({ type, key, lineIds, payload }: PlannedTask): ToldTask => ({ type, key, lineIds, payload });

/** Tasks that only one of the two asks for. One whose lines or particulars differ is both removed and added. */
export const taskDifference = (
  before: readonly PlannedTask[],
  after: readonly PlannedTask[],
): { added: ToldTask[]; removed: ToldTask[] } => {
  const without = (tasks: readonly PlannedTask[], others: readonly PlannedTask[]): ToldTask[] => {
    const known = new Set(others.map((task) => JSON.stringify(told(task))));
    return tasks.map(told).filter((task) => !known.has(JSON.stringify(task)));
  };
  return { added: without(after, before), removed: without(before, after) };
};
