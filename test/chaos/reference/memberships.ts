/** Memberships: the changes of each customer, carried out in the order in which orders and cancellations were accepted. */
import { later, timeOf } from "./arithmetic.ts";
import type { Findings } from "./findings.ts";
import { isWithdrawn, type MatchedOf, nameIn } from "./matched.ts";
import type { Rows, TaskRow } from "./rows.ts";

const RANKS: Readonly<Record<string, number>> = { basic: 1, plus: 2 };

type Time = { readonly months: number; readonly days: number };
const NO_TIME: Time = { months: 0, days: 0 };
const plus = (a: Time, b: Time): Time => ({ months: a.months + b.months, days: a.days + b.days });
const minus = (a: Time, b: Time): Time => ({ months: a.months - b.months, days: a.days - b.days });

type State = {
  readonly status: "none" | "active" | "inactive";
  readonly plan: string | null;
  readonly since: string | null;
  readonly expiresAt: string | null;
  readonly paid: Time;
};

const NONE: State = { status: "none", plan: null, since: null, expiresAt: null, paid: NO_TIME };

type Change = {
  readonly subject: string;
  readonly task: TaskRow;
  /** When it takes effect. */
  readonly at: string;
  /** The position in the order of acceptance. */
  readonly acceptedAs: readonly [number, number];
} & (
  | { readonly change: "activate"; readonly plan: string; readonly time: Time }
  | { readonly change: "upgrade"; readonly plan: string }
  | { readonly change: "deactivate" }
  | { readonly change: "cancel"; readonly undone: string; readonly time: Time | undefined }
);

/** What a change led to; without an event it changed nothing. */
type Effect = { readonly state: State; readonly rejected?: string; readonly isChanged: boolean };

type PastEvent = {
  readonly change: Change;
  readonly planBefore: string | null;
  readonly planAfter: string | null;
};

const planIn = ({ status, plan }: State): string | null => (status === "active" ? plan : null);

const changed = (state: State): Effect => ({ state, isChanged: true });
const rejected = (state: State, code: string): Effect => ({ state, rejected: code, isChanged: false });

const activate = (now: State, { plan, time, at }: Extract<Change, { change: "activate" }>): Effect => {
  if (now.status === "active" && now.plan !== plan) return rejected(now, "other-plan-active");
  const since = now.status === "active" ? now.since! : at;
  const paid = plus(now.status === "active" ? now.paid : NO_TIME, time);
  return changed({ status: "active", plan, since, paid, expiresAt: later(since, paid.months, paid.days) });
};

const upgrade = (now: State, { plan }: Extract<Change, { change: "upgrade" }>): Effect => {
  if (now.status !== "active") return rejected(now, "no-active-membership");
  if (now.plan === plan) return rejected(now, "same-plan");
  return RANKS[plan]! < RANKS[now.plan!]! ? rejected(now, "lower-plan") : changed({ ...now, plan });
};

const ended = (now: State, at: string): State => ({ ...now, status: "inactive", expiresAt: at });

/** Whether all of an earlier change was taken back. */
const isTakenBack = ({ change }: PastEvent, history: readonly PastEvent[]): boolean => {
  const back = history.flatMap((event) =>
    event.change.change === "cancel" && event.change.undone === change.task.taskId ? [event.change] : [],
  );
  if (change.change !== "activate") return back.length > 0;
  const left = back.reduce((time, one) => minus(time, one.time ?? NO_TIME), change.time);
  return left.months === 0 && left.days === 0;
};

const takeBack = (
  now: State,
  history: readonly PastEvent[],
  { undone, time, at }: Extract<Change, { change: "cancel" }>,
): Effect => {
  const index = history.findIndex(({ change }) => change.task.taskId === undone);
  const event = history[index];
  if (event === undefined) return rejected(now, "no-membership-change");
  const since = history.slice(index + 1);
  const isNewer = since.some(({ change, planBefore }) => change.change === "activate" && planBefore === null);
  if (isNewer || now.status !== "active") return { state: now, isChanged: false };
  if (time === undefined) {
    const builtOn = since.some(
      (one) => ["activate", "upgrade"].includes(one.change.change) && !isTakenBack(one, since),
    );
    return builtOn || now.plan !== event.planAfter
      ? rejected(now, "later-change")
      : changed({ ...now, plan: event.planBefore });
  }
  const paid = minus(now.paid, time);
  const expiresAt = later(now.since!, paid.months, paid.days);
  return Date.parse(expiresAt) <= Date.parse(at)
    ? changed(ended(now, at))
    : changed({ ...now, paid, expiresAt });
};

const apply = (now: State, history: readonly PastEvent[], change: Change): Effect => {
  switch (change.change) {
    case "activate":
      return activate(now, change);
    case "upgrade":
      return upgrade(now, change);
    case "deactivate":
      return now.status === "active" ? changed(ended(now, change.at)) : rejected(now, "no-active-membership");
    case "cancel":
      return takeBack(now, history, change);
    default: {
      const unknown: never = change;
      throw new TypeError(`no such change: ${String(unknown)}`);
    }
  }
};

