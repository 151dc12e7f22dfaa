/** Issues packing slips: one per task, numbered, complete. */
import { yearOf } from "../../lib/domain/calendar.ts";
import { AppError } from "../../lib/domain/errors.ts";
import type { OrderLine } from "../../lib/domain/order-line.ts";
import { draftSlip, type Slip, slipNumber } from "../../lib/domain/slip.ts";
import { slipSettingsOf } from "../../lib/tasks/packing-slip.ts";
import type { Sql } from "../../lib/database/sql.ts";
import type { Outcome, Task } from "../../lib/database/tasks.ts";
import type { Company } from "../../lib/runtime/company.ts";
import { insertSlips, nextNumbers } from "./queries.ts";

type SlipTask = Task<"packing_slip">;
type Draft = { readonly task: SlipTask; readonly draft: Omit<Slip, "number"> | undefined };

const linesOf = (task: SlipTask): OrderLine[] => {
  const wanted = new Set(task.lineIds);
  const lines = [...task.order.lines, ...task.freeLines].filter((line) => wanted.has(line.lineId));
  if (lines.length === 0 || lines.length < wanted.size)
    throw new AppError("a packing slip names lines that its order does not have", { retryable: false });
  return lines;
};

const draftOf = (task: SlipTask, { language, ...sender }: Company, issuedAt: string): Draft => ({
  task,
  draft: draftSlip({
    order: task.order,
    lines: linesOf(task),
    destination: task.payload.destination,
    settings: slipSettingsOf(task.payload),
    issuedAt,
    sender,
    notes: task.notes ?? [],
    companyLanguage: language,
  }),
});

/** @param company called for each task, not at import, so that the environment is read on the first batch */
export const issueSlips =
  (company: () => Company) =>
  async (tx: Sql, tasks: readonly SlipTask[], now: string): Promise<Outcome<"packing_slip">[]> => {
    const drafts = tasks.map((task) => draftOf(task, company(), now));
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
      ...drafts
        .filter(({ draft }) => draft === undefined)
        .map(({ task }) => ({
          taskId: task.taskId,
          status: "rejected" as const,
          reason: "the order has no shipping address",
          cause: { code: "no-shipping-address" as const },
        })),
    ];
  };
