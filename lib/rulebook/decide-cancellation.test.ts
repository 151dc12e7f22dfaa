/** Rules with `forEach: cancellation`: what they see of a cancellation, and what they lead to. */
import { describe, expect, test } from "vitest";
import { compileSource, decideSource, orderWith, ruleSource } from "../../test/support/decisions.ts";
import { book, firstAid, laptop, video } from "../../test/support/orders.ts";
import {
  type DecidedCancellation,
  decideCancellation,
  decideCancellationWithTrace,
  reactsToCancellations,
} from "./decide-cancellation.ts";
import { withInputs } from "./decision-inputs.ts";

const FOR_CANCELLATION = "    forEach: cancellation\n";
const DECLARED = `destinations:
  shipping: { title: { pt-BR: Expedição, en: Shipping }, recipient: customer }
  returns: { title: { pt-BR: Devoluções, en: Returns }, recipient: department }
  office: { title: { pt-BR: Atendimento, en: Office }, recipient: department, lines: all }
templates:
  sorry:
    per: order
    subject: { pt-BR: "Cancelado: {{cancellation.reason}}", en: "Cancelled: {{cancellation.reason}}" }
    body: { pt-BR: "{{cancellation.amount}}", en: "{{cancellation.amount}}" }
`;
const NOTE = "{ note: { text: Check } }";
const rule = (id: string, when: string, then = NOTE, more = ""): string =>
  ruleSource(id, when, then, FOR_CANCELLATION + more);

const ORDER = orderWith([
  laptop({ lineId: "1", quantity: 4, discount: 100 }),
  book({ lineId: "2", quantity: 2 }),
  video({ lineId: "3" }),
  firstAid({ lineId: "free-1" }),
]);

/** Three of four laptops, a book and the free video. */
const CANCELLATION: DecidedCancellation = {
  cancellationId: "X-1",
  reason: "damaged",
  at: "2026-12-24T18:00:00-03:00",
  refund: 450_000,
  complete: false,
  lines: [
    { lineId: "1", quantity: 3, amount: 449_925 },
    { lineId: "2", quantity: 1, amount: 3_000 },
    { lineId: "free-1", quantity: 1, amount: 0 },
  ],
};

const decided = (rules: string, fields: Partial<DecidedCancellation> = {}, order = ORDER) =>
  decideCancellation(compileSource(`${DECLARED}rules:\n${rules}`), 7, order, { ...CANCELLATION, ...fields });
const applies = (when: string, fields?: Partial<DecidedCancellation>): boolean =>
  decided(rule("a", when), fields).notes !== undefined;
const whyNot = (rules: string, fields: Partial<DecidedCancellation> = {}) =>
  decideCancellationWithTrace(compileSource(`${DECLARED}rules:\n${rules}`), 7, ORDER, {
    ...CANCELLATION,
    ...fields,
  })!.listWhyNot(10_000).whyNot;

