import { describe, expect, test } from "vitest";
import {
  compileSource,
  decideSource,
  orderWith,
  ruleSource,
  taskKeys,
  upgrade,
} from "../../test/support/decisions.ts";
import { book, laptop, membership, video } from "../../test/support/orders.ts";
import { compile } from "./compile.ts";
import { decide } from "./decide.ts";

describe("the starting rules", () => {
  test("an order of every kind leads to slips, memberships, e-mails and commissions, in this order", () => {
    const lines = [
      laptop({ lineId: "1" }),
      book({ lineId: "2" }),
      membership({ lineId: "3" }),
      upgrade({ lineId: "4" }),
      video({ lineId: "5" }),
    ];
    const decided = decideSource(undefined, orderWith(lines, { agentId: "A-1" }));
    expect(decided.rulebookVersion).toBe(7);
    expect(taskKeys(decided)).toEqual([
      "packing_slip:shipping",
      "packing_slip:royalties",
      "membership:3:activate",
      "membership:4:upgrade",
      "email:membership-changed:3",
      "email:membership-changed:4",
      "email:streaming-links",
      "commission:A-1",
    ]);
    expect(decided.tasks.map((task) => task.lineIds)).toEqual([
      ["1", "2"],
      ["2"],
      ["3"],
      ["4"],
      ["3"],
      ["4"],
      ["5", "gift-1"],
      ["1", "2"],
    ]);
  });

  test("a reason shows the clause that decided, with the value it saw", () => {
    const decided = decideSource(undefined, orderWith([video({ lineId: "1", delivery: "disc" })]));
    expect(decided.tasks[0]?.because).toEqual([
      {
        ruleId: "packing-slip",
        lineId: "1",
        explanation: 'line.type == "video" (was "video") && line.delivery == "disc" (was "disc")',
      },
      {
        ruleId: "packing-slip",
        lineId: "gift-1",
        explanation: 'line.type == "video" (was "video") && line.delivery == "disc" (was "disc")',
      },
    ]);
  });

  test("a membership carries the plan and period of its line, and its e-mail waits for it", () => {
    const decided = decideSource(
      undefined,
      orderWith([membership({ lineId: "1", plan: "plus", period: "P1Y" })]),
    );
    expect(decided.tasks).toMatchObject([
      { key: "membership:1:activate", payload: { change: "activate", plan: "plus", period: "P1Y" } },
      { key: "email:membership-changed:1", dependsOn: "membership:1:activate" },
    ]);
  });

  test("an upgrade carries the plan it leads to and the ranks of all plans", () => {
    const decided = decideSource(undefined, orderWith([upgrade({ lineId: "1" })]));
    expect(decided.tasks[0]?.payload).toEqual({
      change: "upgrade",
      plan: "plus",
      ranks: { basic: 1, plus: 2 },
    });
  });

  test("a decision is unchanged by a JSON round trip", () => {
    const { tasks, lines } = decideSource(undefined, orderWith([book({ lineId: "1" })], { agentId: "A-1" }));
    expect(JSON.parse(JSON.stringify({ tasks, lines }))).toEqual({ tasks, lines });
  });
});

describe("merging", () => {
  test("two rules with the same packing slip lead to one task with both reasons", () => {
    const source = `rules:
${ruleSource("one", 'line.type == "book"', "{ packingSlip: { destination: shipping } }")}
${ruleSource("two", "line.unitPrice >= 100", "{ packingSlip: { destination: shipping } }")}`;
    const decided = decideSource(source, orderWith([book({ lineId: "1", unitPrice: 100 })]));
    expect(taskKeys(decided)).toEqual(["packing_slip:shipping"]);
    expect(decided.tasks[0]?.lineIds).toEqual(["1"]);
    expect(decided.tasks[0]?.because.map(({ ruleId }) => ruleId)).toEqual(["one", "two"]);
  });

  test("a rate fixed by a rule overrides the agent's own; of several in a stored rulebook the first counts", () => {
    // The checker refuses two rates for one line; rulebooks that were saved before may have them.
    const stored = [
      ruleSource("own", "true", "commission"),
      ruleSource("first", 'line.type == "book"', "{ commission: { rateBps: 900 } }"),
      ruleSource("second", 'line.type == "book"', "{ commission: { rateBps: 100 } }"),
    ].map((source) => compileSource(`rules:\n${source}`).rulebook);
    const decided = decide(
      compile({ ...stored[0]!, rules: stored.flatMap(({ rules }) => rules) }),
      1,
      orderWith([book({ lineId: "1", quantity: 2 }), laptop({ lineId: "2" })], { agentId: "A-1" }),
      {},
    );
    expect(decided.tasks[0]?.payload).toEqual({
      agentId: "A-1",
      entries: [
        { lineId: "1", base: 6000, rateBps: 900 },
        { lineId: "2", base: 150_000 },
      ],
    });
  });

  test("each agent has one task; a line's agent overrides the order's", () => {
    const lines = [
      book({ lineId: "1", agentId: "A-2" }),
      laptop({ lineId: "2" }),
      book({ lineId: "3", agentId: "A-2" }),
    ];
    const decided = decideSource(undefined, orderWith(lines, { agentId: "A-1" }));
    const commissions = decided.tasks.filter((task) => task.type === "commission");
    expect(commissions.map(({ key, lineIds }) => [key, lineIds])).toEqual([
      ["commission:A-2", ["1", "3"]],
      ["commission:A-1", ["2"]],
    ]);
  });

  test("a rule for each order puts all lines that ship on the slip and is one reason", () => {
    const source = `rules:\n${ruleSource("all", "true", "{ packingSlip: { destination: shipping } }, { packingSlip: { destination: royalties } }", "    forEach: order\n")}`;
    const decided = decideSource(
      source,
      orderWith([laptop({ lineId: "1" }), membership({ lineId: "2" }), book({ lineId: "3" })]),
    );
    expect(decided.tasks.map(({ lineIds, because }) => [lineIds, because])).toEqual([
      [["1", "3"], [{ ruleId: "all", explanation: "true" }]],
      [["3"], [{ ruleId: "all", explanation: "true" }]],
    ]);
  });

  test("an e-mail about a membership that no rule changes is not sent, and why-not says so", () => {
    const source = `rules:\n${ruleSource("notify", "true", "{ email: { template: membership-changed, after: membership } }")}`;
    const decided = decideSource(source, orderWith([membership({ lineId: "1" })]));
    expect(decided.tasks).toEqual([]);
    expect(decided.whyNot[0]?.explanation).toContain("no rule changes a membership");
  });

  test("two membership changes of one line lead to two e-mails", () => {
    const source = `rules:
${ruleSource("notify", "true", "{ email: { template: membership-changed, after: membership } }")}
${ruleSource("on", 'line.type == "membership"', "{ membership: { change: activate } }, { membership: { change: upgrade, plan: plus } }")}`;
    expect(taskKeys(decideSource(source, orderWith([membership({ lineId: "1" })])))).toEqual([
      "membership:1:activate",
      "membership:1:upgrade",
      "email:membership-changed:1",
      "email:membership-changed:1:upgrade",
    ]);
  });
});
