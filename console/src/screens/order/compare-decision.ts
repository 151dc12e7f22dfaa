/** How what rules caused for an order differs from what they would cause now. Pure. */
import type { BodyOf, OrderDetail, Task } from "../../api/types.ts";
import type { TaskFields } from "./task-name.ts";

export type Decision = BodyOf<"decideOrder">;
export type DecidedTask = Decision["tasks"][number];

/** What both have of a task. */
type Common = Pick<Task, "type" | "lineIds" | "because">;

export type Difference = {
  readonly added: readonly DecidedTask[];
  readonly removed: readonly Task[];
  /** The same task for other lines. */
  readonly changed: readonly { readonly before: Task; readonly after: DecidedTask }[];
  readonly addedItems: readonly string[];
  readonly removedItems: readonly string[];
  readonly addedNotes: readonly string[];
  readonly removedNotes: readonly string[];
};

/** What distinguishes tasks of a type, except for their lines. */
const kindOf = (task: Common): string => {
  const { type, destination, change, plan, template, agentId, connection, event } = task as TaskFields;
  return JSON.stringify([type, destination, change, plan, template, agentId, connection, event]);
};

const linesOf = ({ lineIds }: Common): string => lineIds.toSorted().join("\n");

/** What is only in one of two lists. One that is in a list twice counts twice. */
const onlyIn = <Item>(items: readonly Item[], others: readonly Item[]): readonly Item[] => {
  const left = [...others];
  return items.filter((item) => {
    const at = left.indexOf(item);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
};

/** Pairs the tasks of one kind: those of the same lines are equal, those that are left in both differ in their lines. */
const pairKind = (before: readonly Task[], after: readonly DecidedTask[]) => {
  const left = [...after];
  const unmatched = before.filter((task) => {
    const at = left.findIndex((one) => linesOf(one) === linesOf(task));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  const paired = Math.min(unmatched.length, left.length);
  return {
    changed: unmatched.slice(0, paired).map((task, index) => ({ before: task, after: left[index]! })),
    removed: unmatched.slice(paired),
    added: left.slice(paired),
  };
};

/** Tasks that a decision leads to. Events and cancellations cause the others. */
const ofRules = (tasks: readonly Task[]): readonly Task[] =>
  tasks.filter(({ because, cancellationId }) => because.length > 0 && cancellationId === undefined);

const itemsOf = ({ lines }: Pick<OrderDetail, "lines">): readonly string[] =>
  lines.filter(({ free }) => free).map(({ quantity, title, sku }) => `${quantity} × ${title} (${sku})`);

export const compareDecision = (order: OrderDetail, decision: Decision): Difference => {
  const before = Map.groupBy(ofRules(order.tasks), kindOf);
  const after = Map.groupBy(decision.tasks, kindOf);
  const pairs = [...new Set([...before.keys(), ...after.keys()])].map((kind) =>
    pairKind(before.get(kind) ?? [], after.get(kind) ?? []),
  );
  const notes = [
    order.notes.filter(({ cancellationId }) => cancellationId === undefined),
    decision.notes,
  ].map((all) => all.map(({ text }) => text)) as [string[], string[]];
  const items = [itemsOf(order), itemsOf(decision)] as const;
  return {
    added: pairs.flatMap(({ added }) => added),
    removed: pairs.flatMap(({ removed }) => removed),
    changed: pairs.flatMap(({ changed }) => changed),
    addedItems: onlyIn(items[1], items[0]),
    removedItems: onlyIn(items[0], items[1]),
    addedNotes: onlyIn(notes[1], notes[0]),
    removedNotes: onlyIn(notes[0], notes[1]),
  };
};

export const isSame = (difference: Difference): boolean =>
  Object.values(difference).every((list) => list.length === 0);
