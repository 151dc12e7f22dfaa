import { describe, expect, test } from "vitest";
import { decideSource, orderWith } from "../../test/support/decisions.ts";
import { issuesOf } from "../../test/support/rulebook-source.ts";
import { book, membership } from "../../test/support/orders.ts";
import { changeMembership, type Membership } from "../domain/membership.ts";
import { parseLine } from "../domain/parse-line.ts";

const PLANS = `plans:
  basic: { title: { pt-BR: Básico, en: Basic }, rank: 1, period: P1M }
  plus: { title: { pt-BR: Plus, en: Plus }, rank: 2 }
`;
const rule = (when: string, action: string): string =>
  `rules:\n  - id: a\n    when: |\n      ${when}\n    then: [{ membership: { ${action} } }]\n`;

describe("plans of a rulebook", () => {
  test.each([
    [
      "the plan's, when the line has none",
      "change: activate",
      membership({ lineId: "1", period: undefined }),
      "P1M",
    ],
    ["the line's before the plan's", "change: activate", membership({ lineId: "1", period: "P1Y" }), "P1Y"],
    ["the rule's before all", "change: activate, period: P7D", membership({ lineId: "1" }), "P7D"],
    [
      "the plan's for another line, for each of its units",
      "change: activate, plan: basic",
      book({ lineId: "1", quantity: 2 }),
      "P2M",
    ],
  ])("the period of an activation is %s", (_, action, line, period) => {
    const when = line.type === "membership" ? 'line.type == "membership"' : "true";
    const { tasks } = decideSource(PLANS + rule(when, action), orderWith([line]));
    expect(tasks).toMatchObject([{ payload: { plan: "basic", period } }]);
  });

  test("an upgrade knows the ranks", () => {
    const { tasks } = decideSource(
      PLANS + rule("true", "change: upgrade, plan: plus"),
      orderWith([book({ lineId: "1" })]),
    );
    expect(tasks).toMatchObject([{ payload: { plan: "plus", ranks: { basic: 1, plus: 2 } } }]);
  });

  test.each([
    ["basic", { basic: 1, plus: 2 }, "basic is not above plus"],
    ["basic", { basic: 2, plus: 2 }, "basic is not above plus"],
    ["basic", { basic: 3, plus: 2 }, undefined],
    ["basic", { basic: 1 }, undefined],
    ["basic", undefined, undefined],
    ["plus", { basic: 1, plus: 2 }, "already on plus"],
  ])("an upgrade from plus to %s with the ranks %j is rejected: %s", (plan, ranks, reason) => {
    const now: Membership = {
      status: "active",
      plan: "plus",
      since: "2026-01-01T00:00:00Z",
      expiresAt: "2027-01-01T00:00:00Z",
    };
    const result = changeMembership(now, { change: "upgrade", plan, ranks }, "2026-06-01T00:00:00Z");
    expect(result.ok ? undefined : result.error.reason).toBe(reason);
  });

  test.each([
    ["basic", undefined, []],
    ["plus", undefined, ["/lines/0/period is required"]],
    ["plus", "P1M", []],
  ])("a membership line of %s with the period %s has the issues %j", (plan, period, expected) => {
    const planDetails = {
      basic: { title: { "pt-BR": "Básico", en: "Basic" }, rank: 1, period: "P1M" },
      plus: { title: { "pt-BR": "Plus", en: "Plus" }, rank: 2 },
    };
    const raw = { type: "membership", sku: "M", title: "M", quantity: 1, unitPrice: 1, plan, period };
    const parsed = parseLine(JSON.parse(JSON.stringify(raw)), 0, {
      productTypes: {},
      plans: ["basic", "plus"],
      planDetails,
    });
    expect(parsed.ok ? [] : parsed.error.map(({ pointer, detail }) => `${pointer} ${detail}`)).toEqual(
      expected,
    );
  });

  test.each([
    ["a plan with a period for any line", "true", "change: activate, plan: basic", []],
    ["a plan without a period for any line", "true", "change: activate, plan: plus", ["for which period?"]],
    ["a period of the rule", "true", "change: activate, plan: plus, period: P1M", []],
    ["a membership, whose plan or line has a period", 'line.type == "membership"', "change: activate", []],
    [
      "an upgrade line, whose plan may have none",
      'line.type == "membership_upgrade"',
      "change: activate",
      ["for which period?"],
    ],
    [
      "an upgrade with a period",
      "true",
      "change: upgrade, plan: plus, period: P1M",
      ["upgrade takes no period"],
    ],
    [
      "a period that a membership may lack",
      'line.type == "membership" && line.period == "P1M"',
      "change: activate",
      ["line.period"],
    ],
    ["an unknown plan", "true", "change: upgrade, plan: pluss", ["did you mean `plus`?"]],
  ])("%s is checked", (_, when, action, expected) => {
    expect(issuesOf(PLANS + rule(when, action)).map(({ detail }) => detail)).toEqual(
      expected.map((detail) => expect.stringContaining(detail)),
    );
  });

  test.each([
    ["plans: {}\n", "at least one plan"],
    ["plans: { Basic: { title: { pt-BR: B, en: B }, rank: 1 } }\n", "plan `Basic` must be lower case"],
    ["plans: { basic: { title: { pt-BR: B, en: B } } }\n", "needs a `rank`"],
    ["plans: { basic: { title: { pt-BR: B, en: B }, rank: 0 } }\n", "must be from 1 to 1000"],
    [
      "plans: { basic: { title: { pt-BR: B, en: B }, rank: 1, period: soon } }\n",
      "must be an ISO 8601 period",
    ],
    [
      "plans: { basic: { titel: { pt-BR: B, en: B }, title: { pt-BR: B, en: B }, rank: 1 } }\n",
      "did you mean `title`?",
    ],
    ["plans: 7\n", "plans"],
  ])("the section %j is an issue", (section, detail) => {
    expect(issuesOf(`${section}rules: []\n`).map((issue) => issue.detail)).toEqual([
      expect.stringContaining(detail),
    ]);
  });
});
