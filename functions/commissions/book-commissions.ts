/**
 * Books commissions: one entry per line and role, with the rate valid when the order was paid; and reversals of what was
 * cancelled, with the amounts that the cancellation planned.
 */
import { findRates } from "../../lib/database/agents.ts";
import type { Sql } from "../../lib/database/sql.ts";
import type { Outcome, Task } from "../../lib/database/tasks.ts";
import { clientKey } from "../../lib/domain/client-key.ts";
import { calculateCommission, type EarnedEntries } from "./calculate-commission.ts";
import { insertEntries, type NewEntry } from "./queries.ts";
import { isReversing, reversalEntries } from "./reverse-commissions.ts";

type CommissionTask = Task<"commission">;
/** What a task books, or why it is refused. */
type Booking = { readonly entries: readonly NewEntry[]; readonly outcome: Outcome<"commission"> };

const newEntries = (task: CommissionTask, entries: EarnedEntries, newId: () => string): NewEntry[] =>
  entries.map((entry) => ({
    ...entry,
    entryId: newId(),
    taskId: task.taskId,
    orderNo: task.orderNo,
    agentId: task.payload.agentId,
    currency: task.order.currency,
    paidAt: task.order.payment.paidAt,
    units: task.payload.quantities?.[entry.lineId],
  }));

const booked = ({ taskId }: CommissionTask, entries: readonly NewEntry[]): Booking => ({
  entries,
  outcome: {
    taskId,
    status: "done",
    result: {
      entries: entries.map(({ lineId, role, base, rateBps, amount }) => ({
        lineId,
        role,
        base,
        rateBps,
        amount,
      })),
    },
  },
});

const refused = ({ taskId, payload: { agentId } }: CommissionTask, reason: string): Booking => ({
  entries: [],
  outcome: { taskId, status: "rejected", reason, cause: { code: "agent-without-rate", agentId } },
});

const earned = async (tx: Sql, tasks: readonly CommissionTask[], newId: () => string): Promise<Booking[]> => {
  const rates = await findRates(
    tx,
    tasks.map(({ clientId, payload: { agentId } }) => ({ clientId, agentId })),
  );
  return tasks.map((task) => {
    const { clientId, payload, order } = task;
    const ownRates = rates.get(clientKey(clientId, payload.agentId)) ?? [];
    const commission = calculateCommission(payload, ownRates, order.payment.paidAt);
    return commission.ok
      ? booked(task, newEntries(task, commission.value, newId))
      : refused(task, commission.error);
  });
};

/** @param newId makes the id of each entry */
export const bookCommissions =
  (newId: () => string) =>
  async (tx: Sql, tasks: readonly CommissionTask[], now: string): Promise<Outcome<"commission">[]> => {
    const reversing = tasks.filter(isReversing);
    const reversals = await reversalEntries(tx, reversing, newId);
    const bookings = [
      ...(await earned(
        tx,
        tasks.filter((task) => !isReversing(task)),
        newId,
      )),
      ...reversing.map((task) => booked(task, reversals.get(task.taskId)!)),
    ];
    const entries = bookings.flatMap((booking) => booking.entries);
    if (entries.length > 0) await insertEntries(tx, entries, now);
    return bookings.map(({ outcome }) => outcome);
  };
