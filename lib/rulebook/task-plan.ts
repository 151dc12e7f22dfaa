/**
 * Merges the actions of the rules that apply into tasks: actions with the same merge key become one task, which keeps
 * the reason of every one. What an action of each type does is in the type's definition (lib/tasks).
 */
import type { OrderLine } from "../domain/order-line.ts";
import type {
  ActionPlan,
  AnyDefinition,
  FinishedDraft,
  PlanContext,
  PlannedOrder,
  TaskDraft,
} from "../tasks/definition.ts";
import { type PlannedTask, type TaskAction, TASKS } from "../tasks/registry.ts";
import { boundBecause } from "./bounded-because.ts";
import { NOTE, type NoteAction, type NoteDraft } from "./note-action.ts";
import type { Reason } from "./listed-reasons.ts";

type Planned = Pick<AnyDefinition, "type" | "action" | "planAction" | "finish">;
const PLANNED: readonly Planned[] = [...TASKS, NOTE];

/** What planning needs of the definitions, as objects of one shape: property reads of mixed shapes are slow. */
const definitions = PLANNED.map(({ type, action, planAction, finish }) => ({
  type,
  action,
  planAction,
  finish,
}));
type Definition = (typeof definitions)[number];

/** Notes are planned after the tasks, and are none. */
const NOTE_POSITION = TASKS.length;

export type PlannedDraft = TaskDraft & { readonly reasons: Reason[] };

type Index = Map<string, PlannedDraft>;

/** The tasks so far: by position of their type in the registry, in line order. */
export type TaskPlan = {
  readonly order: PlannedOrder;
  readonly drafts: (PlannedDraft[] | undefined)[];
  /** The drafts of a type by merge key, once there are many: a few are found faster by looking at each. */
  indexes: (Index | undefined)[] | undefined;
};

/** An action of a rule, ready to be added to plans. */
export type CompiledAction = {
  readonly action: TaskAction | NoteAction;
  /** Whether the action concerns the line when its rule is for each order. */
  readonly covers: (line: OrderLine) => boolean;
  /** Undefined when it depends on the line. */
  readonly mergeKey: string | undefined;
  /** The key of the task that the action becomes part of; undefined when it depends on the line. */
  readonly taskKey: string | undefined;
  /** The key of the task from which the action takes its lines. */
  readonly takesFrom: string | undefined;
  /** Whether what it becomes part of may turn out to be no task when the plan is finished. */
  readonly mayBeWithheld: boolean;
  /**
   * Adds the action to a plan.
   * @returns the draft it became part of, or why it has no effect on the line
   */
  readonly addTo: (plan: TaskPlan, line: OrderLine, reason: Reason) => PlannedDraft | string;
};

export const emptyTaskPlan = (order: PlannedOrder): TaskPlan => ({
  order,
  drafts: new Array(definitions.length),
  indexes: undefined,
});

const addLine = ({ lineIds, reasons }: PlannedDraft, line: OrderLine, reason: Reason): void => {
  if (lineIds.at(-1) !== line.lineId) lineIds.push(line.lineId);
  // Two actions of a rule may be merged into one task, and a rule for each order reaches it with many lines.
  if (reasons.at(-1) !== reason && (reason.lineId !== undefined || !reasons.includes(reason)))
    reasons.push(reason);
};

const MAX_SEARCHED_DRAFTS = 8;

const draftWith = (drafts: readonly PlannedDraft[], mergeKey: string): PlannedDraft | undefined => {
  for (const draft of drafts) if (draft.mergeKey === mergeKey) return draft;
  return undefined;
};

const findDraft = (
  plan: TaskPlan,
  type: number,
  drafts: readonly PlannedDraft[],
  mergeKey: string,
): PlannedDraft | undefined => {
  if (drafts.length <= MAX_SEARCHED_DRAFTS) return draftWith(drafts, mergeKey);
  plan.indexes ??= new Array(definitions.length);
  plan.indexes[type] ??= new Map(drafts.map((draft) => [draft.mergeKey, draft]));
  return plan.indexes[type].get(mergeKey);
};

/** Keeps drafts by rank; those of equal rank in the order in which they are added. */
const insertDraft = (drafts: PlannedDraft[], draft: PlannedDraft): void => {
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
  reason: Reason,
): PlannedDraft => {
  const drafts = plan.drafts[type];
  const existing = drafts === undefined ? undefined : findDraft(plan, type, drafts, mergeKey);
  if (existing !== undefined) {
    addLine(existing, line, reason);
    if (merge !== undefined) merge(existing.payload, line, plan.order);
    return existing;
  }
  const draft: PlannedDraft = {
    rank,
    mergeKey,
    lineIds: [line.lineId],
    reasons: [reason],
    payload: payload(line, plan.order),
    withheld: undefined,
  };
  if (drafts === undefined) plan.drafts[type] = [draft];
  else insertDraft(drafts, draft);
  plan.indexes?.[type]?.set(mergeKey, draft);
  return draft;
};

/** Prepares an action: everything that does not depend on the order is looked up here. */
export const compileAction = (action: TaskAction | NoteAction, context: PlanContext): CompiledAction => {
  const type = definitions.findIndex((definition) => definition.action.name === action.action);
  const planned = definitions[type]!.planAction(action, context);
  const actionPlan = uniformPlan(planned);
  const { covers, mergeKey, whyNothing } = actionPlan;
  const addTo: CompiledAction["addTo"] = (plan, line, reason) => {
    const nothing = whyNothing === undefined ? undefined : whyNothing(line, plan.order);
    if (nothing !== undefined) return nothing;
    const key = typeof mergeKey === "string" ? mergeKey : mergeKey(line, plan.order);
    return addToDraft(plan, type, key, actionPlan, line, reason);
  };
  const keyOf = (key: string | undefined) =>
    key === undefined ? undefined : `${definitions[type]!.type}:${key}`;
  const fixedKey = typeof mergeKey === "string" ? mergeKey : undefined;
  return {
    action,
    covers,
    mergeKey: fixedKey,
    taskKey: keyOf(fixedKey),
    takesFrom: keyOf(planned.takesFrom),
    mayBeWithheld: definitions[type]!.finish !== undefined,
    addTo,
  };
};

const ONE_TASK: FinishedDraft = {};

const toTask = (
  type: string,
  { mergeKey, lineIds, reasons, payload }: PlannedDraft,
  { keySuffix = "", dependsOn, alsoDependsOn }: FinishedDraft,
): PlannedTask => {
  const key = `${type}:${mergeKey}${keySuffix}`;
  const task =
    dependsOn === undefined
      ? { type, key, lineIds, because: reasons, payload }
      : { type, key, lineIds, because: reasons, dependsOn, payload };
  // The definition that made the payload is that of the type.
  return (alsoDependsOn === undefined ? task : { ...task, alsoDependsOn }) as PlannedTask;
};

const addTasks = (tasks: PlannedTask[], { type, finish }: Definition, draft: PlannedDraft): void => {
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
  for (let position = 0; position < NOTE_POSITION; position += 1) {
    const drafts = plan.drafts[position];
    if (drafts === undefined) continue;
    for (const draft of drafts) addTasks(tasks, definitions[position]!, draft);
  }
  return boundBecause(tasks);
};

/** The notes of a plan; undefined when there are none. */
export const plannedNotes = (plan: TaskPlan): readonly NoteDraft[] | undefined => plan.drafts[NOTE_POSITION];
