/** Issues packing slips: one per task, numbered, complete. Those that a cancellation undoes are in undo-slips.ts. */
import { yearOf } from "../../lib/domain/calendar.ts";
import { AppError } from "../../lib/domain/errors.ts";
import type { OrderLine } from "../../lib/domain/order-line.ts";
import { draftSlip, type Slip, type SlipOrigin, slipNumber } from "../../lib/domain/slip.ts";
import { withItems } from "../../lib/domain/undo-slip.ts";
import { slipSettingsOf } from "../../lib/tasks/packing-slip.ts";
import type { Sql } from "../../lib/database/sql.ts";
import type { Outcome, Task } from "../../lib/database/tasks.ts";
import type { Company } from "../../lib/runtime/company.ts";
import { insertSlips, nextNumbers } from "./queries.ts";

export type SlipTask = Task<"packing_slip">;
type Draft = { readonly task: SlipTask; readonly draft: Omit<Slip, "number"> | undefined };

/** The lines of a task as its order has them. */
export const linesOf = (task: SlipTask, lineIds: readonly string[]): OrderLine[] => {
  const wanted = new Set(lineIds);
  const lines = [...task.order.lines, ...task.freeLines].filter((line) => wanted.has(line.lineId));
  if (lines.length === 0 || lines.length < wanted.size)
    throw new AppError("a packing slip names lines that its order does not have", { retryable: false });
  return lines;
};

/** The lines with as many items as the task has of them: fewer than ordered when some were cancelled before. */
const linesLeft = (task: SlipTask): OrderLine[] =>
  linesOf(task, task.lineIds).map((line) => {
    const now = task.payload.quantities?.[line.lineId] ?? line.quantity;
    return withItems(line, { before: line.quantity - now, now });
  });

type SlipContent = {
  readonly lines: readonly OrderLine[];
  readonly issuedAt: string;
  readonly origin?: SlipOrigin;
};

/** @returns undefined when the order has no address for a slip of the customer */
export const draftOf = (
  task: SlipTask,
  { language, ...sender }: Company,
  { lines, issuedAt, origin }: SlipContent,
): Omit<Slip, "number"> | undefined =>
  draftSlip({
    order: task.order,
    lines,
    destination: task.payload.destination,
    settings: slipSettingsOf(task.payload),
    issuedAt,
    sender,
    notes: task.notes ?? [],
    companyLanguage: language,
    origin,
  });

const rejectedOf = ({ task }: Draft): Outcome<"packing_slip"> => ({
  taskId: task.taskId,
  status: "rejected",
  reason: "the order has no shipping address",
  cause: { code: "no-shipping-address" },
});

/** @param company called for each task, not at import, so that the environment is read on the first batch */
export const issueSlips =
  (company: () => Company) =>
  async (tx: Sql, tasks: readonly SlipTask[], now: string): Promise<Outcome<"packing_slip">[]> => {
    const drafts: readonly Draft[] = tasks.map((task) => ({
      task,
      draft: draftOf(task, company(), { lines: linesLeft(task), issuedAt: now }),
    }));
    const issuable = drafts.flatMap(({ task, draft }) => (draft === undefined ? [] : [{ task, draft }]));
    const numbers = issuable.length === 0 ? [] : await nextNumbers(tx, issuable.length);
    const year = yearOf(now);
    const slips = issuable.map(({ task, draft }, index) => ({
      taskId: task.taskId,
      orderNo: task.orderNo,
      slip: { number: slipNumber(year, numbers[index]!), ...draft },
    }));
    if (slips.length > 0) await insertSlips(tx, slips);
    return [
      ...slips.map(({ taskId, slip }) => ({
        taskId,
        status: "done" as const,
        result: { packingSlip: slip.number },
      })),
      ...drafts.filter(({ draft }) => draft === undefined).map(rejectedOf),
    ];
  };
