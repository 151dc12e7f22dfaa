/** Keeps the first few orders of every kind of difference, shortened to what a reader needs. */
import { deliveryOf, type Delivery, type OrderLine } from "../domain/order-line.ts";
import type { Note } from "../domain/note.ts";
import type { Because } from "../domain/task.ts";
import { differenceKind, type PlannedTask, type TaskType } from "../tasks/registry.ts";
import { anyChange, type Changes, type Differences } from "./differences.ts";

/** A task in an example: what it is, and the first reasons for it. */
export type ExampleTask = {
  readonly type: TaskType;
  readonly key: string;
  readonly lineIds: readonly string[];
  readonly payload: PlannedTask["payload"];
  readonly because: readonly Because[];
};

/** A free item in an example. */
export type ExampleFreeItem = {
  readonly sku: string;
  readonly quantity: number;
  readonly delivery?: Delivery;
  readonly ruleId: string;
  readonly reason: string;
};

/** A note in an example, and the first rule that writes it. */
export type ExampleNote = { readonly text: string; readonly ruleId: string };

export type ExampleDifferences = Changes<ExampleTask> & {
  readonly freeItems: Changes<ExampleFreeItem>;
  /** Absent when the notes are the same. */
  readonly notes?: Changes<ExampleNote>;
};

/** Names an order; with its client when a simulation covers those of several. */
export type OrderReference = { readonly orderId: string; readonly clientId?: string };

export type ExampleOrder = OrderReference & ExampleDifferences;

export const CHANGES = ["added", "removed", "changed"] as const;
type Change = (typeof CHANGES)[number];

/** In how many orders a kind of difference occurs, and the first of them. */
export type DifferenceKind = {
  /** `packing_slip:royalties`, `membership:activate`, `email:streaming-links`, `commission`, `free_item:<sku>`, `note`. */
  readonly kind: string;
  readonly change: Change;
  readonly orders: number;
  readonly examples: readonly OrderReference[];
};

export const EXAMPLES_PER_KIND = 3;
/** Beyond this number an order is kept only as the first example of a kind. */
export const MAX_EXAMPLES = 30;
/** A rulebook can add very many SKUs, each a kind of its own. Further kinds are not listed. */
const MAX_KINDS = 100;
/** Keeps the response far below 1 MB, whatever orders contain. */
const MAX_EXAMPLES_LENGTH = 250_000;
const MAX_ITEMS = 5;
const MAX_REASONS = 3;
const MAX_LINES = 10;

/** Lists in a payload, such as the entries of a commission, are as long as the order. */
const shortPayload = (payload: PlannedTask["payload"]): PlannedTask["payload"] =>
  Object.fromEntries(
    Object.entries(payload).map(([key, value]) => [
      key,
      Array.isArray(value) ? value.slice(0, MAX_LINES) : value,
    ]),
  ) as PlannedTask["payload"];

/** The reason of a task that covers all lines of an order lists them all. */
const shortReason = ({ lineIds, ...because }: Because): Because =>
  lineIds === undefined ? because : { ...because, lineIds: lineIds.slice(0, MAX_LINES) };

const exampleTask = ({ type, key, lineIds, payload, because }: PlannedTask): ExampleTask => ({
  type,
  key,
  lineIds: lineIds.slice(0, MAX_LINES),
  payload: shortPayload(payload),
  because: because.slice(0, MAX_REASONS).map(shortReason),
});

const exampleFreeItem = (line: OrderLine): ExampleFreeItem => {
  const delivery = deliveryOf(line);
  const { ruleId = "", reason = "" } = line.gift ?? {};
  const { sku, quantity } = line;
  return { sku, quantity, ...(delivery === undefined ? {} : { delivery }), ruleId, reason };
};

const exampleNote = ({ text, because }: Note): ExampleNote => ({ text, ruleId: because[0]?.ruleId ?? "" });

const shorten = <T, Example>(
  { added, removed, changed }: Changes<T>,
  example: (value: T) => Example,
): Changes<Example> => ({
  added: added.slice(0, MAX_ITEMS).map(example),
  removed: removed.slice(0, MAX_ITEMS).map(example),
  changed: changed
    .slice(0, MAX_ITEMS)
    .map(({ before, after }) => ({ before: example(before), after: example(after) })),
});

/** The first differences of each kind, with their first reasons and lines: of bounded size. */
export const exampleDifferences = (differences: Differences): ExampleDifferences => ({
  ...shorten(differences, exampleTask),
  freeItems: shorten(differences.freeItems, exampleFreeItem),
  ...(anyChange(differences.notes) && { notes: shorten(differences.notes, exampleNote) }),
});

type KindOfChange = { readonly kind: string; readonly change: Change };

const changesOf = <T>(
  { added, removed, changed }: Changes<T>,
  kind: (value: T) => string,
): KindOfChange[] => [
  ...added.map((value) => ({ kind: kind(value), change: "added" as const })),
  ...removed.map((value) => ({ kind: kind(value), change: "removed" as const })),
  ...changed.map(({ after }) => ({ kind: kind(after), change: "changed" as const })),
];

const kindsOf = (differences: Differences): ReadonlyMap<string, KindOfChange> => {
  const kinds = [
    ...changesOf(differences, differenceKind),
    ...changesOf(differences.freeItems, ({ sku }) => `free_item:${sku}`),
    ...changesOf(differences.notes, () => "note"),
  ];
  return new Map(kinds.map((one) => [`${one.change} ${one.kind}`, one]));
};

type Tally = KindOfChange & { orders: number; readonly examples: OrderReference[] };

/** Collects examples. Memory does not grow with the number of orders. */
export const exampleCollector = () => {
  const tallies = new Map<string, Tally>();
  const examples: ExampleOrder[] = [];
  let length = 0;

  const countKinds = (differences: Differences): Tally[] => {
    const counted: Tally[] = [];
    for (const [name, kind] of kindsOf(differences)) {
      const tally = tallies.get(name) ?? { ...kind, orders: 0, examples: [] };
      if (tally.orders === 0 && tallies.size >= MAX_KINDS) continue;
      tally.orders += 1;
      tallies.set(name, tally);
      counted.push(tally);
    }
    return counted;
  };

  const isWanted = ({ examples: found }: Tally): boolean =>
    found.length === 0 || (found.length < EXAMPLES_PER_KIND && examples.length < MAX_EXAMPLES);

  const add = (order: OrderReference, differences: Differences): void => {
    const counted = countKinds(differences);
    if (length >= MAX_EXAMPLES_LENGTH || !counted.some(isWanted)) return;
    const example = { ...order, ...exampleDifferences(differences) };
    length += JSON.stringify(example).length;
    examples.push(example);
    for (const { examples: found } of counted) if (found.length < EXAMPLES_PER_KIND) found.push(order);
  };

  const kinds = (): readonly DifferenceKind[] =>
    [...tallies.values()].map((tally) => ({ ...tally, examples: [...tally.examples] }));

  return { add, kinds, examples };
};
