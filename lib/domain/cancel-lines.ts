/** Which items of which lines a cancellation takes, free lines too. Pure. */
import {
  type CancelledLine,
  type CancelledLines,
  type CancelledQuantity,
  itemsLeft,
} from "./cancellation.ts";
import { pointerTo } from "./json-pointer.ts";
import { err, ok, type Result } from "./result.ts";
import type { ValidationIssue } from "./validation-issue.ts";

/** A line of an order, as far as cancellations have come. */
export type LineState = {
  readonly lineId: string;
  readonly quantity: number;
  /** Minor units. */
  readonly total: number;
  readonly cancelled: number;
  /** Of a free line: the line that caused it. */
  readonly causedBy?: string | undefined;
};

/** The lines that earn each free line, by its id. */
type Earners = ReadonlyMap<string, ReadonlySet<string>>;

const leftOf = ({ quantity, cancelled }: LineState): number => quantity - cancelled;

const issueAt = (path: readonly PropertyKey[], detail: string): ValidationIssue => ({
  pointer: pointerTo(["lines", ...path]),
  detail,
});

const issueOf = (
  { lineId, quantity }: CancelledQuantity,
  index: number,
  line: LineState | undefined,
): ValidationIssue | undefined => {
  if (line === undefined) return issueAt([index, "lineId"], `the order has no line ${lineId}`);
  if (line.causedBy !== undefined)
    return issueAt([index, "lineId"], `is a free line: it follows line ${line.causedBy}, which caused it`);
  const left = leftOf(line);
  if (quantity <= left) return undefined;
  const detail = left === 0 ? "nothing is left of the line" : `must be at most ${left}: no more is left`;
  return issueAt([index, "quantity"], detail);
};

const repeated = (wanted: readonly CancelledQuantity[]): ValidationIssue[] =>
  wanted.flatMap(({ lineId }, index) =>
    wanted.findIndex((other) => other.lineId === lineId) < index
      ? [issueAt([index, "lineId"], `line ${lineId} is named already`)]
      : [],
  );

/** What is asked for: the given items, or the whole rest. */
const wantedItems = (
  lines: readonly LineState[],
  wanted: readonly CancelledQuantity[] | undefined,
): Result<ReadonlyMap<string, number>, readonly ValidationIssue[]> => {
  const bought = lines.filter(({ causedBy }) => causedBy === undefined);
  if (wanted === undefined) {
    const rest = bought.flatMap((line) => (leftOf(line) === 0 ? [] : [[line.lineId, leftOf(line)] as const]));
    return rest.length === 0 ? err([issueAt([], "nothing is left to cancel")]) : ok(new Map(rest));
  }
  const byId = new Map(lines.map((line) => [line.lineId, line]));
  const issues = wanted.flatMap((one, index) => issueOf(one, index, byId.get(one.lineId)) ?? []);
  const all = [...issues, ...repeated(wanted)];
  return all.length > 0
    ? err(all)
    : ok(new Map(wanted.map(({ lineId, quantity }) => [lineId, quantity] as const)));
};

/** Whether nothing is left of any line that earns a free line. */
const isUnearned = (line: LineState, left: ReadonlyMap<string, number>, earners: Earners): boolean =>
  [...(earners.get(line.lineId) ?? [line.causedBy!])].every((lineId) => (left.get(lineId) ?? 0) === 0);

/**
 * The lines of which items are or were cancelled. Free lines go with the last line that earns them, whole.
 * @param wanted undefined: everything that is left
 * @returns or every issue of what is wanted, with its place in the body
 */
export const cancelLines = (
  lines: readonly LineState[],
  wanted: readonly CancelledQuantity[] | undefined,
  earners: Earners,
): Result<CancelledLines, readonly ValidationIssue[]> => {
  const taken = wantedItems(lines, wanted);
  if (!taken.ok) return taken;
  const left = new Map(
    lines
      .filter(({ causedBy }) => causedBy === undefined)
      .map((line) => [line.lineId, leftOf(line) - (taken.value.get(line.lineId) ?? 0)]),
  );
  const itemsTaken = (line: LineState): number => {
    if (line.causedBy === undefined) return taken.value.get(line.lineId) ?? 0;
    return isUnearned(line, left, earners) ? leftOf(line) : 0;
  };
  const cancelled = lines.map(
    (line): CancelledLine => ({
      lineId: line.lineId,
      quantity: line.quantity,
      total: line.total,
      before: line.cancelled,
      now: itemsTaken(line),
    }),
  );
  return ok(
    new Map(cancelled.flatMap((line) => (line.before + line.now === 0 ? [] : [[line.lineId, line]]))),
  );
};

/** Whether nothing is left of an order's lines. */
export const isComplete = (lines: readonly LineState[], cancelled: CancelledLines): boolean =>
  lines.every(({ lineId }) => {
    const line = cancelled.get(lineId);
    return line !== undefined && itemsLeft(line) === 0;
  });
