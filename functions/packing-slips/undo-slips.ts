/**
 * Undoes slips because of cancellations. Whether a slip was printed is decided while the first slip of its family is locked, as
 * confirming a print does it, too: of the two, the later one finds what the earlier one did.
 */
import { yearOf } from "../../lib/domain/calendar.ts";
import { AppError } from "../../lib/domain/errors.ts";
import { type Slip, slipNumber, type SlipOrigin } from "../../lib/domain/slip.ts";
import {
  itemsStaying,
  reversedLines,
  type SlipState,
  type UndoneSlip,
  undoSlip,
  withItems,
} from "../../lib/domain/undo-slip.ts";
import type { Sql } from "../../lib/database/sql.ts";
import type { Outcome } from "../../lib/database/tasks.ts";
import type { Company } from "../../lib/runtime/company.ts";
import { slipSettingsOf } from "../../lib/tasks/packing-slip.ts";
import { draftOf, linesOf, type SlipTask } from "./issue-slips.ts";
import { findFamilies, insertSlips, lockOriginals, type NewSlip, nextNumbers, voidSlips } from "./queries.ts";

type Cancels = NonNullable<SlipTask["payload"]["cancels"]>;
/** A task that undoes a slip, with the task that issued the first of its family. */
type Undoing = { readonly task: SlipTask; readonly cancels: Cancels; readonly originalTaskId: string };

/** What one task does. */
type Step = {
  readonly outcome: Outcome<"packing_slip">;
  readonly issued?: NewSlip;
  readonly voided?: { readonly number: string; readonly taskId: string };
};

type Issuing = { readonly company: Company; readonly number: string; readonly issuedAt: string };

const drafted = (
  task: SlipTask,
  { company, number, issuedAt }: Issuing,
  content: { readonly lines: Parameters<typeof draftOf>[2]["lines"]; readonly origin: SlipOrigin },
): Slip => {
  const draft = draftOf(task, company, { ...content, issuedAt });
  if (draft === undefined) throw new AppError("a slip that was issued has no address", { retryable: false });
  return { number, ...draft };
};

/** The lines that stay on a voided slip, as the one that replaces it has them. */
const replacement = (task: SlipTask, undone: UndoneSlip, issuing: Issuing): Slip | undefined => {
  const staying = itemsStaying(undone);
  if (staying.size === 0) return undefined;
  const lines = linesOf(task, [...staying.keys()]).map((line) => {
    const now = staying.get(line.lineId)!;
    return withItems(line, { before: line.quantity - now, now });
  });
  return drafted(task, issuing, { lines, origin: { replaces: undone.slip.number } });
};

const returnSlip = (task: SlipTask, { slip, leaving }: UndoneSlip, issuing: Issuing): Slip => {
  const itemsOf = new Map(leaving.map(({ line, items }) => [line.lineId, items]));
  const lines = linesOf(task, [...itemsOf.keys()]).map((line) => {
    const { of, before, now } = itemsOf.get(line.lineId)!;
    return withItems(line, { before: line.quantity - of + before, now });
  });
  return drafted(task, issuing, { lines, origin: { kind: "return", reverses: slip.number } });
};

const money = (sum: number, line: { readonly total?: number }): number => sum + (line.total ?? 0);

const reversingCopy = (task: SlipTask, { slip, leaving }: UndoneSlip, issuing: Issuing): Slip => {
  const itemsOf = new Map(leaving.map(({ line, items }) => [line.lineId, items]));
  const ordered = linesOf(task, [...itemsOf.keys()]).map((line) =>
    withItems(line, { before: 0, now: itemsOf.get(line.lineId)!.now }),
  );
  const origin = { kind: "reversal", reverses: slip.number } as const;
  const draft = drafted(task, issuing, { lines: ordered, origin });
  const lines = reversedLines(leaving);
  return {
    ...draft,
    lines,
    weightGrams: null,
    ...(draft.total === undefined ? {} : { total: lines.reduce(money, 0) }),
  };
};

/** What a task does to a slip; undefined when the slip does not have what it takes away. */
const stepOf = (undoing: Undoing, family: readonly SlipState[], issuing: Issuing): Step | undefined => {
  const { task, cancels, originalTaskId } = undoing;
  const { taskId, orderNo } = task;
  const undone = undoSlip(family, cancels.lines, slipSettingsOf(task.payload).royalties);
  if (undone === undefined) return undefined;
  const { action, slip } = undone;
  const issue = (issued: Slip): NewSlip => ({ taskId, orderNo, originalTaskId, slip: issued });
  if (action === "void") {
    const next = replacement(task, undone, issuing);
    const result = { packingSlip: next?.number ?? slip.number, voided: slip.number };
    return {
      outcome: { taskId, status: "done", result },
      voided: { number: slip.number, taskId },
      ...(next === undefined ? {} : { issued: issue(next) }),
    };
  }
  const issued =
    action === "return" ? returnSlip(task, undone, issuing) : reversingCopy(task, undone, issuing);
  const result = { packingSlip: issued.number, kind: action, reverses: slip.number };
  return { outcome: { taskId, status: "done", result }, issued: issue(issued) };
};

const issuedState = ({ slip }: NewSlip): SlipState => ({
  number: slip.number,
  kind: slip.kind ?? "slip",
  isVoided: false,
  isPrinted: false,
  reverses: slip.reverses ?? null,
  document: slip,
});

/** The family once the step is done. */
const after = (family: readonly SlipState[], { issued, voided }: Step): readonly SlipState[] => [
  ...family.map((slip) => (slip.number === voided?.number ? { ...slip, isVoided: true } : slip)),
  ...(issued === undefined ? [] : [issuedState(issued)]),
];

const notThere = ({ task, cancels }: Undoing): Outcome<"packing_slip"> => ({
  taskId: task.taskId,
  status: "failed",
  reason: "the slip does not have what was cancelled",
  cause: { code: "permanent-error" },
  lastError: `cancellation ${cancels.cancellationId} takes more than the slip has`,
});

/** @param tasks each with `cancels`, in the order in which their cancellations were accepted */
export const undoSlips =
  (company: () => Company) =>
  async (tx: Sql, tasks: readonly SlipTask[], now: string): Promise<Outcome<"packing_slip">[]> => {
    const originals = await lockOriginals(
      tx,
      tasks.flatMap(({ payload }) => payload.cancels?.taskId ?? []),
    );
    const families = new Map(await findFamilies(tx, [...originals.values()]));
    const numbers = await nextNumbers(tx, tasks.length);
    const steps = tasks.map((task, index): Step => {
      const { cancels } = task.payload;
      const originalTaskId = originals.get(cancels?.taskId ?? "");
      if (cancels === undefined || originalTaskId === undefined)
        throw new AppError("the slip that a cancellation undoes is not there", { retryable: false });
      const undoing = { task, cancels, originalTaskId };
      const family = families.get(originalTaskId)!;
      const number = slipNumber(yearOf(now), numbers[index]!);
      const step = stepOf(undoing, family, { company: company(), number, issuedAt: now });
      if (step === undefined) return { outcome: notThere(undoing) };
      families.set(originalTaskId, after(family, step));
      return step;
    });
    await voidSlips(
      tx,
      steps.flatMap(({ voided }) => voided ?? []),
      now,
    );
    const issued = steps.flatMap((step) => step.issued ?? []);
    if (issued.length > 0) await insertSlips(tx, issued);
    return steps.map(({ outcome }) => outcome);
  };
