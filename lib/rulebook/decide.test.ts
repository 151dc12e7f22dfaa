import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Catalogue } from "../domain/catalogue.ts";
import type { Order, OrderLine } from "../domain/order.ts";
import { book, laptop, membership, video } from "../../test/support/orders.ts";
import { checkRulebook } from "./check/check-rulebook.ts";
import { loadRulebook } from "./check/load-rulebook.ts";
import { compile } from "./compile.ts";
import { decide } from "./decide.ts";
import { rulesWithEffect } from "./examples.ts";
import { decideWithWhyNot } from "./why-not.ts";
import { STARTING_CATALOGUE } from "./starting-catalogue.ts";

const CATALOGUE: Catalogue = {
  ...STARTING_CATALOGUE,
  BOOKMARK: { sku: "BOOKMARK", type: "physical", title: "Bookmark", fields: { weightGrams: 5 } },
  GUIDE: { sku: "GUIDE", type: "ticket", title: "Guided tour", fields: { venue: "Museum" } },
};

const starting = loadRulebook(readFileSync(new URL("../../rules/default.yaml", import.meta.url), "utf8"));

const rulebook = (source: string) => {
  const checked = checkRulebook(source, "yaml", {
    skus: new Set(Object.keys(CATALOGUE)),
    now: "2026-01-01T00:00:00Z",
    catalogue: CATALOGUE,
  });
  if (!checked.ok) throw new Error(checked.issues.map(({ detail }) => detail).join("\n"));
  return compile(checked.rulebook);
};

const upgrade = (fields: Partial<OrderLine> & { lineId: string }): OrderLine => ({
  type: "membership_upgrade",
  sku: "UP-PLUS",
  title: "Plus",
  quantity: 1,
  unitPrice: 5_000,
  discount: 0,
  free: false,
  toPlan: "plus",
  ...fields,
});

const order = (lines: readonly OrderLine[], fields: Partial<Order> = {}): Order => ({
  orderId: "WEB-1",
  placedAt: "2026-11-20T14:03:00-03:00",
  currency: "BRL",
  locale: "pt-BR",
  customer: { customerId: "C-77", name: "Carlos Silva", email: "carlos@example.com" },
  shippingAddress: { line1: "Rua A", city: "São Paulo", state: "SP", postalCode: "01010-000", country: "BR" },
  payment: { method: "pix", paidAt: "2026-11-20T14:03:10-03:00", amount: 1 },
  lines,
  metadata: {},
  ...fields,
});

const outcome = (source: string | undefined, subject: Order) => {
  const compiled = source === undefined ? compile(starting) : rulebook(source);
  const { decision, whyNot } = decideWithWhyNot(compiled, 7, subject, CATALOGUE);
  return { ...decision, whyNot };
};
const keys = (subject: ReturnType<typeof outcome>): string[] => subject.tasks.map((task) => task.key);
const rule = (id: string, when: string, then: string, more = ""): string =>
  `  - id: ${id}\n    when: |\n      ${when}\n${more}    then: [${then}]\n`;

