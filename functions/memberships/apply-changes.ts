/** Applies membership changes in memory, one after the other. Pure. */
import { errorLine } from "../../lib/domain/errors.ts";
import { changeMembership, expired, isToExpire, type Membership } from "../../lib/domain/membership.ts";
import type { Outcome, Task } from "../../lib/database/tasks.ts";
import type { AccountRow, NewEvent } from "./queries.ts";

export type MembershipTask = Task<"membership">;

/** A change and the instant at which it takes effect. */
export type EffectiveChange = { readonly task: MembershipTask; readonly at: string };

export type AppliedChanges = {
  readonly accounts: readonly AccountRow[];
  readonly events: readonly NewEvent[];
  readonly outcomes: readonly Outcome<"membership">[];
};

type AppliedStep = {
  readonly membership: Membership;
  readonly event?: NewEvent;
  readonly outcome: Outcome<"membership">;
};

const applyStep = (membership: Membership, { task, at }: EffectiveChange): AppliedStep => {
  const { taskId, accountId, orderNo, payload } = task;
  try {
    const result = changeMembership(membership, payload, at);
    if (!result.ok) return { membership, outcome: { taskId, status: "rejected", ...result.error } };
    const { membership: changed, planBefore, planAfter } = result.value;
    return {
      membership: changed,
      event: {
        taskId,
        accountId: accountId!,
        orderNo,
        change: payload.change,
        planBefore,
        planAfter,
        expiresAt: changed.expiresAt,
        at,
      },
      outcome: {
        taskId,
        status: "done",
        result: { membership: { change: payload.change, plan: planAfter } },
      },
    };
  } catch (error) {
    // A retry fails in the same way. The task fails at once because the customer's later changes wait for it.
    return {
      membership,
      outcome: {
        taskId,
        status: "failed",
        reason: "the change cannot be understood",
        cause: { code: "permanent-error" },
        lastError: errorLine(error),
      },
    };
  }
};

/** The end of a membership whose paid time is over at an instant, so that the history has it before the next change. */
const expiryOf = (account: AccountRow, at: string): NewEvent | undefined =>
  account.lastOrderNo !== null && isToExpire(account, at)
    ? {
        taskId: null,
        accountId: account.accountId,
        orderNo: account.lastOrderNo,
        change: "expire",
        planBefore: account.plan,
        planAfter: null,
        expiresAt: account.expiresAt,
        at: account.expiresAt!,
      }
    : undefined;

/**
 * Applies the changes, each to the membership that the earlier ones of the same account left.
 * @param steps in the order in which they take effect
 * @returns the changed accounts, their events and the outcome of every task
 */
export const applyChanges = (
  accounts: readonly AccountRow[],
  steps: readonly EffectiveChange[],
): AppliedChanges => {
  const current = new Map(accounts.map((account) => [account.accountId, account]));
  const events: NewEvent[] = [];
  const outcomes = steps.map((step) => {
    const account = current.get(step.task.accountId!)!;
    const expiry = expiryOf(account, step.at);
    const { membership, event, outcome } = applyStep(expiry === undefined ? account : expired(account), step);
    const added = [expiry, event].filter((one) => one !== undefined);
    events.push(...added);
    current.set(account.accountId, {
      ...membership,
      accountId: account.accountId,
      lastOrderNo: added.at(-1)?.orderNo ?? account.lastOrderNo,
    });
    return outcome;
  });
  const changed = new Set(events.map((event) => event.accountId));
  return {
    accounts: [...current.values()].filter((account) => changed.has(account.accountId)),
    events,
    outcomes,
  };
};
