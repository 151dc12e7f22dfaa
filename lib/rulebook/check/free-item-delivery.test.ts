import { describe, expect, test } from "vitest";
import { CATALOGUE, decideSource, orderWith } from "../../../test/support/decisions.ts";
import { book, video } from "../../../test/support/orders.ts";
import { deliveryOf, type OrderLine } from "../../domain/order-line.ts";
import { checkRulebook } from "./check-rulebook.ts";

const source = (when: string, item: string, forEach = "order"): string => `rules:
  - id: free
    forEach: ${forEach}
    when: |
      ${when}
    then: [{ addFreeItem: { ${item}, reason: r } }]
`;

const check = (text: string) =>
  checkRulebook(text, "yaml", {
    skus: new Set(Object.keys(CATALOGUE)),
    catalogue: CATALOGUE,
    now: "2026-01-01T00:00:00Z",
  });
const findingsOf = (text: string): string[] => {
  const checked = check(text);
  return (checked.ok ? checked.warnings : checked.issues).map(({ detail }) => detail);
};

const OPEN =
  "the lines of an order may be delivered differently, and the free video is delivered as the first one: write `delivery: disc` or `delivery: streaming`";
const VIDEO = "sku: VIDEO-FIRST-AID";
const SOME = 'order.lines.exists(l, l.type == "video")';

describe("a free video of a rule for each order", () => {
  test.each([
    SOME,
    'order.lines.all(l, l.type == "video")',
    'order.lines.all(l, l.type == "book" || (l.type == "video" && l.delivery == "disc"))',
    "size(order.lines) >= 1",
  ])("has a warning at its SKU without a delivery when %s", (when) => {
    expect(check(source(when, VIDEO))).toMatchObject({
      ok: true,
      warnings: [{ ruleId: "free", pointer: "/rules/0/then/0/addFreeItem/sku", detail: OPEN }],
    });
  });

  test.each([
    'order.lines.all(l, l.type == "video" && l.delivery == "streaming")',
    'order.payment.amount > 5 && order.lines.all(l, l.type == "video" && l.delivery == "disc")',
    'order.lines.all(l, l.type == "book")',
    "size(order.lines) == 1",
  ])("has no warning where lines cannot differ: %s", (when) => {
    expect(findingsOf(source(when, VIDEO))).toEqual([]);
  });

  test.each(["disc", "streaming"])("has no warning with the delivery %s", (delivery) => {
    expect(findingsOf(source(SOME, `${VIDEO}, delivery: ${delivery}`))).toEqual([]);
  });
});

test("a free video of a rule for a line, and another item, need no delivery", () => {
  expect(findingsOf(source('line.type == "video"', VIDEO, "line"))).toEqual([]);
  expect(findingsOf(source(SOME, "sku: BOOKMARK"))).toEqual([]);
});

test("a delivery of an item that is no video has a warning, and an unknown one is an issue", () => {
  expect(findingsOf(source(SOME, "sku: BOOKMARK, delivery: disc"))).toEqual([
    "BOOKMARK is no video: its `delivery` has no effect",
  ]);
  expect(findingsOf(source(SOME, `${VIDEO}, delivery: dsic`))).toEqual([
    "unknown delivery `dsic`; did you mean `disc`?",
  ]);
});

test("a free video that a rule puts on disc may lack an address for its slip", () => {
  const slip = `  - id: slip
    when: line.type == "video" && line.delivery == "disc"
    then: [{ packingSlip: { destination: shipping } }]
`;
  const stream = 'line.type == "video" && line.delivery == "streaming"';
  expect(findingsOf(source(stream, VIDEO, "line") + slip)).toEqual([]);
  expect(findingsOf(source(stream, `${VIDEO}, delivery: disc`, "line") + slip)).toEqual([
    expect.stringContaining("the slip of the free item is rejected"),
  ]);
});

describe("a free video", () => {
  const decide = (item: string, forEach: string, lines: readonly OrderLine[]) => {
    const { lines: all, whyNot } = decideSource(source("true", item, forEach), orderWith(lines));
    const free = all.flatMap((line) => (line.free ? [`${deliveryOf(line)} by ${line.gift?.causedBy}`] : []));
    return { free, whyNot: whyNot.map(({ explanation }) => explanation) };
  };
  const mixed = [
    book({ lineId: "1" }),
    video({ lineId: "2", delivery: "disc" }),
    video({ lineId: "3", delivery: "streaming" }),
  ];

  test("is delivered as its rule says, once per rule and order", () => {
    const { free, whyNot } = decide(`${VIDEO}, delivery: disc`, "line", mixed);
    expect(free).toEqual(["disc by 1"]);
    expect(whyNot.slice(0, 2)).toEqual(
      Array(2).fill("line 1 already brought it: one free item per rule, order and delivery"),
    );
    expect(decide(`${VIDEO}, delivery: streaming`, "order", mixed).free).toEqual(["streaming by 1"]);
  });

  test("without a delivery is delivered as the line that causes it", () => {
    expect(decide(VIDEO, "line", mixed.slice(1)).free).toEqual(["disc by 2", "streaming by 3"]);
  });
});
