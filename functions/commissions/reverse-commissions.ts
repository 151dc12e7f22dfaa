/** Reverses commissions of cancelled lines: a negative entry for each entry of which something is taken back. */
import { AppError } from "../../lib/domain/errors.ts";
import type { Sql } from "../../lib/database/sql.ts";
import type { Task } from "../../lib/database/tasks.ts";
import type { CommissionPayload } from "../../lib/tasks/commission.ts";
import { findBookedEntries, type NewEntry } from "./queries.ts";

export type ReversingTask = Task<"commission"> & {
  readonly payload: CommissionPayload & { readonly reverses: NonNullable<CommissionPayload["reverses"]> };
};

export const isReversing = (task: Task<"commission">): task is ReversingTask =>
  task.payload.reverses !== undefined;

type Booked = Awaited<ReturnType<typeof findBookedEntries>>[number];

const keyOf = ({ taskId, lineId, role }: Omit<Booked, "entryId">): string => `${taskId} ${role} ${lineId}`;

const reversalsOf = (
  { taskId, orderNo, order, payload: { agentId, reverses } }: ReversingTask,
  entryIds: ReadonlyMap<string, string>,
  newId: () => string,
): NewEntry[] =>
  reverses.entries.map(({ lineId, role, base, rateBps, amount }) => {
    const reversed = entryIds.get(keyOf({ taskId: reverses.taskId, lineId, role }));
    if (reversed === undefined)
      throw new AppError("a reversal names an entry that was not booked", { retryable: false });
    return {
      entryId: newId(),
      taskId,
      orderNo,
      lineId,
      agentId,
      role,
      // Zero has no sign this way.
      base: 0 - base,
      rateBps,
      amount: 0 - amount,
      currency: order.currency,
      paidAt: order.payment.paidAt,
      reverses: reversed,
      cancellationId: reverses.cancellationId,
      cancelledAt: reverses.at,
    };
  });

/**
 * The entries of some reversals, by the task that they are of.
 * @param newId makes the id of each entry
 * @throws AppError, which no retry helps, for an entry that was not booked
 */
export const reversalEntries = async (
  tx: Sql,
  tasks: readonly ReversingTask[],
  newId: () => string,
): Promise<ReadonlyMap<string, readonly NewEntry[]>> => {
  const booked =
    tasks.length === 0
      ? []
      : await findBookedEntries(
          tx,
          tasks.map(({ orderNo }) => orderNo),
          tasks.map(({ payload }) => payload.reverses.taskId),
        );
  const entryIds = new Map(booked.map(({ entryId, ...entry }) => [keyOf(entry), entryId]));
  return new Map(tasks.map((task) => [task.taskId, reversalsOf(task, entryIds, newId)]));
};
