/** Tasks with the ids under which they are stored, queued and shown. */
import type { PlannedTask } from "./registry.ts";

type WithId<T extends PlannedTask> = T extends PlannedTask
  ? Omit<T, "dependsOn" | "alsoDependsOn"> & {
      readonly taskId: string;
      /** Id of the task that must be done first. */
      readonly dependsOn?: string;
      /** Ids of further tasks that must be done first. */
      readonly alsoDependsOn?: readonly string[];
    }
  : never;

/** A planned task that has an id and refers to the tasks it waits for by id instead of by key. */
export type IdentifiedTask = WithId<PlannedTask>;

/**
 * Gives the tasks of one decision their ids and resolves what they depend on from keys to ids.
 * @param newId makes a new id at each call
 * @throws Error when a task depends on a key that no task of the decision has
 */
export const identifyTasks = (
  tasks: readonly PlannedTask[],
  newId: () => string,
): readonly IdentifiedTask[] => {
  const ids = new Map(tasks.map(({ key }) => [key, newId()]));
  const idOf = (key: string): string => {
    const id = ids.get(key);
    if (id === undefined) throw new Error(`no task of the decision has the key ${key}`);
    return id;
  };
  return tasks.map((task): IdentifiedTask => {
    const { dependsOn, alsoDependsOn, ...rest } = task;
    const identified = { ...rest, taskId: idOf(task.key) };
    if (dependsOn === undefined) return identified;
    const dependent = { ...identified, dependsOn: idOf(dependsOn) };
    return alsoDependsOn === undefined ? dependent : { ...dependent, alsoDependsOn: alsoDependsOn.map(idOf) };
  });
};