describe("the condition of a rule for each cancellation", () => {
  test.each([
    ['cancellation.reason == "damaged"', true],
    ['cancellation.reason.startsWith("dam") && lower(cancellation.reason).contains("age")', true],
    ['cancellation.reason in ["lost", "late"]', false],
    ["cancellation.amount == 452925", true],
    ["has(cancellation.refund) && cancellation.refund == 450000", true],
    ["cancellation.complete", false],
    ["!cancellation.complete && cancellation.cancellationId == 'X-1'", true],
    ["cancellation.month == 12 && cancellation.day == 24 && cancellation.weekday == 4", true],
    ["cancellation.hour == 18 && order.paid.month != 12", true],
    ['cancellation.lines.sum(l, l.type == "physical", l.quantity) == 3', true],
    ['cancellation.lines.sum(l, l.type == "physical", l.total) == 449925', true],
    ["cancellation.lines.count(l, true) == 3 && size(cancellation.lines) == 3", true],
    ["cancellation.lines.count(l, !l.free) == 2", true],
    ['cancellation.lines.exists(l, l.type == "video" && !l.free)', false],
    ['cancellation.lines.all(l, l.type != "video" || l.free)', true],
    ['order.lines.sum(l, l.type == "physical", l.quantity) == 4', true],
    ["size(order.lines) == 3 && size(order.allLines) == 4", true],
    ["order.allLines.count(l, l.free) == 1", true],
    ["order.goodsTotal == 605900", true],
    ["cancellation.amount >= order.goodsTotal", false],
  ])("%s is %s", (when, holds) => {
    expect(applies(when)).toBe(holds);
  });

  test("knows that no refund was named", () => {
    expect(applies("has(cancellation.refund)", { refund: undefined })).toBe(false);
  });

  test("reads lists and what the customer had before", () => {
    const compiled = compileSource(
      `rules:\n${rule("a", 'order.customer.customerId in lists["vip"] && has(order.history) && order.history.orders == 0')}`,
    );
    const { customerId } = ORDER.customer;
    const lists = new Map([
      ["vip", { kind: "customer" as const, version: 1, values: new Set([customerId]) }],
    ]);
    const order = withInputs(ORDER, { lists, history: { orders: 0, paidTotal: 0 } });
    expect(decideCancellation(compiled, 7, order, CANCELLATION).notes).toHaveLength(1);
    expect(decideCancellation(compiled, 7, ORDER, CANCELLATION).notes).toBeUndefined();
  });

  test("is explained with the cancellation's values", () => {
    const when = 'cancellation.reason == "damaged" && cancellation.lines.sum(l, true, l.quantity) >= 5';
    expect(decided(rule("a", when)).notes![0]!.because).toEqual([
      {
        ruleId: "a",
        explanation:
          'cancellation.reason == "damaged" (was "damaged") && cancellation.lines.sum(l, true, l.quantity) >= 5 (was 5: line 1 = 3, line 2 = 1, line free-1 = 1)',
      },
    ]);
    expect(whyNot(rule("a", 'cancellation.reason == "late"'))).toEqual([
      { ruleId: "a", explanation: 'cancellation.reason == "late" (was "damaged")' },
    ]);
  });
});