describe("the starting rules", () => {
  test("an order of every kind leads to slips, memberships, mails and commissions, in this order", () => {
    const lines = [
      laptop({ lineId: "1" }),
      book({ lineId: "2" }),
      membership({ lineId: "3" }),
      upgrade({ lineId: "4" }),
      video({ lineId: "5" }),
    ];
    const decided = outcome(undefined, order(lines, { agentId: "A-1" }));
    expect(decided.rulebookVersion).toBe(7);
    expect(keys(decided)).toEqual([
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
    const decided = outcome(undefined, order([video({ lineId: "1", delivery: "disc" })]));
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

  test("a membership carries the plan and period of its line, and its mail waits for it", () => {
    const decided = outcome(undefined, order([membership({ lineId: "1", plan: "plus", period: "P1Y" })]));
    expect(decided.tasks).toMatchObject([
      { key: "membership:1:activate", payload: { change: "activate", plan: "plus", period: "P1Y" } },
      { key: "email:membership-changed:1", dependsOn: "membership:1:activate" },
    ]);
  });

  test("an upgrade carries the plan it leads to", () => {
    const decided = outcome(undefined, order([upgrade({ lineId: "1" })]));
    expect(decided.tasks[0]?.payload).toEqual({ change: "upgrade", plan: "plus" });
  });

  test("a decision survives the way through JSON", () => {
    const { tasks, lines } = outcome(undefined, order([book({ lineId: "1" })], { agentId: "A-1" }));
    expect(JSON.parse(JSON.stringify({ tasks, lines }))).toEqual({ tasks, lines });
  });
});

describe("free items", () => {
  const gifts = (lines: readonly OrderLine[]) =>
    outcome(undefined, order(lines)).lines.filter((line) => line.free);

  test("two ski videos on disc bring one First Aid on disc", () => {
    const lines = [video({ lineId: "1", delivery: "disc" }), video({ lineId: "2", delivery: "disc" })];
    expect(gifts(lines)).toEqual([
      {
        lineId: "gift-1",
        type: "video",
        sku: "VIDEO-FIRST-AID",
        title: "First Aid",
        quantity: 1,
        unitPrice: 0,
        discount: 0,
        delivery: "disc",
        free: true,
        gift: { ruleId: "ski-first-aid", reason: "Court decision, 1997", causedBy: "1" },
      },
    ]);
  });

  test("one on disc and one streaming bring one of each, delivered alike", () => {
    const lines = [video({ lineId: "1", delivery: "disc" }), video({ lineId: "2", delivery: "streaming" })];
    expect(gifts(lines).map(({ lineId, delivery, gift }) => [lineId, delivery, gift?.causedBy])).toEqual([
      ["gift-1", "disc", "1"],
      ["gift-2", "streaming", "2"],
    ]);
  });

  test("a gift's id gives way to one that the platform uses", () => {
    expect(gifts([video({ lineId: "gift-1" })])[0]?.lineId).toBe("gift-2");
  });

  test("a gift never brings a gift", () => {
    const source = `rules:\n${rule("more", 'line.sku in ["VIDEO-SKI", "VIDEO-FIRST-AID"]', "{ addFreeItem: { sku: VIDEO-FIRST-AID, reason: r } }")}`;
    const decided = outcome(source, order([video({ lineId: "1" })]));
    expect(decided.lines).toHaveLength(2);
    expect(decided.whyNot).toContainEqual({
      ruleId: "more",
      lineId: "gift-1",
      explanation: "a free item never brings another",
    });
  });

  test("lines that are no videos count as one delivery", () => {
    const source = `rules:\n${rule("mark", 'line.type == "book"', "{ addFreeItem: { sku: BOOKMARK, quantity: 2, reason: r } }")}`;
    const decided = outcome(source, order([book({ lineId: "1" }), book({ lineId: "2" })]));
    expect(decided.lines.filter((line) => line.free)).toMatchObject([
      { sku: "BOOKMARK", quantity: 2, weightGrams: 5, gift: { causedBy: "1" } },
    ]);
    expect(decided.whyNot).toContainEqual({
      ruleId: "mark",
      lineId: "2",
      explanation: "line 1 already brought it: one free item per rule, order and delivery",
    });
  });

  test("a rule for each order brings one gift, caused by the first line", () => {
    const source = `rules:\n${rule("big", "size(order.lines) >= 2", "{ addFreeItem: { sku: BOOKMARK, reason: r } }", "    forEach: order\n")}`;
    const decided = outcome(source, order([laptop({ lineId: "1" }), book({ lineId: "2" })]));
    expect(decided.lines.filter((line) => line.free)).toMatchObject([{ gift: { causedBy: "1" } }]);
  });

  test("a gift of a declared type has its attributes", () => {
    const source = `productTypes: { ticket: { ships: false, attributes: { venue: string } } }
rules:
${rule("tour", 'line.type == "book"', "{ addFreeItem: { sku: GUIDE, reason: r } }")}`;
    expect(outcome(source, order([book({ lineId: "1" })])).lines[1]).toMatchObject({
      type: "ticket",
      attributes: { venue: "Museum" },
    });
  });

  test("a gift earns no commission, though its rule would give one", () => {
    const source = `rules:
${rule("gift", 'line.type == "book"', "{ addFreeItem: { sku: BOOKMARK, reason: r } }")}
${rule("pay", 'line.type in ["book", "physical"]', "commission")}`;
    const decided = outcome(source, order([book({ lineId: "1", agentId: "A-1" })], { agentId: "A-2" }));
    expect(keys(decided)).toEqual(["commission:A-1"]);
    expect(decided.whyNot).toContainEqual({
      ruleId: "pay",
      lineId: "gift-1",
      explanation: "free items earn no commission",
    });
  });
});

describe("merging", () => {
  test("two rules that ask for the same slip make one task with both reasons", () => {
    const source = `rules:
${rule("one", 'line.type == "book"', "{ packingSlip: { destination: shipping } }")}
${rule("two", "line.unitPrice >= 100", "{ packingSlip: { destination: shipping } }")}`;
    const decided = outcome(source, order([book({ lineId: "1", unitPrice: 100 })]));
    expect(keys(decided)).toEqual(["packing_slip:shipping"]);
    expect(decided.tasks[0]?.lineIds).toEqual(["1"]);
    expect(decided.tasks[0]?.because.map(({ ruleId }) => ruleId)).toEqual(["one", "two"]);
  });

  test("a rate that a rule fixes counts before the agent's own, the first one written before others", () => {
    const source = `rules:
${rule("own", "true", "commission")}
${rule("first", 'line.type == "book"', "{ commission: { rateBps: 900 } }")}
${rule("second", 'line.type == "book"', "{ commission: { rateBps: 100 } }")}`;
    const decided = outcome(
      source,
      order([book({ lineId: "1", quantity: 2 }), laptop({ lineId: "2" })], { agentId: "A-1" }),
    );
    expect(decided.tasks[0]?.payload).toEqual({
      agentId: "A-1",
      entries: [
        { lineId: "1", base: 6000, rateBps: 900 },
        { lineId: "2", base: 150_000 },
      ],
    });
  });

  test("each agent has a task of their own; a line's agent counts before the order's", () => {
    const lines = [
      book({ lineId: "1", agentId: "A-2" }),
      laptop({ lineId: "2" }),
      book({ lineId: "3", agentId: "A-2" }),
    ];
    const decided = outcome(undefined, order(lines, { agentId: "A-1" }));
    const commissions = decided.tasks.filter((task) => task.type === "commission");
    expect(commissions.map(({ key, lineIds }) => [key, lineIds])).toEqual([
      ["commission:A-2", ["1", "3"]],
      ["commission:A-1", ["2"]],
    ]);
  });

  test("a rule for each order puts all that ships on the slip, and is a reason once", () => {
    const source = `rules:\n${rule("all", "true", "{ packingSlip: { destination: shipping } }, { packingSlip: { destination: royalties } }", "    forEach: order\n")}`;
    const decided = outcome(
      source,
      order([laptop({ lineId: "1" }), membership({ lineId: "2" }), book({ lineId: "3" })]),
    );
    expect(decided.tasks.map(({ lineIds, because }) => [lineIds, because])).toEqual([
      [["1", "3"], [{ ruleId: "all", explanation: "true" }]],
      [["3"], [{ ruleId: "all", explanation: "true" }]],
    ]);
  });

  test("a mail about a membership that nothing changes is not sent, and says why", () => {
    const source = `rules:\n${rule("tell", "true", "{ email: { template: membership-changed, after: membership } }")}`;
    const decided = outcome(source, order([membership({ lineId: "1" })]));
    expect(decided.tasks).toEqual([]);
    expect(decided.whyNot[0]?.explanation).toContain("nothing to tell");
  });

  test("two changes of one line are told in two mails", () => {
    const source = `rules:
${rule("tell", "true", "{ email: { template: membership-changed, after: membership } }")}
${rule("on", 'line.type == "membership"', "{ membership: { change: activate } }, { membership: { change: upgrade, plan: plus } }")}`;
    expect(keys(outcome(source, order([membership({ lineId: "1" })])))).toEqual([
      "membership:1:activate",
      "membership:1:upgrade",
      "email:membership-changed:1",
      "email:membership-changed:1:upgrade",
    ]);
  });
});

describe("exceptions", () => {
  const source = (until = "") => `rules:
${rule(
  "royalty-copy",
  'line.type == "book"',
  "{ packingSlip: { destination: royalties } }",
  `    except:
      - id: sp-agreement
        when: order.shippingAddress.state == "SP"
        reason: Agreement of 2026-03
        owner: legal@example.com
${until}`,
)}`;

  test("an exception holds its rule back, and says so by name, clause and value", () => {
    const decided = outcome(source(), order([book({ lineId: "1" })]));
    expect(decided.tasks).toEqual([]);
    expect(decided.whyNot).toEqual([
      {
        ruleId: "royalty-copy",
        lineId: "1",
        exception: "sp-agreement",
        explanation:
          'royalty-copy would have applied; held back by sp-agreement: order.shippingAddress.state == "SP" (was "SP") — Agreement of 2026-03',
      },
    ]);
  });

  test("an exception says nothing about other orders", () => {
    const elsewhere = { line1: "Rua B", city: "Rio", state: "RJ", postalCode: "20000-000", country: "BR" };
    const decided = outcome(source(), order([book({ lineId: "1" })], { shippingAddress: elsewhere }));
    expect(keys(decided)).toEqual(["packing_slip:royalties"]);
  });

  test.each([
    ["a millisecond before its end", "2026-12-31T23:59:59.999-03:00", 0],
    ["at its end", "2027-01-01T00:00:00-03:00", 1],
    ["at its end, written in another offset", "2027-01-01T03:00:00Z", 1],
  ])("an exception %s", (_when, paidAt, tasks) => {
    const dated = source("        until: 2027-01-01T00:00:00-03:00\n");
    const subject = order([book({ lineId: "1" })], { payment: { method: "pix", paidAt, amount: 1 } });
    expect(outcome(dated, subject).tasks).toHaveLength(tasks);
  });
});

describe("dates", () => {
  const source = `rules:\n${rule("campaign", "true", "commission", "    from: 2026-12-01T00:00:00-03:00\n    until: 2026-12-25T00:00:00-03:00\n")}`;

  test.each([
    ["just before the beginning", "2026-11-30T23:59:59.999-03:00", false],
    ["at the beginning", "2026-12-01T00:00:00-03:00", true],
    ["at the beginning, in another offset", "2026-12-01T03:00:00Z", true],
    ["after the beginning as a text, before it as a moment", "2026-12-01T02:59:59Z", false],
    ["just before the end", "2026-12-24T23:59:59.999999-03:00", true],
    ["at the end", "2026-12-25T00:00:00-03:00", false],
    ["before the end as a text, after it as a moment", "2026-12-24T23:30:00-05:00", false],
  ])("an order paid %s", (_name, paidAt, applies) => {
    const subject = order([book({ lineId: "1" })], {
      agentId: "A-1",
      payment: { method: "pix", paidAt, amount: 1 },
    });
    expect(rulesWithEffect(outcome(source, subject))).toEqual(applies ? ["campaign"] : []);
  });

  test("a rule that is not in force says so once", () => {
    const decided = outcome(source, order([book({ lineId: "1" }), laptop({ lineId: "2" })]));
    expect(decided.whyNot).toEqual([
      {
        ruleId: "campaign",
        explanation: "not in force yet: paid at 2026-11-20T14:03:10-03:00, from 2026-12-01T00:00:00-03:00",
      },
    ]);
  });
});

describe("why not", () => {
  const said = (when: string, line: OrderLine): string | undefined =>
    outcome(`rules:\n${rule("r", when, "commission")}`, order([line])).whyNot[0]?.explanation;

  test.each([
    [
      "the branch that got furthest",
      'line.type == "book" || (line.type == "video" && line.delivery == "disc")',
      'line.delivery == "disc" (was "streaming")',
    ],
    [
      "the first clause that failed",
      "line.quantity > 5 && line.unitPrice > 99999",
      "line.quantity > 5 (was 1)",
    ],
    ["an absent field as absent", "has(line.agentId)", "has(line.agentId) (was absent)"],
    [
      "both values of a comparison of fields",
      "line.unitPrice < line.discount",
      "line.unitPrice < line.discount (was 3000, 0)",
    ],
    ["a negation with what it denies", '!(line.type == "video")', '!(line.type == "video" (was "video"))'],
    [
      "how many lines were looked at",
      "order.lines.exists(l, l.free)",
      "order.lines.exists(l, l.free) (of 1 lines, none)",
    ],
    [
      "the line that broke an all",
      "order.lines.all(l, l.free)",
      "order.lines.all(l, l.free) (line 1: l.free (was false))",
    ],
    ["a missing agent", "true", "neither the line nor the order has an agent"],
  ])("shows %s", (_name, when, explanation) => {
    expect(said(when, video({ lineId: "1" }))).toBe(explanation);
  });

  test("a gift that the catalogue lacks is missed by name", () => {
    const source = `rules:\n${rule("mark", "true", "{ addFreeItem: { sku: BOOKMARK, reason: r } }")}`;
    const subject = order([book({ lineId: "1" })]);
    expect(decide(rulebook(source), 1, subject, {}).lines).toHaveLength(1);
    expect(decideWithWhyNot(rulebook(source), 1, subject, {}).whyNot[0]?.explanation).toBe(
      "the catalogue has no BOOKMARK",
    );
  });

  test("every rule has either an effect or a reason for every line", () => {
    const subject = order([
      laptop({ lineId: "1" }),
      book({ lineId: "2" }),
      membership({ lineId: "3" }),
      video({ lineId: "4" }),
    ]);
    const { whyNot, tasks, lines } = outcome(undefined, subject);
    for (const { id } of starting.rules)
      for (const line of lines) {
        const asked = tasks.some((task) =>
          task.because.some((one) => one.ruleId === id && one.lineId === line.lineId),
        );
        const gave = lines.some((one) => one.gift?.ruleId === id && one.gift.causedBy === line.lineId);
        const silent = whyNot.some((one) => one.ruleId === id && one.lineId === line.lineId);
        expect([id, line.lineId, asked || gave || silent]).toEqual([id, line.lineId, true]);
      }
  });
});
