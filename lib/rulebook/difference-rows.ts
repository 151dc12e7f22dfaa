/** The differences between two decisions of one order, one row each, as a table shows them. */
import { deliveryOf, type OrderLine } from "../domain/order-line.ts";
import type { Note } from "../domain/note.ts";
import { ruleIdsOf } from "../domain/task.ts";
import { differenceKind, type PlannedTask, taskSummary } from "../tasks/registry.ts";
import { cutText } from "./cut-text.ts";
import type { OrderReference } from "./difference-examples.ts";
import type { Changes, Differences } from "./differences.ts";

export const DIFFERENCE_COLUMNS = [
  "orderId",
  "clientId",
  "change",
  "kind",
  "lines",
  "before",
  "after",
  "rules",
] as const;

/** In characters: of a cell. */
const MAX_CELL_LENGTH = 500;

/** What a row shows of a task or a free item. */
type Shown = {
  readonly kind: string;
  readonly lines: readonly string[];
  readonly text: string;
  readonly rules: readonly string[];
};

const shownTask = (task: PlannedTask): Shown => ({
  kind: differenceKind(task),
  lines: task.lineIds,
  text: taskSummary(task),
  rules: ruleIdsOf(task),
});

/** With the payload: both sides of a change may have the same summary. */
const shownInFull = (task: PlannedTask): Shown => {
  const shown = shownTask(task);
  return {
    ...shown,
    text: `${shown.text}, lines ${task.lineIds.join(" ")}: ${JSON.stringify(task.payload)}`,
  };
};

const shownFreeItem = (line: OrderLine): Shown => {
  const { sku, quantity, gift } = line;
  const delivery = deliveryOf(line);
  return {
    kind: `free_item:${sku}`,
    lines: gift === undefined ? [] : [gift.causedBy],
    text: `${quantity} × ${sku}${delivery === undefined ? "" : ` (${delivery})`}: ${gift?.reason ?? ""}`,
    rules: gift === undefined ? [] : [gift.ruleId],
  };
};

const shownNote = ({ text, because }: Note): Shown => ({
  kind: "note",
  lines: because.flatMap(({ lineId, lineIds }) => lineIds ?? lineId ?? []),
  text,
  rules: [...new Set(because.map(({ ruleId }) => ruleId))],
});

type Row = { readonly change: string; readonly before?: Shown; readonly after?: Shown };

const rowsOf = <T>(
  { added, removed, changed }: Changes<T>,
  show: (value: T) => Shown,
  showChange: (value: T) => Shown,
): Row[] => [
  ...added.map((value): Row => ({ change: "added", after: show(value) })),
  ...removed.map((value): Row => ({ change: "removed", before: show(value) })),
  ...changed.map(
    ({ before, after }): Row => ({ change: "changed", before: showChange(before), after: showChange(after) }),
  ),
];

/** The cells of every difference, in the order of `DIFFERENCE_COLUMNS`. */
export const differenceRows = (
  { orderId, clientId = "" }: OrderReference,
  differences: Differences,
): readonly (readonly string[])[] =>
  [
    ...rowsOf(differences, shownTask, shownInFull),
    ...rowsOf(differences.freeItems, shownFreeItem, shownFreeItem),
    ...rowsOf(differences.notes, shownNote, shownNote),
  ].map(({ change, before, after }) => {
    const { kind, lines, rules } = (after ?? before)!;
    const cells = [lines.join(" "), before?.text ?? "", after?.text ?? "", rules.join(" ")];
    const short = cells.map((text) => cutText(text, MAX_CELL_LENGTH));
    return [orderId, clientId, change, kind, ...short];
  });
