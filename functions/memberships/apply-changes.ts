/** Applies membership changes in memory, one after the other. Pure. */
import { errorLine } from "../../lib/domain/errors.ts";
import {
  changeMembership,
  expired,
  isToExpire,
  type Membership,
  type Rejection,
} from "../../lib/domain/membership.ts";
import { err, ok, type Result } from "../../lib/domain/result.ts";
import { type PastChange, takeBack } from "../../lib/domain/take-back.ts";
import type { Outcome, Task } from "../../lib/database/tasks.ts";
import type { TaskResult } from "../../lib/tasks/registry.ts";
import type { AccountRow, NewEvent } from "./queries.ts";

export type MembershipTask = Task<"membership">;

/** A change and the instant at which it takes effect. */
export type EffectiveChange = { readonly task: MembershipTask; readonly at: string };

export type AppliedChanges = {
  readonly accounts: readonly AccountRow[];
  readonly events: readonly NewEvent[];
  readonly outcomes: readonly Outcome<"membership">[];
};

/** The histories of the accounts that a cancellation takes something back from. */
export type Histories = ReadonlyMap<number, readonly PastChange[]>;

type AppliedStep = {
  readonly membership: Membership;
  readonly event?: NewEvent;
  readonly outcome: Outcome<"membership">;
};

type Applied = {
  readonly membership: Membership;
  readonly planBefore: string | null;
  readonly planAfter: string | null;
  /** Whether nothing is changed. */
  readonly isSame: boolean;
  readonly result: TaskResult["membership"]["membership"];
};

const changed = (membership: Membership, { task, at }: EffectiveChange): Result<Applied, Rejection> => {
  const result = changeMembership(membership, task.payload, at);
  if (!result.ok) return err(result.error);
  const { planAfter: plan } = result.value;
  return ok({ ...result.value, isSame: false, result: { change: task.payload.change, plan } });
};

const cancelled = (
  membership: Membership,
  history: readonly PastChange[],
  { task: { payload }, at }: EffectiveChange,
): Result<Applied, Rejection> => {
  const { change, cancels } = payload;
  if (cancels === undefined) throw new RangeError("the cancelled change is not named");
  const back = takeBack(membership, history, cancels, at);
  if (!back.ok) return err(back.error);
  const { membership: after, planAfter: plan, planBefore, takenBack, nothingTaken } = back.value;
  return ok({
    membership: after,
    planBefore,
    planAfter: plan,
    isSame: nothingTaken !== undefined,
    result: {
      change,
      plan,
      expiresAt: after.expiresAt,
      ...(takenBack === undefined ? {} : { takenBack }),
      ...(nothingTaken === undefined ? {} : { nothingTaken }),
    },
  });
};

const applyStep = (
  membership: Membership,
  history: readonly PastChange[],
  step: EffectiveChange,
): AppliedStep => {
  const { taskId, accountId, orderNo, payload } = step.task;
  try {
    const result =
      payload.change === "cancel" ? cancelled(membership, history, step) : changed(membership, step);
    if (!result.ok) return { membership, outcome: { taskId, status: "rejected", ...result.error } };
    const { membership: after, planBefore, planAfter, isSame } = result.value;
    const outcome = { taskId, status: "done", result: { membership: result.value.result } } as const;
    if (isSame) return { membership, outcome };
    const { change } = payload;
    const { expiresAt } = after;
    return {
      membership: after,
      event: {
        taskId,
        accountId: accountId!,
        orderNo,
        change,
        planBefore,
        planAfter,
        expiresAt,
        at: step.at,
      },
      outcome,
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

const pastChange = ({ taskId, change, planBefore, planAfter }: NewEvent, task: MembershipTask): PastChange =>
  taskId === null
    ? { taskId, change, planBefore, planAfter }
    : { taskId, change, planBefore, planAfter, period: task.payload.period, cancels: task.payload.cancels };

/**
 * Applies the changes, each to the membership that the earlier ones of the same account left.
 * @param steps in the order in which they take effect
 * @returns the changed accounts, their events and the outcome of every task
 */
export const applyChanges = (
  accounts: readonly AccountRow[],
  histories: Histories,
  steps: readonly EffectiveChange[],
): AppliedChanges => {
  const current = new Map(accounts.map((account) => [account.accountId, account]));
  const past = new Map([...histories].map(([accountId, events]) => [accountId, [...events]]));
  const events: NewEvent[] = [];
  const outcomes = steps.map((step) => {
    const account = current.get(step.task.accountId!)!;
    const history = past.get(account.accountId);
    const expiry = expiryOf(account, step.at);
    const before = expiry === undefined ? account : expired(account);
    const { membership, event, outcome } = applyStep(before, history ?? [], step);
    const added = [expiry, event].filter((one) => one !== undefined);
    events.push(...added);
    history?.push(...added.map((one) => pastChange(one, step.task)));
    current.set(account.accountId, {
      ...membership,
      accountId: account.accountId,
      lastOrderNo: added.at(-1)?.orderNo ?? account.lastOrderNo,
    });
    return outcome;
  });
  const touched = new Set(events.map((event) => event.accountId));
  return {
    accounts: [...current.values()].filter((account) => touched.has(account.accountId)),
    events,
    outcomes,
  };
};
