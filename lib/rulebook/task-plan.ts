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
import {
  addRule,
  type AppliedRules,
  type ExplainedRule,
  firstApplied,
  type SeenOrders,
} from "./applied-rules.ts";
import { type Explained, explainAll } from "./bounded-because.ts";
import { NOTE, type NoteAction, type NoteDraft } from "./note-action.ts";

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

export type PlannedDraft = TaskDraft & AppliedRules;

type Index = Map<string, PlannedDraft>;

/** Drafts for one line alone, by the keys of their actions within the line. */
type DraftsOfLine = {
  readonly line: OrderLine;
  readonly keys: string[];
  readonly drafts: PlannedDraft[];
};

/** The tasks so far: by position of their type in the registry, in the order in which rules asked for them. */
export type TaskPlan = SeenOrders & {
  readonly order: PlannedOrder;
  readonly drafts: (PlannedDraft[] | undefined)[];
  /** The drafts of a type by merge key, once there are many: a few are found faster by looking at each. */
  indexes: (Index | undefined)[] | undefined;
  /** The drafts of a type for the line that is planned: an order is planned line by line. */
  ofLine: (DraftsOfLine | undefined)[] | undefined;
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
  readonly addTo: (plan: TaskPlan, line: OrderLine, rule: ExplainedRule) => PlannedDraft | string;
};

/** @param withoutFreeItems the order before rules added free items to it */
export const emptyTaskPlan = (order: PlannedOrder, withoutFreeItems: PlannedOrder): TaskPlan => ({
  order,
  withoutFreeItems,
  drafts: new Array(definitions.length),
  indexes: undefined,
  ofLine: undefined,
});

