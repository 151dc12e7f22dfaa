/** Bounds the reasons of an order's tasks, which are stored with the tasks and are part of every response about them. */
import { type Because, ruleIdsOf } from "../domain/task.ts";
import { areFew, LazyReason, listReasons, separateEntry } from "./listed-reasons.ts";

/** Of all tasks of an order. Besides it, every task may have one short reason. */
const MAX_BECAUSE_BYTES = 200_000;
/** So many reasons are within the limit, however long their texts are. */
const MAX_UNMEASURED = 40;

type ExplainedTask = { readonly because: readonly Because[]; readonly ruleIds?: readonly string[] };

/** The text of a lazy reason is no property of its own, so JSON would leave it out. */
const withTexts = <Task extends ExplainedTask>(tasks: readonly Task[]): readonly Task[] =>
  tasks.some(({ because }) => because[0] instanceof LazyReason)
    ? tasks.map((task) => ({ ...task, because: task.because.map(separateEntry) }))
    : tasks;

/**
 * The tasks of one order with as many reasons as fit into the limit. The last reason of a task counts those that do not,
 * and `ruleIds` holds the rules of all.
 */
export const boundBecause = <Task extends ExplainedTask>(tasks: readonly Task[]): readonly Task[] => {
  let count = 0;
  for (const { because } of tasks) count += because.length;
  if (count <= MAX_UNMEASURED) return withTexts(tasks);
  const groups = tasks.map(({ because }) => because);
  if (areFew(groups, MAX_BECAUSE_BYTES)) return withTexts(tasks);
  const listed = listReasons(groups, MAX_BECAUSE_BYTES, true);
  return tasks.map((task, index): Task => {
    const { entries, omitted } = listed[index]!;
    if (omitted === 0) return { ...task, because: entries };
    const because = [...entries.slice(0, -1), { ...entries.at(-1)!, omitted }];
    return { ...task, because, ruleIds: ruleIdsOf(task) };
  });
};
