/** Bounds the reasons of an order's tasks, which are stored with the tasks and are part of every response about them. */
import { type Because, ruleIdsOf } from "../domain/task.ts";
import { type AppliedRules, countApplied, reasonGroup, reasonsOf, type SeenOrders } from "./applied-rules.ts";
import { fewReasons, groupOf, type ListedReasons, listReasons, type ReasonGroup } from "./listed-reasons.ts";

/** Of all tasks of an order. Besides it, every task may have one short reason. */
const MAX_BECAUSE_BYTES = 200_000;
/** So many reasons are within the limit, however long their texts are. */
const MAX_UNMEASURED = 40;

const listedIn = (groups: readonly ReasonGroup[]): readonly ListedReasons[] =>
  listReasons(groups, MAX_BECAUSE_BYTES, true);

/** The last reason counts those that are not listed. */
const becauseOf = ({ entries, omitted }: ListedReasons): readonly Because[] =>
  omitted === 0 ? entries : [...entries.slice(0, -1), { ...entries.at(-1)!, omitted }];

/** A task or a note that gets its reasons. */
export type Explained = { because: readonly Because[]; ruleIds?: readonly string[] };

/**
 * Gives the tasks or notes of one order as many reasons as fit into the limit. The last reason counts those that do not, and
 * `ruleIds` holds the rules of all.
 * @param applied the rules that led to each
 */
export const explainAll = (
  explained: readonly Explained[],
  applied: readonly AppliedRules[],
  seen: SeenOrders,
): void => {
  let count = 0;
  for (const one of applied) count += countApplied(one);
  if (count <= MAX_UNMEASURED) {
    for (let index = 0; index < applied.length; index += 1)
      explained[index]!.because = reasonsOf(applied[index]!, seen) as readonly Because[];
    return;
  }
  const groups = applied.map((one) => reasonGroup(one, seen));
  for (const [index, listed] of listedIn(groups).entries()) {
    const one = explained[index]!;
    one.because = becauseOf(listed);
    if (listed.omitted > 0) one.ruleIds = groups[index]!.byRule().map(({ ruleId }) => ruleId);
  }
};

type ExplainedTask = { readonly because: readonly Because[]; readonly ruleIds?: readonly string[] };

/** Tasks that have their reasons, with as many of them as fit into the limit. */
export const boundBecause = <Task extends ExplainedTask>(tasks: readonly Task[]): readonly Task[] => {
  const groups = tasks.map(({ because }) => groupOf(because));
  if (fewReasons(groups, MAX_BECAUSE_BYTES) !== undefined) return tasks;
  return listedIn(groups).map((listed, index): Task => {
    const task = tasks[index]!;
    const because = becauseOf(listed);
    return listed.omitted === 0 ? { ...task, because } : { ...task, because, ruleIds: ruleIdsOf(task) };
  });
};
