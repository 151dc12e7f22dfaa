/** Lets changes follow one another, account by account, in memory. Pure. */
import { errorLine } from "../../lib/domain/errors.ts";
import { changeMembership, type Membership } from "../../lib/domain/membership.ts";
import type { Outcome, Task } from "../../lib/database/tasks.ts";
import type { AccountRow, NewEvent } from "./queries.ts";

export type MembershipTask = Task<"membership">;

/** A change and the instant it takes effect. */
export type EffectiveChange = { readonly task: MembershipTask; readonly at: string };

export type AppliedChanges = {
  readonly accounts: readonly AccountRow[];
  readonly events: readonly NewEvent[];
  readonly outcomes: readonly Outcome<"membership">[];
};

type Taken = {
  readonly membership: Membership;
  readonly event?: NewEvent;
  readonly outcome: Outcome<"membership">;
};

const take = (membership: Membership, { task, at }: EffectiveChange): Taken => {
  const { taskId, accountId, orderNo, payload } = task;
  try {
    const result = changeMembership(membership, payload, at);
    if (result.kind === "refused")
      return { membership, outcome: { taskId, status: "rejected", reason: result.reason } };
    const { planBefore, planAfter } = result;
    return {
      membership: result.membership,
      event: {
        taskId,
        accountId: accountId!,
        orderNo,
        change: payload.change,
        planBefore,
        planAfter,
        expiresAt: result.membership.expiresAt,
        at,
      },
      outcome: {
        taskId,
        status: "done",
        result: { membership: { change: payload.change, plan: planAfter } },
      },
    };
  } catch (fault) {
    // A change that makes no sense makes none the next time either. It must not hold up the customer's later ones,
    // which wait for it because they come after it.
    return {
      membership,
      outcome: {
        taskId,
        status: "failed",
        reason: "the change cannot be understood",
        lastError: errorLine(fault),
      },
    };
  }
};

/** @param steps in the order in which they take effect */
export const applyChanges = (
  accounts: readonly AccountRow[],
  steps: readonly EffectiveChange[],
): AppliedChanges => {
  const now = new Map(accounts.map((account) => [account.accountId, account]));
  const taken = steps.map((step) => {
    const account = now.get(step.task.accountId!)!;
    const one = take(account, step);
    now.set(account.accountId, { ...one.membership, accountId: account.accountId });
    return one;
  });
  const events = taken.flatMap(({ event }) => (event === undefined ? [] : [event]));
  const touched = new Set(events.map((event) => event.accountId));
  return {
    accounts: [...now.values()].filter((account) => touched.has(account.accountId)),
    events,
    outcomes: taken.map(({ outcome }) => outcome),
  };
};