const addLine = (draft: PlannedDraft, line: OrderLine, rule: ExplainedRule): void => {
  const { lineIds } = draft;
  if (lineIds[lineIds.length - 1] !== line.lineId) lineIds.push(line.lineId);
  addRule(draft, rule, line);
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

const addDraft = (plan: TaskPlan, type: number, draft: PlannedDraft): void => {
  const drafts = plan.drafts[type];
  if (drafts === undefined) plan.drafts[type] = [draft];
  else drafts.push(draft);
  plan.indexes?.[type]?.set(draft.mergeKey, draft);
};

/** Plans as objects of one shape, for the same reason as definitions. */
const uniformPlan = (planned: ActionPlan<unknown>) => {
  const { covers, rank = 0, whyNothing, mergeKey, keyWithinLine, payload, merge } = planned;
  return { covers, rank, whyNothing, mergeKey, keyWithinLine, payload, merge };
};
type UniformPlan = ReturnType<typeof uniformPlan>;

const keyOf = ({ mergeKey }: UniformPlan, line: OrderLine, order: PlannedOrder): string =>
  typeof mergeKey === "string" ? mergeKey : mergeKey(line, order);

/** Adds a line to the draft of a merge key, and makes the draft when there is none. */
const addToDraft = (
  plan: TaskPlan,
  type: number,
  action: UniformPlan,
  line: OrderLine,
  rule: ExplainedRule,
): PlannedDraft => {
  const mergeKey = keyOf(action, line, plan.order);
  const drafts = plan.drafts[type];
  const existing = drafts === undefined ? undefined : findDraft(plan, type, drafts, mergeKey);
  if (existing !== undefined) {
    addLine(existing, line, rule);
    if (action.merge !== undefined) action.merge(existing.payload, line, plan.order);
    return existing;
  }
  const draft: PlannedDraft = {
    rank: action.rank,
    mergeKey,
    lineIds: [line.lineId],
    applied: firstApplied(rule, line),
    orderRules: undefined,
    payload: action.payload(line, plan.order),
    withheld: undefined,
  };
  addDraft(plan, type, draft);
  return draft;
};

/** Few drafts are found as fast by their merge keys. */
const hasFewDrafts = ({ drafts }: TaskPlan, type: number): boolean =>
  drafts[type] === undefined || drafts[type].length <= MAX_SEARCHED_DRAFTS;

const draftsOfLine = (plan: TaskPlan, type: number, line: OrderLine): DraftsOfLine => {
  plan.ofLine ??= new Array(definitions.length);
  const existing = plan.ofLine[type];
  if (existing?.line === line) return existing;
  const none = { line, keys: [], drafts: [] };
  plan.ofLine[type] = none;
  return none;
};

/** As `addToDraft`, of an action for the line alone. Its merge key is made once, not for every rule that asks for the task. */
const addWithinLine = (
  plan: TaskPlan,
  type: number,
  action: UniformPlan,
  keyWithinLine: string,
  line: OrderLine,
  rule: ExplainedRule,
): PlannedDraft => {
  const { keys, drafts } = draftsOfLine(plan, type, line);
  const draft = drafts[keys.indexOf(keyWithinLine)];
  if (draft === undefined) {
    const added = addToDraft(plan, type, action, line, rule);
    if (drafts.length < MAX_SEARCHED_DRAFTS) {
      keys.push(keyWithinLine);
      drafts.push(added);
    }
    return added;
  }
  addRule(draft, rule, line);
  if (action.merge !== undefined) action.merge(draft.payload, line, plan.order);
  return draft;
};

/** Prepares an action: everything that does not depend on the order is looked up here. */
export const compileAction = (action: TaskAction | NoteAction, context: PlanContext): CompiledAction => {
  const type = definitions.findIndex((definition) => definition.action.name === action.action);
  const planned = definitions[type]!.planAction(action, context);
  const actionPlan = uniformPlan(planned);
  const { covers, mergeKey, keyWithinLine, whyNothing } = actionPlan;
  const addTo: CompiledAction["addTo"] = (plan, line, rule) => {
    const nothing = whyNothing === undefined ? undefined : whyNothing(line, plan.order);
    if (nothing !== undefined) return nothing;
    return keyWithinLine === undefined || hasFewDrafts(plan, type)
      ? addToDraft(plan, type, actionPlan, line, rule)
      : addWithinLine(plan, type, actionPlan, keyWithinLine, line, rule);
  };
  const taskKeyOf = (key: string | undefined) =>
    key === undefined ? undefined : `${definitions[type]!.type}:${key}`;
  const fixedKey = typeof mergeKey === "string" ? mergeKey : undefined;
  return {
    action,
    covers,
    mergeKey: fixedKey,
    taskKey: taskKeyOf(fixedKey),
    takesFrom: taskKeyOf(planned.takesFrom),
    mayBeWithheld: definitions[type]!.finish !== undefined,
    addTo,
  };
};

const ONE_TASK: FinishedDraft = {};

const NO_REASONS: PlannedTask["because"] = [];

/** Reasons are added when all tasks are known. */
const toTask = (
  type: string,
  { mergeKey, lineIds, payload }: PlannedDraft,
  { keySuffix = "", dependsOn, alsoDependsOn }: FinishedDraft,
): PlannedTask => {
  const key = `${type}:${mergeKey}${keySuffix}`;
  const because = NO_REASONS;
  const task =
    dependsOn === undefined
      ? { type, key, lineIds, because, payload }
      : { type, key, lineIds, because, dependsOn, payload };
  // The definition that made the payload is that of the type.
  return (alsoDependsOn === undefined ? task : { ...task, alsoDependsOn }) as PlannedTask;
};

/** @param applied receives the rules of each task */
const addTasks = (
  tasks: PlannedTask[],
  applied: AppliedRules[],
  { type, finish }: Definition,
  draft: PlannedDraft,
): void => {
  if (finish === undefined) {
    tasks.push(toTask(type, draft, ONE_TASK));
    applied.push(draft);
    return;
  }
  const finished = finish(draft, tasks);
  if (typeof finished === "string") {
    draft.withheld = finished;
    return;
  }
  for (const one of finished) {
    tasks.push(toTask(type, draft, one));
    applied.push(draft);
  }
};

/** Drafts of equal rank stay in the order in which they were added. */
const byRank = (drafts: readonly PlannedDraft[]): readonly PlannedDraft[] => {
  for (let index = 1; index < drafts.length; index += 1)
    if (drafts[index - 1]!.rank > drafts[index]!.rank)
      return drafts.toSorted((left, right) => left.rank - right.rank);
  return drafts;
};

/** Finishes a plan: the tasks by type as the registry lists them, then by rank, then in line order. */
export const plannedTasks = (plan: TaskPlan): readonly PlannedTask[] => {
  const tasks: PlannedTask[] = [];
  const applied: AppliedRules[] = [];
  for (let position = 0; position < NOTE_POSITION; position += 1) {
    const drafts = plan.drafts[position];
    if (drafts === undefined) continue;
    for (const draft of byRank(drafts)) addTasks(tasks, applied, definitions[position]!, draft);
  }
  explainAll(tasks as Explained[], applied, plan);
  return tasks;
};

/** The notes of a plan; undefined when there are none. */
export const plannedNotes = (plan: TaskPlan): readonly NoteDraft[] | undefined => plan.drafts[NOTE_POSITION];
