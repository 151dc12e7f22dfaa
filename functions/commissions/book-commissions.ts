/** Books commissions: one entry per line, with the rate that held when the order was paid. */
import type { Sql } from "../../lib/database/sql.ts";
import type { Outcome, Task } from "../../lib/database/tasks.ts";
import { calculateCommission } from "./calculate-commission.ts";
import { findRates, insertEntries } from "./queries.ts";

type CommissionTask = Task<"commission">;

/** @param newId gives each entry its id */
export const bookCommissions =
  (newId: () => string) =>
  async (tx: Sql, tasks: readonly CommissionTask[], now: string): Promise<Outcome<"commission">[]> => {
    const rates = await findRates(tx, [...new Set(tasks.map((task) => task.payload.agentId))]);
    const calculated = tasks.map((task) => ({
      task,
      commission: calculateCommission(
        task.payload,
        rates.get(task.payload.agentId) ?? [],
        task.order.payment.paidAt,
      ),
    }));
    const entries = calculated.flatMap(({ task, commission }) =>
      commission.kind === "refused"
        ? []
        : commission.entries.map((entry) => ({
            ...entry,
            entryId: newId(),
            taskId: task.taskId,
            orderNo: task.orderNo,
            agentId: task.payload.agentId,
            currency: task.order.currency,
            paidAt: task.order.payment.paidAt,
          })),
    );
    if (entries.length > 0) await insertEntries(tx, entries, now);
    return calculated.map(({ task: { taskId }, commission }) =>
      commission.kind === "refused"
        ? { taskId, status: "rejected", reason: commission.reason }
        : { taskId, status: "done", result: { entries: commission.entries } },
    );
  };
