import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { changeMembership, type Membership, membershipAt, NO_MEMBERSHIP } from "./membership.ts";
import { err, ok } from "./result.ts";
import type { MembershipPayload } from "../tasks/membership.ts";

const NOW = "2026-11-20T17:03:00.000Z";
const basic: Membership = {
  status: "active",
  plan: "basic",
  since: "2026-11-01T12:00:00.000Z",
  expiresAt: "2026-12-01T12:00:00.000Z",
};
const lapsed: Membership = { ...basic, expiresAt: NOW };
const activate = (plan: string, period = "P1M"): MembershipPayload => ({ change: "activate", plan, period });
const upgrade = (plan: string): MembershipPayload => ({ change: "upgrade", plan });
const deactivate: MembershipPayload = { change: "deactivate" };

const rejected = (code: string, reason: string) => err({ reason, cause: { code } });

describe("activating a membership", () => {
  test("starts a new one at the instant of the change, for the period", () => {
    expect(changeMembership(NO_MEMBERSHIP, activate("basic"), NOW)).toEqual(
      ok({
        membership: {
          status: "active",
          plan: "basic",
          since: NOW,
          expiresAt: "2026-12-20T17:03:00.000Z",
          paid: { from: NOW, months: 1, days: 0 },
        },
        planBefore: null,
        planAfter: "basic",
      }),
    );
  });

  test("extends an active one of the same plan by the period", () => {
    expect(changeMembership(basic, activate("basic", "P1Y"), NOW)).toEqual(
      ok({
        membership: {
          ...basic,
          expiresAt: "2027-12-01T12:00:00.000Z",
          paid: { from: basic.since, months: 13, days: 0 },
        },
        planBefore: "basic",
        planAfter: "basic",
      }),
    );
  });

  test("starts an inactive one again, with any plan, also one that expires at the instant of the change", () => {
    for (const before of [lapsed, { ...basic, status: "inactive" as const }])
      expect(changeMembership(before, activate("plus"), NOW)).toEqual(
        ok({
          membership: {
            status: "active",
            plan: "plus",
            since: NOW,
            expiresAt: "2026-12-20T17:03:00.000Z",
            paid: { from: NOW, months: 1, days: 0 },
          },
          planBefore: null,
          planAfter: "plus",
        }),
      );
  });

  test("is rejected while another plan is active", () => {
    expect(changeMembership(basic, activate("plus"), NOW)).toEqual(
      rejected("other-plan-active", "another plan, basic, is active until 2026-12-01T12:00:00.000Z"),
    );
  });

  test("is rejected when it would end after the year 9999", () => {
    const far = { ...basic, expiresAt: "9999-12-20T12:00:00.000Z" };
    expect(changeMembership(far, activate("basic"), NOW)).toEqual(
      rejected("membership-too-long", "the membership would end after the year 9999"),
    );
  });
});

describe("upgrading a membership", () => {
  test("changes the plan and keeps the expiry", () => {
    expect(changeMembership(basic, upgrade("plus"), NOW)).toEqual(
      ok({
        membership: { ...basic, plan: "plus" },
        planBefore: "basic",
        planAfter: "plus",
      }),
    );
  });

  test("is rejected without an active one, and to the current plan", () => {
    const none = rejected("no-active-membership", "no active membership to upgrade");
    expect(changeMembership(NO_MEMBERSHIP, upgrade("plus"), NOW)).toEqual(none);
    expect(changeMembership(lapsed, upgrade("plus"), NOW)).toEqual(none);
    expect(changeMembership(basic, upgrade("basic"), NOW)).toEqual(rejected("same-plan", "already on basic"));
  });
});

describe("deactivating a membership", () => {
  test("ends an active one at the instant of the change", () => {
    expect(changeMembership(basic, deactivate, NOW)).toEqual(
      ok({
        membership: { ...basic, status: "inactive", expiresAt: NOW },
        planBefore: "basic",
        planAfter: null,
      }),
    );
  });

  test("is rejected when none is active", () => {
    const none = rejected("no-active-membership", "no active membership to deactivate");
    expect(changeMembership(NO_MEMBERSHIP, deactivate, NOW)).toEqual(none);
    expect(changeMembership(lapsed, deactivate, NOW)).toEqual(none);
  });
});

test("a change without the plan or period of its kind is rejected", () => {
  expect(changeMembership(NO_MEMBERSHIP, { change: "activate", plan: "basic" }, NOW)).toEqual(
    rejected("no-period", "the membership change has no period"),
  );
  expect(changeMembership(basic, { change: "upgrade" }, NOW)).toEqual(
    rejected("no-plan", "the membership change has no plan"),
  );
});

test("a period that is not one throws a RangeError", () => {
  expect(() => changeMembership(NO_MEMBERSHIP, activate("basic", "soon"), NOW)).toThrow(RangeError);
});

test("a membership keeps its invariants under any sequence of changes", () => {
  const plan = fc.constantFrom("basic", "plus", "gold");
  const change: fc.Arbitrary<MembershipPayload> = fc.oneof(
    fc.record({
      change: fc.constant("activate" as const),
      plan,
      period: fc.constantFrom("P1M", "P1Y", "P7D", "P2W"),
    }),
    fc.record({ change: fc.constant("upgrade" as const), plan }),
    fc.constant(deactivate),
  );
  const start = Date.parse("2026-01-31T12:00:00Z");
  const steps = fc.array(fc.record({ change, days: fc.nat(60) }), { maxLength: 30 });
  fc.assert(
    fc.property(steps, (all) => {
      let at = start;
      let membership = NO_MEMBERSHIP;
      for (const step of all) {
        at += step.days * 86_400_000;
        const instant = new Date(at).toISOString();
        const before = membershipAt(membership, instant);
        const result = changeMembership(membership, step.change, instant);
        if (!result.ok) continue;
        const { planBefore, planAfter } = result.value;
        membership = result.value.membership;
        expect(planBefore).toBe(before.status === "active" ? before.plan : null);
        expect(planAfter).toBe(membership.status === "active" ? membership.plan : null);
        if (membership.status === "active") {
          expect(membership.plan).toBe(step.change.plan);
          expect(membership.expiresAt! > instant).toBe(true);
          expect(membership.since! <= instant).toBe(true);
        }
        if (step.change.change === "upgrade") expect(membership.expiresAt).toBe(before.expiresAt);
        if (step.change.change === "deactivate") expect(membership.status).toBe("inactive");
      }
    }),
  );
});