describe("a rule for each cancellation", () => {
  test("is not met by orders, and rules for orders are not met by cancellations", () => {
    const rules =
      rule("a", "true") + ruleSource("b", "true", "{ note: { text: Order } }", "    forEach: order\n");
    expect(decideSource(`rules:\n${rules}`, ORDER).notes!.map(({ text }) => text)).toEqual(["Order"]);
    expect(decided(rules).notes!.map(({ text }) => text)).toEqual(["Check"]);
    expect(whyNot(rules)).toEqual([]);
  });

  test("puts the cancelled lines on a slip that its destination takes, with the cancelled quantities", () => {
    const slips = decided(
      rule(
        "a",
        "true",
        "{ packingSlip: { destination: returns } }, { packingSlip: { destination: office } }",
      ),
    ).tasks;
    expect(slips.map(({ key, lineIds, payload }) => ({ key, lineIds, payload }))).toMatchObject([
      {
        key: "cancellation:X-1:rules:packing_slip:returns",
        lineIds: ["1", "2"],
        payload: { destination: "returns", quantities: { "1": 3, "2": 1 } },
      },
      {
        key: "cancellation:X-1:rules:packing_slip:office",
        lineIds: ["1", "2", "free-1"],
        payload: { destination: "office", quantities: { "1": 3, "2": 1, "free-1": 1 } },
      },
    ]);
  });

  test("sends a mail that knows the cancellation, after the slips when it says so", () => {
    const then =
      "{ email: { template: sorry, after: packingSlip } }, { packingSlip: { destination: returns } }";
    const { tasks } = decided(rule("a", "true", then));
    expect(tasks[1]).toMatchObject({
      key: "cancellation:X-1:rules:email:sorry",
      dependsOn: "cancellation:X-1:rules:packing_slip:returns",
      payload: {
        template: "sorry",
        cancellation: {
          cancellationId: "X-1",
          reason: "damaged",
          amount: 452_925,
          refund: 450_000,
          complete: false,
        },
      },
    });
  });

  test("sends one webhook, with values of the cancellation and of the order", () => {
    const payload =
      "{ order: order.orderId, why: cancellation.reason, back: cancellation.amount, month: cancellation.month, id: cancellation.cancellationId, fixed: x }";
    const webhook = `{ webhook: { connection: erp, event: order.returned, payload: ${payload} } }`;
    const { tasks } = decided(rule("a", "true", webhook) + rule("b", "true", webhook));
    expect(tasks).toMatchObject([
      {
        key: "cancellation:X-1:rules:webhook:erp:order.returned",
        payload: {
          data: {
            order: { of: "order", path: ["orderId"] },
            why: "damaged",
            back: 452_925,
            month: 12,
            id: "X-1",
            fixed: "x",
          },
        },
      },
    ]);
  });

  test("is in force by the time of the cancellation, not that of the payment", () => {
    const dates = "    from: 2026-12-01T00:00:00-03:00\n    until: 2027-01-01T00:00:00-03:00\n";
    const rules = rule("a", "true", NOTE, dates);
    expect(decided(rules).notes).toHaveLength(1);
    expect(decided(rules, { at: "2027-01-01T00:00:00-03:00" }).notes).toBeUndefined();
    expect(whyNot(rules, { at: "2027-01-01T00:00:00-03:00" })).toEqual([
      {
        ruleId: "a",
        explanation:
          "no longer in force: cancelled at 2027-01-01T00:00:00-03:00, until 2027-01-01T00:00:00-03:00",
      },
    ]);
    const paused =
      "    paused: [{ from: 2026-12-24T00:00:00-03:00, until: 2026-12-25T00:00:00-03:00, reason: Party }]\n";
    expect(decided(rule("a", "true", NOTE, paused)).notes).toBeUndefined();
    expect(decided(rule("a", "true", NOTE, "    enabled: false\n")).notes).toBeUndefined();
  });

  test("has exceptions, overrides and suppressions among rules of its kind", () => {
    const except =
      "    owner: a@example.com\n    except: [{ id: not-lost, when: cancellation.reason == 'damaged', reason: x }]\n";
    expect(decided(rule("a", "true", NOTE, except)).notes).toBeUndefined();
    const over = rule("b", "true", "{ note: { text: Instead } }", "    overrides: [a]\n");
    expect(decided(rule("a", "true") + over).notes!.map(({ text }) => text)).toEqual(["Instead"]);
    const quiet = `  - id: quiet\n${FOR_CANCELLATION}    owner: a@example.com\n    when: cancellation.complete\n    suppress: [note]\n    reason: Nothing to check\n`;
    expect(decided(rule("a", "true") + quiet, { complete: true })).toMatchObject({ suppressedBy: ["quiet"] });
    expect(decided(rule("a", "true") + quiet, { complete: true }).notes).toBeUndefined();
    expect(decided(rule("a", "true") + quiet).notes).toHaveLength(1);
    expect(decideSource(`rules:\n${ruleSource("c", "true", NOTE)}${quiet}`, ORDER).notes).toHaveLength(1);
  });

  test("may be a row of a table", () => {
    const table = `tables:
  - id: office
    forEach: cancellation
    policy: first
    rows:
      - { when: { cancellation.amount: 100000.. }, then: [{ note: { text: Large } }] }
      - { when: { cancellation.reason: [damaged, late] }, then: [{ note: { text: Ours } }] }
    else: { then: [{ note: { text: Other } }] }
`;
    const noteOf = (fields: Partial<DecidedCancellation>) =>
      decideCancellation(compileSource(table), 7, ORDER, { ...CANCELLATION, ...fields }).notes!.map(
        ({ text }) => text,
      );
    const lines = [{ lineId: "2", quantity: 1, amount: 3_000 }];
    expect(noteOf({})).toEqual(["Large"]);
    expect(noteOf({ lines })).toEqual(["Ours"]);
    expect(noteOf({ lines, reason: "changed mind" })).toEqual(["Other"]);
  });

  test("costs nothing where there is none", () => {
    const compiled = compileSource(`rules:\n${ruleSource("a", "true", NOTE)}`);
    expect(reactsToCancellations(compiled)).toBe(false);
    expect(decideCancellation(compiled, 7, ORDER, CANCELLATION)).toMatchObject({
      rulebookVersion: 7,
      tasks: [],
    });
    expect(decideCancellationWithTrace(compiled, 7, ORDER, CANCELLATION)).toBeUndefined();
  });
});
