/** The difference between two decisions of one order. */
import type { Note } from "../domain/note.ts";
import { deliveryOf, type OrderLine } from "../domain/order-line.ts";
import type { PlannedTask } from "../tasks/registry.ts";
import type { Decision } from "./decision.ts";

/** What only one of the two decisions has, and what both have with another content. */
export type Changes<T> = {
  readonly added: readonly T[];
  readonly removed: readonly T[];
  readonly changed: readonly { readonly before: T; readonly after: T }[];
};

export type Differences = Changes<PlannedTask> & {
  readonly freeItems: Changes<OrderLine>;
  readonly notes: Changes<Note>;
};

/** Two values with one identity are the same thing; with one content they also have the same effect. */
type Comparable<T> = { readonly identity: string; readonly content: string; readonly value: T };

const without = <T>(
  items: readonly Comparable<T>[],
  others: readonly Comparable<T>[],
): readonly Comparable<T>[] => {
  const equal = new Map<string, number>();
  for (const { content } of others) equal.set(content, (equal.get(content) ?? 0) + 1);
  return items.filter(({ content }) => {
    const count = equal.get(content) ?? 0;
    if (count > 0) equal.set(content, count - 1);
    return count === 0;
  });
};

const NO_CHANGES: Changes<never> = { added: [], removed: [], changed: [] };

const changesBetween = <T>(before: readonly Comparable<T>[], after: readonly Comparable<T>[]): Changes<T> => {
  // Almost all decisions are equal, position by position; counting contents takes longer.
  if (
    before.length === after.length &&
    before.every(({ content }, index) => content === after[index]!.content)
  )
    return NO_CHANGES;
  const old = Map.groupBy(without(before, after), ({ identity }) => identity);
  const added: T[] = [];
  const changed: { before: T; after: T }[] = [];
  for (const { identity, value } of without(after, before)) {
    const partner = old.get(identity)?.shift();
    if (partner === undefined) added.push(value);
    else changed.push({ before: partner.value, after: value });
  }
  const removed = [...old.values()].flatMap((rest) => rest.map(({ value }) => value));
  return { added, removed, changed };
};

/** A free item is what the customer gets. Its line id and the rule that adds it have no effect of their own. */
const comparableFreeItem = (line: OrderLine): Comparable<OrderLine> => {
  const identity = JSON.stringify([line.sku, deliveryOf(line)]);
  return {
    identity,
    content: `${identity} ${JSON.stringify([line.quantity, line.gift?.reason])}`,
    value: line,
  };
};

type FreeItems = ReadonlyMap<string, Comparable<OrderLine>>;

const NO_FREE_ITEMS: FreeItems = new Map();

const freeItemsOf = ({ lines }: Decision): FreeItems =>
  lines.at(-1)?.free
    ? new Map(
        lines.filter((line) => line.free).map((line) => [line.lineId, comparableFreeItem(line)] as const),
      )
    : NO_FREE_ITEMS;

const contentOf = (lines: string, dependsOn: string, payload: string): string =>
  `${lines} ${dependsOn} ${payload}`;

/** The keys of the tasks that must be done first. */
const dependenciesOf = (
  { dependsOn, alsoDependsOn }: PlannedTask,
  nameOf: (taskKey: string) => string = (taskKey) => taskKey,
): string => {
  if (dependsOn === undefined) return "";
  const first = nameOf(dependsOn);
  return alsoDependsOn === undefined ? first : [first, ...alsoDependsOn.map(nameOf)].join();
};

/** Every decision numbers its free lines from 1, so a task of one is compared by the item instead of its line id. */
const comparableTaskOfFreeItems = (task: PlannedTask, freeItems: FreeItems): Comparable<PlannedTask> => {
  const { key, lineIds, payload } = task;
  const itemOf = (lineId: string): string => freeItems.get(lineId)?.content ?? lineId;
  const renamed = (taskKey: string, name: (segment: string) => string): string =>
    taskKey.split(":").map(name).join(":");
  const identity = renamed(key, (segment) => freeItems.get(segment)?.identity ?? segment);
  const payloadText = JSON.stringify(payload, (_, value: unknown) =>
    typeof value === "string" ? itemOf(value) : value,
  );
  const lines = lineIds.map(itemOf).sort().join();
  return {
    identity,
    content: `${identity} ${contentOf(
      lines,
      dependenciesOf(task, (taskKey) => renamed(taskKey, itemOf)),
      payloadText,
    )}`,
    value: task,
  };
};

/** Everything a task does. Its reasons are left out: a reworded rule with the same effect is no difference. */
const comparableTasks = ({ tasks }: Decision, freeItems: FreeItems): readonly Comparable<PlannedTask>[] =>
  tasks.map((task) => {
    const { key, lineIds, payload } = task;
    if (freeItems.size > 0 && lineIds.some((lineId) => freeItems.has(lineId)))
      return comparableTaskOfFreeItems(task, freeItems);
    const content = `${key} ${contentOf(lineIds.join(), dependenciesOf(task), JSON.stringify(payload))}`;
    return { identity: key, content, value: task };
  });

const NO_NOTES: readonly Comparable<Note>[] = [];

/** A note is its text, whichever rules write it. */
const comparableNotes = ({ notes }: Decision): readonly Comparable<Note>[] =>
  notes === undefined
    ? NO_NOTES
    : notes.map((value) => {
        const text = JSON.stringify(value.texts ?? value.text);
        return { identity: text, content: text, value };
      });

/**
 * The differences in effect between two decisions of one order.
 * @param before usually that of the active rulebook
 * @param after usually that of the draft
 */
export const differences = (before: Decision, after: Decision): Differences => {
  const [oldItems, newItems] = [freeItemsOf(before), freeItemsOf(after)];
  return {
    ...changesBetween(comparableTasks(before, oldItems), comparableTasks(after, newItems)),
    freeItems: changesBetween([...oldItems.values()], [...newItems.values()]),
    notes: changesBetween(comparableNotes(before), comparableNotes(after)),
  };
};

export const anyChange = ({ added, removed, changed }: Changes<unknown>): boolean =>
  added.length + removed.length + changed.length > 0;

/** Whether two decisions differ in effect. */
export const differ = (difference: Differences): boolean =>
  anyChange(difference) || anyChange(difference.freeItems) || anyChange(difference.notes);
