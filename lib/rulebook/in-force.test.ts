import { describe, expect, test } from "vitest";
import {
  CATALOGUE,
  compileSource,
  decideSource,
  orderWith,
  ruleSource,
  taskKeys,
} from "../../test/support/decisions.ts";
import { issuesOf, warningsOf } from "../../test/support/rulebook-source.ts";
import { book } from "../../test/support/orders.ts";
import { decide } from "./decide.ts";
import { startSimulation } from "./simulate.ts";

const paid = (paidAt: string) => {
  const order = orderWith([book({ lineId: "1" })], { agentId: "A-1" });
  return { ...order, payment: { ...order.payment, paidAt } };
};
const rule = (more: string) => `rules:\n${ruleSource("earn", "true", "commission", more)}`;
const PAUSED = `    paused:
      - { from: 2026-12-10T00:00:00-03:00, until: 2026-12-12T00:00:00-03:00, reason: Stocktaking }
      - { from: 2026-12-20T00:00:00-03:00, until: 2026-12-21T00:00:00-03:00, reason: Holidays }
`;

describe("a rule that is switched off", () => {
  test("does nothing and has one explanation, whatever it says", () => {
    const order = orderWith([book({ lineId: "1" }), book({ lineId: "2" })], { agentId: "A-1" });
    const decided = decideSource(rule("    enabled: false\n"), order);
    expect(decided.tasks).toEqual([]);
    expect(decided.whyNot).toEqual([{ ruleId: "earn", explanation: "switched off" }]);
  });

  test("acts when enabled is true", () => {
    expect(taskKeys(decideSource(rule("    enabled: true\n"), paid("2026-12-10T00:00:00Z")))).toHaveLength(1);
  });

  test("covers no other rule and is covered by none", () => {
    const same = (id: string, more = "") => ruleSource(id, "true", "commission", more);
    expect(warningsOf(`rules:\n${same("one", "    enabled: false\n")}${same("two")}`)).toEqual([]);
  });
});

describe("a pause", () => {
  test.each([
    ["before it", "2026-12-09T23:59:59-03:00", undefined],
    ["at its begin", "2026-12-10T00:00:00-03:00", "Stocktaking"],
    ["within it, in another offset", "2026-12-12T02:59:59Z", "Stocktaking"],
    ["at its end", "2026-12-12T00:00:00-03:00", undefined],
    ["within another one", "2026-12-20T12:00:00-03:00", "Holidays"],
  ])("paid %s", (_name, paidAt, reason) => {
    const { tasks, whyNot } = decideSource(rule(PAUSED), paid(paidAt));
    expect(tasks).toHaveLength(reason === undefined ? 1 : 0);
    expect(whyNot).toEqual(
      reason === undefined ? [] : [{ ruleId: "earn", explanation: `paused: paid at ${paidAt} — ${reason}` }],
    );
  });

  test.each([
    [
      "whose end is not after its begin",
      "{ from: 2026-12-02T00:00:00Z, until: 2026-12-02T00:00:00Z, reason: r }",
      "is not after",
    ],
    ["without an end", "{ from: 2026-12-02T00:00:00Z, reason: r }", "needs an `until`"],
    ["without a reason", "{ from: 2026-12-02T00:00:00Z, until: 2026-12-03T00:00:00Z }", "needs a `reason`"],
  ])("%s is an issue at its place", (_name, pause, detail) => {
    const issues = issuesOf(rule(`    paused: [${pause}]\n`));
    expect(issues).toEqual([
      expect.objectContaining({ ruleId: "earn", detail: expect.stringContaining(detail) }),
    ]);
    expect(issues[0]!.pointer).toContain("/rules/0/paused/0");
  });
});

describe("an exception with dates", () => {
  const except = (dates: string) =>
    rule(`    except:\n      - { id: x, when: "true", reason: r, owner: o, ${dates} }\n`);

  test.each([
    ["2026-11-30T23:59:59Z", 1],
    ["2026-12-01T00:00:00Z", 0],
    ["2026-12-24T23:59:59Z", 0],
    ["2026-12-25T00:00:00Z", 1],
  ])("holds its rule back from its begin and before its end: paid at %s", (paidAt, tasks) => {
    const source = except("from: 2026-12-01T00:00:00Z, until: 2026-12-25T00:00:00Z");
    expect(decideSource(source, paid(paidAt)).tasks).toHaveLength(tasks);
  });

  test("is no proof that the rule can never apply", () => {
    expect(warningsOf(except("from: 2026-12-01T00:00:00Z"))).toEqual([]);
  });

  test("has an issue when its end is not after its begin", () => {
    expect(issuesOf(except("from: 2026-12-02T00:00:00Z, until: 2026-12-01T00:00:00Z"))).toEqual([
      expect.objectContaining({ pointer: "/rules/0/except/0/until" }),
    ]);
  });
});

describe("a renamed rule", () => {
  const OLD = `rules:\n${ruleSource("earn", "true", "commission")}`;
  const NEW = `rules:\n${ruleSource("commission-for-all", "true", "commission", "    renamedFrom: earn\n")}`;

  test.each([
    ["forward", NEW, OLD, "commission-for-all"],
    ["back", OLD, NEW, "earn"],
  ])("is one rule in a simulation %s", (_name, draft, active, ruleId) => {
    const simulation = startSimulation(compileSource(draft), compileSource(active));
    simulation.add({ order: paid("2026-12-01T00:00:00Z"), catalogue: {}, lookups: { rateOf: () => 100 } });
    const { rules, ordersDiffering } = simulation.report();
    expect({ rules, ordersDiffering }).toEqual({
      rules: [{ ruleId, before: 1, after: 1 }],
      ordersDiffering: 0,
    });
  });

  test.each([
    [
      "of a rule",
      [
        ["a", "b"],
        ["b", ""],
      ],
      "/rules/0/renamedFrom",
      "still has the id `b`",
    ],
    ["of itself", [["a", "a"]], "/rules/0/renamedFrom", "still has the id `a`"],
    [
      "of another renamed rule",
      [
        ["a", "c"],
        ["b", "c"],
      ],
      "/rules/1/renamedFrom",
      "two rules are renamed from `c`",
    ],
  ])("must not have the former id %s", (_name, rules, pointer, detail) => {
    const source = rules.map(([id, former]) =>
      ruleSource(id!, `line.sku == "${id}"`, "commission", former ? `    renamedFrom: ${former}\n` : ""),
    );
    expect(issuesOf(`rules:\n${source.join("")}`)).toEqual([
      expect.objectContaining({ pointer, detail: expect.stringContaining(detail) }),
    ]);
  });
});

test("orders of more periods than are kept are decided as under a rulebook that has decided no other", () => {
  const dayOf = (index: number): string => `2026-03-${String(index + 1).padStart(2, "0")}`;
  const rules = Array.from({ length: 28 }, (_, index) => {
    const dates = `    from: ${dayOf(index)}T00:00:00Z\n    until: ${dayOf(index)}T12:00:00Z\n`;
    return ruleSource(`day-${index + 1}`, "true", "commission", dates);
  });
  const source = `rules:\n${rules.join("")}`;
  const shared = compileSource(source);
  for (let index = 0; index < 56; index += 1)
    for (const [time, tasks] of [
      ["06:00", 1],
      ["18:00", 0],
    ] as const) {
      const order = paid(`${dayOf(index % 28)}T${time}:00.000Z`);
      const decision = decide(shared, 1, order, CATALOGUE);
      expect(decision).toEqual(decide(compileSource(source), 1, order, CATALOGUE));
      expect(decision.tasks).toHaveLength(tasks);
    }
});
