import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addMonthsAndDays } from "./calendar.ts";
import { changeMembership, type Membership, NO_MEMBERSHIP, type RequestedChange } from "./membership.ts";
import { type CancelledChange, type PastChange, takeBack } from "./take-back.ts";

const START = "2027-01-31T12:00:00.000Z";

/** A membership with its history, as the handler keeps them. */
class Account {
  membership: Membership = NO_MEMBERSHIP;
  readonly history: PastChange[] = [];

  change(taskId: string, change: RequestedChange, at = START): boolean {
    const result = changeMembership(this.membership, change, at);
    if (!result.ok) return false;
    const { membership, planBefore, planAfter } = result.value;
    this.membership = membership;
    this.history.push({ taskId, change: change.change, planBefore, planAfter, period: change.period });
    return true;
  }

  cancel(cancels: CancelledChange, at = START) {
    const result = takeBack(this.membership, this.history, cancels, at);
    if (!result.ok) return result.error;
    const { membership, planBefore, planAfter, nothingTaken } = result.value;
    this.membership = membership;
    if (nothingTaken === undefined)
      this.history.push({
        taskId: `c-${this.history.length}`,
        change: "cancel",
        planBefore,
        planAfter,
        cancels,
      });
    return result.value;
  }

  state() {
    const { status, plan, expiresAt } = this.membership;
    return { status, plan, expiresAt };
  }
}

const activate = (period = "P1M", plan = "basic"): RequestedChange => ({ change: "activate", plan, period });
const upgrade = (plan: string): RequestedChange => ({ change: "upgrade", plan });
const later = (days: number): string => addMonthsAndDays(START, 0, days)!;

const account = (...changes: readonly (readonly [string, RequestedChange, string?])[]): Account => {
  const made = new Account();
  for (const [taskId, change, at] of changes) expect(made.change(taskId, change, at)).toBe(true);
  return made;
};

describe("bought time that is taken back", () => {
  test("is counted from where the paid time began: 31 January and three months less one end on 31 March", () => {
    const one = account(["a", activate("P3M")]);
    expect(one.cancel({ taskId: "a", period: "P1M" })).toMatchObject({ takenBack: "P1M" });
    expect(one.state()).toMatchObject({ status: "active", expiresAt: "2027-03-31T12:00:00.000Z" });
  });

  test("is that of a first order while a later one has extended it", () => {
    const one = account(["a", activate()], ["b", activate("P2W")]);
    one.cancel({ taskId: "a", period: "P1M" });
    expect(one.state()).toMatchObject({ status: "active", expiresAt: "2027-02-14T12:00:00.000Z" });
  });

  test("ends the membership at once when nothing is left", () => {
    const one = account(["a", activate()]);
    const at = later(3);
    expect(one.cancel({ taskId: "a", period: "P1M" }, at)).toMatchObject({
      planBefore: "basic",
      planAfter: null,
    });
    expect(one.state()).toEqual({ status: "inactive", plan: "basic", expiresAt: at });
  });

  test("leaves a later upgrade", () => {
    const one = account(["a", activate("P2M")], ["b", upgrade("plus")]);
    one.cancel({ taskId: "a", period: "P1M" });
    expect(one.state()).toMatchObject({
      status: "active",
      plan: "plus",
      expiresAt: "2027-02-28T12:00:00.000Z",
    });
  });

  test("is nothing once the membership has ended", () => {
    const ended = account(["a", activate("P1W")]);
    expect(ended.cancel({ taskId: "a", period: "P1W" }, later(8))).toMatchObject({ nothingTaken: "ended" });
    const deactivated = account(["a", activate()], ["b", { change: "deactivate" }, later(1)]);
    expect(deactivated.cancel({ taskId: "a", period: "P1M" }, later(2))).toMatchObject({
      nothingTaken: "ended",
    });
  });

  test("is nothing of the time that a later order began", () => {
    const one = account(["a", activate("P1W")], ["b", activate(), later(8)]);
    const before = one.state();
    expect(one.cancel({ taskId: "a", period: "P1W" }, later(9))).toMatchObject({
      nothingTaken: "newer-membership",
      planBefore: "basic",
      planAfter: "basic",
    });
    expect(one.state()).toEqual(before);
  });

  test("of a membership of an older version, whose paid time was not counted, is taken from its end", () => {
    const one = account(["a", activate("P10D")], ["b", activate("P1W")]);
    const { paid: _paid, ...older } = one.membership;
    one.membership = older;
    one.cancel({ taskId: "b", period: "P1W" });
    expect(one.state()).toMatchObject({ status: "active", expiresAt: later(10) });
    expect(one.membership.paid).toEqual({ from: later(10), months: 0, days: 0 });
  });
});