/** The changes that a membership task and the tasks that undo it stand for. */
const changesOf = (matched: MatchedOf<"membership">): Change[] => {
  const { of, expected, task, after, items } = matched;
  const [lineId] = expected.lineIds;
  const line = of.body.lines.find((one, index) => (one.lineId ?? String(index + 1)) === lineId)!;
  const common = { subject: nameIn(matched), task, acceptedAs: [of.row.orderNo, task.position] } as const;
  const at = task.retriedAt ?? of.row.receivedAt;
  const own = {
    activate: (): Change => ({
      ...common,
      at,
      change: "activate",
      plan: line.plan!,
      time: timeOf(line.period!, items.get(lineId) ?? 0),
    }),
    upgrade: (): Change => ({ ...common, at, change: "upgrade", plan: line.toPlan! }),
    deactivate: (): Change => ({ ...common, at, change: "deactivate" }),
  }[expected.change]();
  return [
    ...(isWithdrawn(task) ? [] : [own]),
    ...after.map(({ cancellation, undoing }): Change => {
      const { now } = cancellation.taken.get(lineId)!;
      return {
        subject: `${common.subject} ${cancellation.row.cancellationId}`,
        task: undoing,
        at: undoing.retriedAt ?? cancellation.row.receivedAt,
        acceptedAs: [cancellation.row.cancellationNo, undoing.position],
        change: "cancel",
        undone: task.taskId,
        time: expected.change === "activate" ? timeOf(line.period!, now) : undefined,
      };
    }),
  ];
};

/** A change that runs again on request takes effect between those that were accepted before the request and after it. */
const inSequence = (changes: readonly Change[]): Change[] => {
  const sequence = changes
    .filter(({ task }) => task.retriedAt === null)
    .toSorted((a, b) => a.acceptedAs[0] - b.acceptedAs[0] || a.acceptedAs[1] - b.acceptedAs[1]);
  const retried = changes.filter(({ task }) => task.retriedAt !== null);
  for (const change of retried.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))) {
    const next = sequence.findIndex(({ at }) => Date.parse(at) > Date.parse(change.at));
    sequence.splice(next === -1 ? sequence.length : next, 0, change);
  }
  return sequence;
};

const compareTask = (findings: Findings, { subject, task }: Change, { rejected: code }: Effect): void => {
  const state = task.causeCode === null ? task.status : `${task.status} (${task.causeCode})`;
  const expected = code === undefined ? "done" : `rejected (${code})`;
  if (state !== expected) findings.add("wrong", subject, `is ${state}, expected ${expected}`);
};

const shownState = ({ status, plan, since, expiresAt }: Omit<State, "paid">) => ({
  status,
  plan,
  since,
  expiresAt,
});

/** Compares the history and the state of every customer. */
export const compareMemberships = (
  findings: Findings,
  matched: readonly MatchedOf<"membership">[],
  { membershipEvents, accounts }: Rows,
): void => {
  const byCustomer = Map.groupBy(matched, ({ of }) => of.row.customerId);
  const eventsBy = Map.groupBy(membershipEvents, ({ customerId }) => customerId);
  const accountBy = new Map(accounts.map((account) => [account.customerId, account]));
  for (const customerId of new Set([...byCustomer.keys(), ...eventsBy.keys()])) {
    const subject = `membership of ${customerId}`;
    let state = NONE;
    const history: PastEvent[] = [];
    const expected: object[] = [];
    for (const change of inSequence((byCustomer.get(customerId) ?? []).flatMap(changesOf))) {
      const effect = apply(state, history, change);
      compareTask(findings, change, effect);
      if (effect.isChanged) {
        const [planBefore, planAfter] = [planIn(state), planIn(effect.state)];
        history.push({ change, planBefore, planAfter });
        const { expiresAt } = effect.state;
        const { task, at } = change;
        expected.push({ taskId: task.taskId, change: change.change, planBefore, planAfter, expiresAt, at });
      }
      state = effect.state;
    }
    const actual = (eventsBy.get(customerId) ?? []).map(({ customerId: _, ...event }) => event);
    compareHistory(findings, subject, actual, expected);
    const { customerId: _, ...account } = accountBy.get(customerId) ?? { customerId, ...NONE };
    findings.expect(subject, "its state", shownState(account as State), shownState(state));
  }
};

const compareHistory = (
  findings: Findings,
  subject: string,
  actual: readonly { readonly taskId: string | null }[],
  expected: readonly object[],
): void => {
  const repeated = actual.filter(
    ({ taskId }, index) => actual.findIndex((one) => one.taskId === taskId) < index,
  );
  if (repeated.length > 0) findings.add("doubled", subject, `${repeated.length} changes had effect twice`);
  for (let index = 0; index < Math.max(actual.length, expected.length); index += 1) {
    if (expected[index] === undefined)
      findings.add("wrong", subject, `has a further change ${JSON.stringify(actual[index])}`);
    else if (actual[index] === undefined)
      findings.add("lost", subject, `has no change ${JSON.stringify(expected[index])}`);
    else findings.expect(subject, `change ${index + 1}`, actual[index], expected[index]);
    if (JSON.stringify(actual[index]) !== JSON.stringify(expected[index])) return;
  }
};
