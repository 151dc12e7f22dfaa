/** What a cancellation does to a packing slip, and how much of its lines is left. Pure. */
import { type CancelledQuantity, type Items, partOf } from "./cancellation.ts";
import { lineTotal } from "./money.ts";
import type { OrderLine } from "./order-line.ts";
import type { Slip, SlipLine, UndoingKind } from "./slip.ts";

/** A slip and those that replace, return or reverse it. */
export type SlipState = {
  readonly number: string;
  readonly kind: "slip" | UndoingKind;
  readonly isVoided: boolean;
  readonly isPrinted: boolean;
  readonly reverses: string | null;
  readonly document: Slip;
};

/** Items of a line of a slip, with how many of them left it before. */
type LeavingLine = { readonly line: SlipLine; readonly items: Items };

export type UndoneSlip = {
  readonly slip: SlipState;
  /** `void`: it is not printed. */
  readonly action: "void" | UndoingKind;
  readonly leaving: readonly LeavingLine[];
};

const sumOf = (slips: readonly SlipState[], lineId: string): number =>
  slips
    .flatMap(({ document }) => document.lines)
    .reduce((sum, line) => (line.lineId === lineId ? sum + Math.abs(line.quantity) : sum), 0);

/**
 * What the cancellation of some items does to a slip.
 * @param family the slip that was issued first, and all that followed from it
 * @param isRoyaltyCopy whether its royalties are owed from its issue on, printed or not
 * @returns undefined when the slip does not have these items, or no longer
 */
export const undoSlip = (
  family: readonly SlipState[],
  lines: readonly CancelledQuantity[],
  isRoyaltyCopy: boolean,
): UndoneSlip | undefined => {
  const slip = family.find(({ kind, isVoided }) => kind === "slip" && !isVoided);
  if (slip === undefined) return undefined;
  const undone = family.filter(({ reverses }) => reverses === slip.number);
  const leaving = lines.flatMap(({ lineId, quantity: now }) => {
    const line = slip.document.lines.find((one) => one.lineId === lineId);
    const before = sumOf(undone, lineId);
    return line === undefined || before + now > line.quantity
      ? []
      : [{ line, items: { of: line.quantity, before, now } }];
  });
  if (leaving.length < lines.length) return undefined;
  if (isRoyaltyCopy) return { slip, action: "reversal", leaving };
  return { slip, action: slip.isPrinted ? "return" : "void", leaving };
};

/** The items of each line that stay on a slip of which some leave; lines of which none are left are absent. */
export const itemsStaying = ({ slip, leaving }: UndoneSlip): ReadonlyMap<string, number> => {
  const gone = new Map(leaving.map(({ line, items }) => [line.lineId, items.now]));
  const staying = slip.document.lines.map(
    ({ lineId, quantity }) => [lineId, quantity - (gone.get(lineId) ?? 0)] as const,
  );
  return new Map(staying.filter(([, quantity]) => quantity > 0));
};

/**
 * A line of an order with some of its items. Its total is their part of the whole total.
 * @param before how many items went before these
 */
export const withItems = (line: OrderLine, { before, now }: Omit<Items, "of">): OrderLine => {
  if (now === line.quantity) return line;
  const total = partOf(lineTotal(line), { of: line.quantity, before, now });
  return { ...line, quantity: now, discount: now * line.unitPrice - total };
};

const negative = (amount: number | undefined, items: Items): number | undefined =>
  amount === undefined ? undefined : -partOf(amount, items) + 0;

const reversedLine = ({ line, items }: LeavingLine): SlipLine => {
  const [total, royaltyDue] = [negative(line.total, items), negative(line.royaltyDue, items)];
  return {
    ...line,
    quantity: -items.now,
    ...(total === undefined ? {} : { total }),
    ...(royaltyDue === undefined ? {} : { royaltyDue }),
  };
};

/**
 * The lines of a reversing copy: their negative amounts are the exact parts of the amounts on the copy that they reverse,
 * so that all reversals of a line are its amounts.
 */
export const reversedLines = (leaving: readonly LeavingLine[]): readonly SlipLine[] =>
  leaving.map(reversedLine);