describe("an upgrade that is taken back", () => {
  test("goes back to the plan before, and keeps the end", () => {
    const one = account(["a", activate()], ["b", upgrade("plus")]);
    expect(one.cancel({ taskId: "b" })).toMatchObject({ planBefore: "plus", planAfter: "basic" });
    expect(one.state()).toMatchObject({
      status: "active",
      plan: "basic",
      expiresAt: "2027-02-28T12:00:00.000Z",
    });
  });

  test.each([
    ["a later upgrade", upgrade("gold"), "a change to gold came after the upgrade to plus, and stays"],
    [
      "a later extension",
      activate("P1M", "plus"),
      "an extension of plus came after the upgrade to plus, and stays",
    ],
  ])("is rejected when %s builds on it, and not once that is taken back, too", (_name, change, reason) => {
    const one = account(["a", activate()], ["b", upgrade("plus")], ["c", change]);
    expect(one.cancel({ taskId: "b" })).toEqual({ reason, cause: { code: "later-change" } });
    one.cancel({ taskId: "c", period: change.period });
    expect(one.cancel({ taskId: "b" })).toMatchObject({ planAfter: "basic" });
  });

  test("is rejected while a part of a later extension is left", () => {
    const one = account(["a", activate()], ["b", upgrade("plus")], ["c", activate("P3M", "plus")]);
    one.cancel({ taskId: "c", period: "P2M" });
    expect(one.cancel({ taskId: "b" })).toMatchObject({ cause: { code: "later-change" } });
    one.cancel({ taskId: "c", period: "P1M" });
    expect(one.cancel({ taskId: "b" })).toMatchObject({ planAfter: "basic" });
  });

  test("is nothing once the membership has ended, or has begun again", () => {
    const changes = [
      ["a", activate("P1W")],
      ["b", upgrade("plus")],
    ] as const;
    expect(account(...changes).cancel({ taskId: "b" }, later(8))).toMatchObject({ nothingTaken: "ended" });
    const newer = account(...changes, ["c", activate("P1M"), later(8)]);
    expect(newer.cancel({ taskId: "b" }, later(9))).toMatchObject({ nothingTaken: "newer-membership" });
  });
});

test("a change that left no event is rejected, and one that cannot be taken back throws", () => {
  const one = account(["a", activate()]);
  expect(one.cancel({ taskId: "x", period: "P1M" })).toMatchObject({
    cause: { code: "no-membership-change" },
  });
  expect(() => one.cancel({ taskId: "a" })).toThrow(RangeError);
  expect(() => one.cancel({ taskId: "a", period: "soon" })).toThrow(RangeError);
});

/** The time that is left of the activations of one paid time, counted apart from the code that is tested. */
type Model =
  | { from: string; readonly left: Map<string, { unit: "months" | "days"; count: number }> }
  | undefined;

const endOf = (model: NonNullable<Model>): string => {
  const sum = (unit: string) =>
    [...model.left.values()].reduce((total, one) => (one.unit === unit ? total + one.count : total), 0);
  return addMonthsAndDays(model.from, sum("months"), sum("days"))!;
};

const step = fc.record({
  days: fc.nat(40),
  kind: fc.constantFrom("activate", "activate", "cancel", "deactivate"),
  unit: fc.constantFrom("months" as const, "days" as const),
  count: fc.integer({ min: 1, max: 4 }),
  index: fc.nat(30),
});
const periodOf = (unit: "months" | "days", count: number) => `P${count}${unit === "months" ? "M" : "D"}`;

test("activations and cancellations in any order give exactly the time of what is left of the activations", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const one = new Account();
      const given: { taskId: string; unit: "months" | "days"; left: number }[] = [];
      let model: Model;
      let day = 0;
      for (const [index, { days, kind, unit, count, index: which }] of steps.entries()) {
        day += days;
        const at = later(day);
        if (model !== undefined && endOf(model) <= at) model = undefined;
        if (kind === "activate") {
          const taskId = `t-${index}`;
          one.change(taskId, activate(periodOf(unit, count)), at);
          model ??= { from: at, left: new Map() };
          model.left.set(taskId, { unit, count });
          given.push({ taskId, unit, left: count });
        } else if (kind === "deactivate") {
          one.change(`t-${index}`, { change: "deactivate" }, at);
          model = undefined;
        } else {
          const target = given[which % Math.max(1, given.length)];
          const back = Math.min(count, target?.left ?? 0);
          if (target === undefined || back === 0) continue;
          target.left -= back;
          one.cancel({ taskId: target.taskId, period: periodOf(target.unit, back) }, at);
          const part = model?.left.get(target.taskId);
          if (part !== undefined) part.count -= back;
          if (model !== undefined && endOf(model) <= at) model = undefined;
        }
        const isActive = one.membership.status === "active" && one.membership.expiresAt! > at;
        expect(isActive).toBe(model !== undefined);
        if (model !== undefined) expect(one.membership.expiresAt).toBe(endOf(model));
      }
    }),
    { numRuns: 500 },
  );
});
