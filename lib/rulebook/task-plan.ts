/**
 * Merges the actions of the rules that apply into tasks: actions with the same merge key become one task, which keeps
 * the reason of every one. What an action of each type does is in the type's definition (lib/tasks).
 */
import type { Order } from "../domain/order.ts";
import type { OrderLine } from "../domain/order-line.ts";
import type { Because } from "../domain/task.ts";
import type { ActionPlan, AnyDefinition, FinishedDraft, Ships, TaskDraft } from "../tasks/definition.ts";
import { type PlannedTask, type TaskAction, TASKS } from "../tasks/registry.ts";

/** What planning needs of the definitions, as objects of one shape: property reads of mixed shapes are slow. */
const definitions = TASKS.map(({ type, action, planAction, finish }: AnyDefinition) => ({
  type,
  action,
  planAction,
  finish,
}));
type Definition = (typeof definitions)[number];

/** The tasks so far: by position of their type in the registry, in line order. */
export type TaskPlan = {
  readonly order: Order;
  readonly drafts: (TaskDraft[] | undefined)[];
};

/** An action of a rule, ready to be added to plans. */
export type CompiledAction = {
  readonly action: TaskAction;
  /** Whether the action concerns the line when its rule is for each order. */
  readonly covers: (line: OrderLine) => boolean;
  /**
   * Adds the action to a plan.
   * @returns the draft it became part of, or why it has no effect on the line
   */
  readonly addTo: (plan: TaskPlan, line: OrderLine, because: Because) => TaskDraft | string;
};

export const emptyTaskPlan = (order: Order): TaskPlan => ({ order, drafts: new Array(definitions.length) });

const addLine = ({ lineIds, because: reasons }: TaskDraft, line: OrderLine, because: Because): void => {
  if (lineIds.at(-1) !== line.lineId) lineIds.push(line.lineId);
  // A rule for each order is one reason, whatever number of lines its action covers.
  if (because.lineId !== undefined || !reasons.some(({ ruleId }) => ruleId === because.ruleId))
    reasons.push(because);
};

const draftWith = (drafts: readonly TaskDraft[], mergeKey: string): TaskDraft | undefined => {
  for (const draft of drafts) if (draft.mergeKey === mergeKey) return draft;
  return undefined;
};

/** Keeps drafts by rank; those of equal rank in the order in which they are added. */
const insertDraft = (drafts: TaskDraft[], draft: TaskDraft): void => {
  let position = drafts.length;
  while (position > 0 && drafts[position - 1]!.rank > draft.rank) position -= 1;
  if (position === drafts.length) drafts.push(draft);
  else drafts.splice(position, 0, draft);
};

/** Plans as objects of one shape, for the same reason as definitions. */
const uniformPlan = ({ covers, rank = 0, whyNothing, mergeKey, payload, merge }: ActionPlan<unknown>) => ({
  covers,
  rank,
  whyNothing,
  mergeKey,
  payload,
  merge,
});
type UniformPlan = ReturnType<typeof uniformPlan>;

/** Adds a line to the draft of a merge key, and makes the draft when there is none. */
const addToDraft = (
  plan: TaskPlan,
  type: number,
  mergeKey: string,
  { rank, payload, merge }: UniformPlan,
  line: OrderLine,
  because: Because,
): TaskDraft => {
  const drafts = plan.drafts[type];
  const existing = drafts === undefined ? undefined : draftWith(drafts, mergeKey);
  if (existing !== undefined) {
    addLine(existing, line, because);
    if (merge !== undefined) merge(existing.payload, line);
    return existing;
  }
  const draft: TaskDraft = {
    rank,
    mergeKey,
    lineIds: [line.lineId],
    because: [because],
    payload: payload(line, plan.order),
    withheld: undefined,
  };
  if (drafts === undefined) plan.drafts[type] = [draft];
  else insertDraft(drafts, draft);
  return draft;
};

/** Prepares an action: everything that does not depend on the order is looked up here. */
export const compileAction = (action: TaskAction, ships: Ships): CompiledAction => {
  const type = definitions.findIndex((definition) => definition.action.name === action.action);
  const actionPlan = uniformPlan(definitions[type]!.planAction(action, ships));
  const { covers, mergeKey, whyNothing } = actionPlan;
  const addTo: CompiledAction["addTo"] = (plan, line, because) => {
    const reason = whyNothing === undefined ? undefined : whyNothing(line, plan.order);
    if (reason !== undefined) return reason;
    const key = typeof mergeKey === "string" ? mergeKey : mergeKey(line, plan.order);
    return addToDraft(plan, type, key, actionPlan, line, because);
  };
  return { action, covers, addTo };
};

const ONE_TASK: FinishedDraft = {};

const toTask = (
  type: string,
  draft: TaskDraft,
  { keySuffix = "", dependsOn }: FinishedDraft,
): PlannedTask => {
  const { mergeKey, lineIds, because, payload } = draft;
  const key = `${type}:${mergeKey}${keySuffix}`;
  // The definition that made the payload is that of the type.
  return (
    dependsOn === undefined
      ? { type, key, lineIds, because, payload }
      : { type, key, lineIds, because, dependsOn, payload }
  ) as PlannedTask;
};

const addTasks = (tasks: PlannedTask[], { type, finish }: Definition, draft: TaskDraft): void => {
  if (finish === undefined) {
    tasks.push(toTask(type, draft, ONE_TASK));
    return;
  }
  const finished = finish(draft, tasks);
  if (typeof finished === "string") draft.withheld = finished;
  else for (const one of finished) tasks.push(toTask(type, draft, one));
};

/** Finishes a plan: the tasks by type as the registry lists them, then by rank, then in line order. */
export const plannedTasks = (plan: TaskPlan): readonly PlannedTask[] => {
  const tasks: PlannedTask[] = [];
  for (let position = 0; position < definitions.length; position += 1) {
    const drafts = plan.drafts[position];
    if (drafts === undefined) continue;
    for (const draft of drafts) addTasks(tasks, definitions[position]!, draft);
  }
  return tasks;
};
