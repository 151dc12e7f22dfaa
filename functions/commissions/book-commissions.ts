/** Books commissions: one entry per line and role, with the rate valid when the order was paid. */
import { findRates } from "../../lib/database/agents.ts";
import type { Sql } from "../../lib/database/sql.ts";
import type { Outcome, Task } from "../../lib/database/tasks.ts";
import { clientKey } from "../../lib/domain/client-key.ts";
import { calculateCommission, type EarnedEntries } from "./calculate-commission.ts";
import { insertEntries, type NewEntry } from "./queries.ts";

type CommissionTask = Task<"commission">;

const newEntries = (task: CommissionTask, entries: EarnedEntries, newId: () => string): NewEntry[] =>
  entries.map((entry) => ({
    ...entry,
    entryId: newId(),
    taskId: task.taskId,
    orderNo: task.orderNo,
    agentId: task.payload.agentId,
    currency: task.order.currency,
    paidAt: task.order.payment.paidAt,
  }));

/** @param newId makes the id of each entry */
export const bookCommissions =
  (newId: () => string) =>
  async (tx: Sql, tasks: readonly CommissionTask[], now: string): Promise<Outcome<"commission">[]> => {
    const rates = await findRates(
      tx,
      tasks.map(({ clientId, payload: { agentId } }) => ({ clientId, agentId })),
    );
    const calculated = tasks.map((task) => ({
      task,
      commission: calculateCommission(
        task.payload,
        rates.get(clientKey(task.clientId, task.payload.agentId)) ?? [],
        task.order.payment.paidAt,
      ),
    }));
    const entries = calculated.flatMap(({ task, commission }) =>
      commission.ok ? newEntries(task, commission.value, newId) : [],
    );
    if (entries.length > 0) await insertEntries(tx, entries, now);
    return calculated.map(({ task: { taskId, payload }, commission }) =>
      commission.ok
        ? { taskId, status: "done", result: { entries: commission.value } }
        : {
            taskId,
            status: "rejected",
            reason: commission.error,
            cause: { code: "agent-without-rate", agentId: payload.agentId },
          },
    );
  };
