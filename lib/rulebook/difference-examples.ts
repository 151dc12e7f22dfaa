/** Keeps the first few orders of every kind of difference. */
import type { Order } from "../domain/order.ts";
import type { Because } from "../domain/task.ts";
import { differenceKind, type PlannedTask, type TaskType } from "../tasks/registry.ts";
import type { Differences } from "./differences.ts";

/** A task in an example: what it is, and the first reasons for it. */
export type ExampleTask = {
  readonly type: TaskType;
  readonly key: string;
  readonly lineIds: readonly string[];
  readonly payload: PlannedTask["payload"];
  readonly because: readonly Because[];
};
export type ExampleOrder = {
  readonly orderId: string;
  readonly added: readonly ExampleTask[];
  readonly removed: readonly ExampleTask[];
};

const EXAMPLES_PER_KIND = 3;
const MAX_EXAMPLES = 30;
const MAX_TASKS = 10;
const MAX_REASONS = 3;
const MAX_LINES = 50;

const toExample = ({ type, key, lineIds, payload, because }: PlannedTask): ExampleTask => ({
  type,
  key,
  lineIds: lineIds.slice(0, MAX_LINES),
  payload,
  because: because.slice(0, MAX_REASONS),
});

const kindsOf = ({ added, removed }: Differences): ReadonlySet<string> =>
  new Set([
    ...added.map((task) => `+${differenceKind(task)}`),
    ...removed.map((task) => `-${differenceKind(task)}`),
  ]);

/** Collects examples. Memory does not grow with the number of orders. */
export const exampleCollector = () => {
  const perKind = new Map<string, number>();
  const examples: ExampleOrder[] = [];
  const add = (order: Order, differences: Differences): void => {
    if (examples.length >= MAX_EXAMPLES) return;
    const kinds = kindsOf(differences);
    if ([...kinds].every((kind) => (perKind.get(kind) ?? 0) >= EXAMPLES_PER_KIND)) return;
    for (const kind of kinds) perKind.set(kind, (perKind.get(kind) ?? 0) + 1);
    examples.push({
      orderId: order.orderId,
      added: differences.added.slice(0, MAX_TASKS).map(toExample),
      removed: differences.removed.slice(0, MAX_TASKS).map(toExample),
    });
  };
  return { add, examples };
};
