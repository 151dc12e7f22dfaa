import { describe, expect, test } from "vitest";
import { decideSource, orderWith, ruleSource, taskKeys } from "../../test/support/decisions.ts";
import { book, laptop } from "../../test/support/orders.ts";
import { rulesWithEffect } from "./examples.ts";

describe("exceptions", () => {
  const source = (until = "") => `rules:
${ruleSource(
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

  test("an exception that holds back its rule is explained with its name, clause and value", () => {
    const decided = decideSource(source(), orderWith([book({ lineId: "1" })]));
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

  test("an exception whose condition fails does not hold back its rule", () => {
    const elsewhere = { line1: "Rua B", city: "Rio", state: "RJ", postalCode: "20000-000", country: "BR" };
    const decided = decideSource(
      source(),
      orderWith([book({ lineId: "1" })], { shippingAddress: elsewhere }),
    );
    expect(taskKeys(decided)).toEqual(["packing_slip:royalties"]);
  });

  test.each([
    ["a millisecond before its end", "2026-12-31T23:59:59.999-03:00", 0],
    ["at its end", "2027-01-01T00:00:00-03:00", 1],
    ["at its end, written in another offset", "2027-01-01T03:00:00Z", 1],
  ])("an exception of an order paid %s holds back its rule only before its end", (_when, paidAt, tasks) => {
    const dated = source("        until: 2027-01-01T00:00:00-03:00\n");
    const subject = orderWith([book({ lineId: "1" })], { payment: { method: "pix", paidAt, amount: 1 } });
    expect(decideSource(dated, subject).tasks).toHaveLength(tasks);
  });
});

describe("dates", () => {
  const source = `rules:\n${ruleSource("campaign", "true", "commission", "    from: 2026-12-01T00:00:00-03:00\n    until: 2026-12-25T00:00:00-03:00\n")}`;

  test.each([
    ["just before the beginning", "2026-11-30T23:59:59.999-03:00", false],
    ["at the beginning", "2026-12-01T00:00:00-03:00", true],
    ["at the beginning, in another offset", "2026-12-01T03:00:00Z", true],
    ["after the beginning as text but before it as an instant", "2026-12-01T02:59:59Z", false],
    ["just before the end", "2026-12-24T23:59:59.999999-03:00", true],
    ["at the end", "2026-12-25T00:00:00-03:00", false],
    ["before the end as text but after it as an instant", "2026-12-24T23:30:00-05:00", false],
  ])(
    "a dated rule applies to an order paid from its beginning until just before its end: %s",
    (_name, paidAt, applies) => {
      const subject = orderWith([book({ lineId: "1" })], {
        agentId: "A-1",
        payment: { method: "pix", paidAt, amount: 1 },
      });
      expect(rulesWithEffect(decideSource(source, subject))).toEqual(applies ? ["campaign"] : []);
    },
  );

  test("a rule that is not in force is explained once", () => {
    const decided = decideSource(source, orderWith([book({ lineId: "1" }), laptop({ lineId: "2" })]));
    expect(decided.whyNot).toEqual([
      {
        ruleId: "campaign",
        explanation: "not in force yet: paid at 2026-11-20T14:03:10-03:00, from 2026-12-01T00:00:00-03:00",
      },
    ]);
  });
});
