import { describe, expect, test } from "vitest";
import { compileSource, orderWith } from "../../../test/support/decisions.ts";
import { book } from "../../../test/support/orders.ts";
import { check, issuesOf } from "../../../test/support/rulebook-source.ts";
import { compile } from "../compile.ts";
import { decide } from "../decide.ts";
import { rulebookSchema } from "../rulebook.ts";

const rule = (id: string, when: string, then: string, more = ""): string =>
  `  - id: ${id}\n    when: |\n      ${when}\n${more}    then: [${then}]\n`;
const rate = (id: string, when: string, rateBps: number, more = ""): string =>
  rule(id, when, `{ commission: { rateBps: ${rateBps} } }`, more);
const PLANS =
  "plans:\n  basic: { title: { pt-BR: B, en: B }, rank: 1, period: P1M }\n  plus: { title: { pt-BR: P, en: P }, rank: 2, period: P1M }\n";
const issues = (...rules: readonly string[]) => issuesOf(`${PLANS}rules:\n${rules.join("")}`);

describe("two rules that fix different rates for one line", () => {
  test("are an issue that names both, at the rate of the second, with an order that shows it", () => {
    const found = issues(
      rate("books", 'line.type == "book"', 300),
      rate("dear", "line.unitPrice >= 20000", 500),
    );
    expect(found).toEqual([
      expect.objectContaining({ ruleId: "dear", pointer: "/rules/1/then/0/commission/rateBps" }),
    ]);
    const [{ detail } = { detail: "" }] = found;
    expect(detail).toContain("for one line `books` fixes the rate 300 and `dear` the rate 500");
    const [, sample = "{}"] = detail.split("shows it: ");
    expect(JSON.parse(sample)).toMatchObject({ lines: [{ type: "book", unitPrice: 20_000 }] });
  });

  test.each([
    ["numbers over lines", 'order.lines.sum(l, l.type == "book", l.quantity) >= 3'],
    ["a count of lines", 'order.lines.count(l, l.type == "video") > 1'],
    ["the total of goods", "order.goodsTotal >= 50000"],
    ["another line", 'order.lines.exists(l, l.type == "video" && l.delivery == "disc")'],
    ["a list", 'line.sku in lists["december"]'],
    ["the agent in effect", 'has(line.agent) && line.agent == "A-7"'],
    ["the domain of the customer", 'order.customer.emailDomain == "house.example"'],
    ["what the customer had before", "has(order.history) && order.history.orders == 0"],
    ["an address", 'has(order.shippingAddress) && order.shippingAddress.state == "RJ"'],
    ["metadata", 'has(order.metadata.channel) && order.metadata.channel == "web"'],
    ["a choice", '(line.type == "video" || line.quantity > 3) && line.total >= 1000'],
    ["the total of the line", "line.total >= 123456"],
    ["the currency", 'order.currency == "USD"'],
  ])("are found by %s", (_name, when) => {
    expect(issues(rate("all", "true", 300), rate("some", when, 500))).toEqual([
      expect.objectContaining({ detail: expect.stringContaining("`all` fixes the rate 300 and `some`") }),
    ]);
  });

  test.each([
    ["when one is for each order", "    forEach: order\n"],
    ["when both dates overlap", "    from: 2027-01-01T00:00:00Z\n    until: 2027-02-01T00:00:00Z\n"],
    [
      "between the pauses",
      "    paused: [{ from: 2026-01-01T00:00:00Z, until: 2026-02-01T00:00:00Z, reason: r }]\n",
    ],
  ])("are found %s", (_name, more) => {
    expect(issues(rate("all", "true", 300), rate("more", "order.goodsTotal >= 0", 500, more))).toHaveLength(
      1,
    );
  });

  test.each([
    ["one overrides the other", rate("b", "true", 500, "    overrides: [a]\n")],
    ["the other overrides the one", rate("b", "true", 500) + rate("c", "true", 500, "    overrides: [a]\n")],
    [
      "one overrides along a chain",
      rate("x", "true", 500, "    overrides: [b]\n") + rate("b", "line.free", 300, "    overrides: [a]\n"),
    ],
    ["one is switched off", rate("b", "true", 500, "    enabled: false\n")],
    ["they are never in force together", rate("b", "true", 500, "    from: 2030-01-01T00:00:00Z\n")],
    ["the rates are equal", rate("b", "true", 300)],
    ["one has no fixed rate", rule("b", "true", "commission")],
    ["the conditions exclude each other", rate("b", 'line.type != "book"', 500)],
    [
      "an exception excludes the lines",
      rate("b", "true", 500, '    except: [{ id: x, when: line.type == "book", reason: r, owner: o }]\n'),
    ],
    [
      "a third rule suppresses commissions",
      `${rate("b", "true", 500)}  - { id: s, when: "true", suppress: [commission], reason: r, owner: o }\n`,
    ],
  ])("are no issue where %s", (_name, other) => {
    const first = rate("a", 'line.type == "book"', 300, "    until: 2029-01-01T00:00:00Z\n");
    expect(issues(first, other)).toEqual([]);
  });

  test("in one rule are an issue", () => {
    const both = "{ commission: { rateBps: 300 } }, { commission: { rateBps: 500 } }";
    expect(issues(rule("a", "true", both))).toMatchObject([
      { detail: expect.stringContaining("the rule fixes the rate 300 and the rate 500") },
    ]);
  });
});

