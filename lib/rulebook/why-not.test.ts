import { describe, expect, test } from "vitest";
import {
  STARTING_RULEBOOK,
  compileSource,
  decideSource,
  orderWith,
  ruleSource,
} from "../../test/support/decisions.ts";
import { book, laptop, membership, video } from "../../test/support/orders.ts";
import type { OrderLine } from "../domain/order-line.ts";
import { decide } from "./decide.ts";
import { decideWithWhyNot } from "./why-not.ts";

describe("why not", () => {
  const explanationOf = (when: string, line: OrderLine): string | undefined =>
    decideSource(`rules:\n${ruleSource("r", when, "commission")}`, orderWith([line])).whyNot[0]?.explanation;

  test.each([
    [
      "the branch with the most clauses that held",
      'line.type == "book" || (line.type == "video" && line.delivery == "disc")',
      'line.delivery == "disc" (was "streaming")',
    ],
    [
      "the first clause that failed",
      "line.quantity > 5 && line.unitPrice > 99999",
      "line.quantity > 5 (was 1)",
    ],
    ["that a field is absent", "has(line.agentId)", "has(line.agentId) (was absent)"],
    [
      "that a group of fields is there, without what it holds",
      "!(has(order.shippingAddress))",
      "!(has(order.shippingAddress) (was present))",
    ],
    [
      "both values of a comparison of fields",
      "line.unitPrice < line.discount",
      "line.unitPrice < line.discount (was 3000, 0)",
    ],
    [
      "a negation with the clause that held",
      '!(line.type == "video")',
      '!(line.type == "video" (was "video"))',
    ],
    [
      "the number of lines when none satisfies an exists",
      "order.lines.exists(l, l.free)",
      "order.lines.exists(l, l.free) (of 1 lines, none)",
    ],
    [
      "the line that fails an all",
      "order.lines.all(l, l.free)",
      "order.lines.all(l, l.free) (line 1: l.free (was false))",
    ],
    ["a missing agent", "true", "neither the line nor the order has an agent"],
  ])("an explanation shows %s", (_name, when, explanation) => {
    expect(explanationOf(when, video({ lineId: "1" }))).toBe(explanation);
  });

  test("a free item that the catalogue lacks is named", () => {
    const source = `rules:\n${ruleSource("mark", "true", "{ addFreeItem: { sku: BOOKMARK, reason: r } }")}`;
    const subject = orderWith([book({ lineId: "1" })]);
    expect(decide(compileSource(source), 1, subject, {}).lines).toHaveLength(1);
    expect(decideWithWhyNot(compileSource(source), 1, subject, {}).whyNot[0]?.explanation).toBe(
      "the catalogue has no BOOKMARK",
    );
  });

  test("every starting rule has an effect or an explanation for every line", () => {
    const subject = orderWith([
      laptop({ lineId: "1" }),
      book({ lineId: "2" }),
      membership({ lineId: "3" }),
      video({ lineId: "4" }),
    ]);
    const { whyNot, tasks, lines } = decideSource(undefined, subject);
    for (const { id } of STARTING_RULEBOOK.rules)
      for (const line of lines) {
        const hasTask = tasks.some((task) =>
          task.because.some((one) => one.ruleId === id && one.lineId === line.lineId),
        );
        const hasFreeLine = lines.some((one) => one.gift?.ruleId === id && one.gift.causedBy === line.lineId);
        const isExplained = whyNot.some((one) => one.ruleId === id && one.lineId === line.lineId);
        expect([id, line.lineId, hasTask || hasFreeLine || isExplained]).toEqual([id, line.lineId, true]);
      }
  });
});

describe("why not, for a rule for each order", () => {
  const whyNotOf = (when: string, then: string, lines: readonly OrderLine[], more = "") =>
    decideSource(`rules:\n${ruleSource("r", when, then, `    forEach: order\n${more}`)}`, orderWith(lines))
      .whyNot;
  const [oneBook, oneVideo] = [book({ lineId: "1" }), video({ lineId: "2" })];

  test("a condition that failed is explained once, with its nearest clause", () => {
    expect(whyNotOf("size(order.lines) >= 3", "commission", [oneBook, oneVideo])).toEqual([
      { ruleId: "r", explanation: "size(order.lines) >= 3 (was 2)" },
    ]);
  });

  test("an exception that holds the rule back is named once", () => {
    const exception =
      "    except:\n      - { id: big, when: size(order.lines) > 1, reason: too many, owner: a@example.com }\n";
    expect(whyNotOf("true", "commission", [oneBook, oneVideo], exception)).toEqual([
      {
        ruleId: "r",
        exception: "big",
        explanation: "r would have applied; held back by big: size(order.lines) > 1 (was 2) — too many",
      },
    ]);
  });

  test("a rule that is no longer in force is explained with its date", () => {
    const until = "    until: 2026-11-01T00:00:00-03:00\n";
    expect(whyNotOf("true", "commission", [oneBook], until)).toEqual([
      {
        ruleId: "r",
        explanation: "no longer in force: paid at 2026-11-20T14:03:10-03:00, until 2026-11-01T00:00:00-03:00",
      },
    ]);
  });

  test("an action that covers no line of the order is named", () => {
    expect(whyNotOf("true", "{ email: { template: streaming-links } }", [oneBook])).toEqual([
      { ruleId: "r", explanation: "no line qualifies for email streaming-links" },
    ]);
  });

  test("an action that covers one line has an effect, so nothing is explained", () => {
    expect(whyNotOf("true", "{ email: { template: streaming-links } }", [oneBook, oneVideo])).toEqual([]);
  });

  test("a commission that no line can earn is explained once for the order", () => {
    expect(whyNotOf("true", "commission", [oneBook, oneVideo])).toEqual([
      { ruleId: "r", explanation: "neither the line nor the order has an agent" },
    ]);
  });

  test("a mail about membership changes is explained when no line changes a membership", () => {
    const mail = "{ email: { template: membership-changed, after: membership } }";
    const [entry, ...others] = whyNotOf("true", mail, [oneBook, oneVideo]);
    expect(entry?.lineId).toBeUndefined();
    expect(entry?.explanation).toContain("no rule changes a membership");
    expect(others).toEqual([]);
  });

  test("a free item that the catalogue lacks is named once", () => {
    const source = `rules:\n${ruleSource("r", "true", "{ addFreeItem: { sku: BOOKMARK, reason: r } }", "    forEach: order\n")}`;
    expect(decideWithWhyNot(compileSource(source), 1, orderWith([oneBook, oneVideo]), {}).whyNot).toEqual([
      { ruleId: "r", explanation: "the catalogue has no BOOKMARK" },
    ]);
  });
});
