/**
 * Merges the actions of the rules that apply into tasks: actions with the same merge key become one task, which keeps
 * the reason of every one. What an action of each type does is in the type's definition (lib/tasks).
 */
import type { Order, OrderLine } from "../domain/order.ts";
import type { Because } from "../domain/task.ts";
import type { ActionPlan, FinishedDraft, Ships, TaskDefinition, TaskDraft } from "../tasks/definition.ts";
import { type PlannedTask, type TaskAction, TASKS } from "../tasks/registry.ts";

/** A definition of any type: its functions are called only with values that it made itself. */
// biome-ignore lint/suspicious/noExplicitAny: the parameters of a union of functions intersect to never
type AnyDefinition = TaskDefinition<string, any, any, any, string, any>;
const definitions: readonly AnyDefinition[] = TASKS;

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
  readonly addTo: (plan: TaskPlan, line: OrderLine, because: Because) => string | undefined;
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

/** Prepares an action: everything that does not depend on the order is looked up here. */
export const compileAction = (action: TaskAction, ships: Ships): CompiledAction => {
  const type = definitions.findIndex((definition) => definition.action.shape.action.value === action.action);
  const plan: ActionPlan<unknown> = definitions[type]!.planAction(action, ships);
  const { covers, rank = 0, whyNothing, mergeKey, payload, merge } = plan;
  const addTo = (plan: TaskPlan, line: OrderLine, because: Because): string | undefined => {
    const reason = whyNothing?.(line, plan.order);
    if (reason !== undefined) return reason;
    const key = mergeKey(line, plan.order);
    plan.drafts[type] ??= [];
    const drafts = plan.drafts[type];
    const draft = draftWith(drafts, key);
    if (draft === undefined) {
      insertDraft(drafts, {
        rank,
        mergeKey: key,
        lineIds: [line.lineId],
        because: [because],
        payload: payload(line, plan.order),
      });
    } else {
      addLine(draft, line, because);
      merge?.(draft.payload, line);
    }
    return undefined;
  };
  return { action, covers, addTo };
};

/**
 * Adds an action of a rule to the plan.
 * @returns why the action leads to nothing for this line; undefined when it has an effect
 */
export const addAction = (
  plan: TaskPlan,
  action: CompiledAction,
  line: OrderLine,
  because: Because,
): string | undefined => action.addTo(plan, line, because);

/** An action that leads to nothing, as is known only after every rule has run. */
export type Withheld = { readonly ruleId: string; readonly lineId?: string; readonly explanation: string };

const NOTHING_WITHHELD: readonly Withheld[] = [];
const ONE_TASK: FinishedDraft = {};

/** A rule for each order covers lines without an effect on purpose: only a rule for each line is explained. */
const withheldOf = ({ because }: TaskDraft, explanation: string): Withheld[] =>
  because.flatMap(({ ruleId, lineId }) => (lineId === undefined ? [] : [{ ruleId, lineId, explanation }]));

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

const addTasks = (tasks: PlannedTask[], definition: AnyDefinition, draft: TaskDraft): string | undefined => {
  if (definition.finish === undefined) {
    tasks.push(toTask(definition.type, draft, ONE_TASK));
    return undefined;
  }
  const finished = definition.finish(draft, tasks);
  if (typeof finished === "string") return finished;
  for (const one of finished) tasks.push(toTask(definition.type, draft, one));
  return undefined;
};

/** The tasks in order of acceptance (by type as the registry lists them, then in line order) and what led to none. */
export const plannedTasks = (
  plan: TaskPlan,
): { readonly tasks: readonly PlannedTask[]; readonly withheld: readonly Withheld[] } => {
  const tasks: PlannedTask[] = [];
  let withheld = NOTHING_WITHHELD;
  for (let position = 0; position < definitions.length; position += 1) {
    const drafts = plan.drafts[position];
    if (drafts === undefined) continue;
    for (const draft of drafts) {
      const whyNone = addTasks(tasks, definitions[position]!, draft);
      if (whyNone !== undefined) withheld = [...withheld, ...withheldOf(draft, whyNone)];
    }
  }
  return { tasks, withheld };
};