describe("two rules that fix different plans or periods for one line", () => {
  const member = 'line.type == "membership"';
  const activate = (id: string, details: string, when = member) =>
    rule(id, when, `{ membership: { change: activate, ${details} } }`);

  test.each([
    ["plans", "plan: basic", "plan: plus", "the plan basic and `b` the plan plus"],
    ["periods", "period: P1M", "period: P3M", "the period P1M and `b` the period P3M"],
  ])("are an issue: %s", (_name, one, other, detail) => {
    expect(issues(activate("a", one), activate("b", other, `${member} && line.quantity > 2`))).toMatchObject([
      { detail: expect.stringContaining(detail) },
    ]);
  });

  test.each([
    ["of different changes", "{ membership: { change: upgrade, plan: plus } }"],
    ["that leave the plan to the line", "{ membership: { change: activate } }"],
  ])("are no issue: %s", (_name, then) => {
    expect(issues(activate("a", "plan: basic"), rule("b", member, then))).toEqual([]);
  });
});

test("a stored rulebook with a conflict loads, and the rule that is written first counts", () => {
  const { rulebook } = compileSource(`rules:\n${rate("a", "true", 300)}`);
  const [first] = rulebook.rules;
  const second = { ...first!, id: "b", then: [{ action: "commission" as const, rateBps: 500 }] };
  const stored = rulebookSchema.parse(JSON.parse(JSON.stringify({ ...rulebook, rules: [first, second] })));
  const order = orderWith([book({ lineId: "1" })], { agentId: "A-1" });
  expect(decide(compile(stored), 1, order, {}).tasks).toMatchObject([
    { payload: { entries: [{ rateBps: 300 }] } },
  ]);
});

test.each([
  ["that all conflict", (index: number) => rate(`r${index}`, "line.quantity > 0", index)],
  [
    "that cannot be shown to conflict",
    (index: number) =>
      rate(`r${index}`, `order.lines.all(l, l.sku == line.sku || l.quantity == ${index})`, index),
  ],
  ["that name SKUs of their own", (index: number) => rate(`r${index}`, `line.sku == "S-${index}"`, index)],
  [
    "with ranges of prices of their own",
    (index: number) =>
      rate(`r${index}`, `line.unitPrice >= ${index}00 && line.unitPrice < ${index + 1}00`, index),
  ],
])("the check of 500 rules %s ends within its budget", (_name, one) => {
  const source = `rules:\n${Array.from({ length: 400 }, (_, index) => one(index)).join("")}`;
  const started = process.cpuUsage();
  check(source);
  const { user } = process.cpuUsage(started);
  expect(user / 1_000).toBeLessThan(4_000);
});
