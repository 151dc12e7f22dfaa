import { describe, expect, test } from "vitest";
import { CATALOGUE } from "../../../test/support/decisions.ts";
import type { Catalogue } from "../../domain/catalogue.ts";
import { checkRulebook } from "./check-rulebook.ts";

const CATALOGUE_OF_SHOP: Catalogue = {
  ...CATALOGUE,
  "VIDEO-UNLINKED": { sku: "VIDEO-UNLINKED", type: "video", title: "Unlinked" },
  "VIDEO-DISC": {
    sku: "VIDEO-DISC",
    type: "video",
    title: "Disc",
    link: "https://videos.example.com/disc",
    fields: { delivery: "disc" },
  },
  POSTER: { sku: "POSTER", type: "poster", title: "Poster" },
};

type Rule = { readonly when: string; readonly action: string; readonly more?: string };

const sourceOf = (rules: readonly Rule[]): string =>
  [
    "productTypes: { poster: { ships: true }, ticket: { ships: false } }",
    "rules:",
    ...rules.map(
      ({ when, action, more = "" }, index) =>
        `  - id: rule-${index + 1}\n    when: |\n      ${when}\n${more}    then: [${action}]`,
    ),
  ].join("\n");

/** The warnings, each as the rule's id, the text that its caret marks, and its detail. */
const warningsOf = (...rules: readonly Rule[]) => {
  const checked = checkRulebook(sourceOf(rules), "yaml", {
    skus: new Set(Object.keys(CATALOGUE_OF_SHOP)),
    now: "2026-11-23T12:00:00Z",
    catalogue: CATALOGUE_OF_SHOP,
  });
  if (!checked.ok) throw new Error(checked.issues.map(({ detail }) => detail).join("\n"));
  return checked.warnings.map(({ ruleId, caret, detail }) => {
    const [source = "", marks = ""] = caret.split("\n");
    const start = marks.indexOf("^");
    return `${ruleId} ${source.slice(start, marks.lastIndexOf("^") + 1)}: ${detail}`;
  });
};

const SLIP = "{ packingSlip: { destination: shipping } }";
const LINKS = "{ email: { template: streaming-links } }";
const gift = (sku: string) => `{ addFreeItem: { sku: ${sku}, reason: r } }`;
const FOR_ORDER = "    forEach: order\n";
const except = (when: string, until = "") =>
  `    except:\n      - { id: x, when: '${when}', reason: r, owner: o${until} }\n`;

const STREAMS = 'line.type == "video" && line.delivery == "streaming"';

describe("a slip for shipping has a warning where the order may lack an address", () => {
  test.each<[string, Rule]>([
    ["any line", { when: "true", action: SLIP }],
    ["lines that do not ship", { when: 'line.type == "membership"', action: SLIP }],
    ["some lines that do not ship", { when: 'line.type in ["book", "ticket"]', action: SLIP }],
    ["videos of any delivery", { when: 'line.type == "video"', action: SLIP }],
    ["lines with a weight or not", { when: "line.quantity > 1", action: SLIP }],
    [
      "an exception that ends",
      {
        when: 'line.type in ["book", "ticket"]',
        action: SLIP,
        more: except('line.type == "ticket"', ", until: 2027-01-01T00:00:00Z"),
      },
    ],
  ])("%s", (_name, rule) => {
    expect(warningsOf(rule)).toEqual([
      expect.stringMatching(/^rule-1 shipping: .*need not have a shipping address/),
    ]);
  });

  test.each<[string, Rule]>([
    ["lines that ship", { when: 'line.type in ["physical", "book"]', action: SLIP }],
    ["lines of a declared type that ships", { when: 'line.type == "poster"', action: SLIP }],
    ["videos on disc", { when: 'line.type == "video" && line.delivery == "disc"', action: SLIP }],
    [
      "videos that do not stream",
      { when: 'line.type == "video" && line.delivery != "streaming"', action: SLIP },
    ],
    ["a line with a weight", { when: "has(line.isbn)", action: SLIP }],
    ["an address that is tested for", { when: "has(order.shippingAddress)", action: SLIP }],
    [
      "an order with a line that ships",
      { when: 'order.lines.exists(l, l.type == "book" && l.quantity > 1)', action: SLIP },
    ],
    [
      "an exception without an end for the other lines",
      { when: 'line.type in ["book", "ticket"]', action: SLIP, more: except('line.type == "ticket"') },
    ],
    [
      "a rule for each order, which takes the lines that ship",
      { when: "true", action: SLIP, more: FOR_ORDER },
    ],
    ["a copy for royalties", { when: "true", action: "{ packingSlip: { destination: royalties } }" }],
    ["a rule that has ended", { when: "true", action: SLIP, more: "    until: 2026-01-01T00:00:00Z\n" }],
  ])("but not for %s", (_name, rule) => {
    expect(warningsOf(rule).filter((warning) => warning.includes("address"))).toEqual([]);
  });
});

describe("the mail of streaming links has a warning where a line may have no link", () => {
  test.each<[string, Rule, string]>([
    ["any line", { when: "true", action: LINKS }, "need not be a streaming video"],
    [
      "videos on disc",
      { when: 'line.type == "video" && line.delivery == "disc"', action: LINKS },
      "need not be",
    ],
    [
      "videos of any delivery",
      { when: 'line.type == "video"', action: LINKS },
      "need not be a streaming video",
    ],
    ["free lines of any type", { when: "line.free", action: LINKS }, "need not be a streaming video"],
    [
      "a SKU without a link",
      { when: `${STREAMS} && line.sku == "V-9"`, action: LINKS },
      "no streaming link for V-9",
    ],
    [
      "SKUs of which one has no link",
      { when: 'line.sku in ["VIDEO-SKI", "VIDEO-UNLINKED"]', action: LINKS },
      "no streaming link for VIDEO-UNLINKED",
    ],
  ])("%s", (_name, rule, detail) => {
    expect(warningsOf(rule)).toEqual([expect.stringContaining(detail)]);
    expect(warningsOf(rule)[0]).toMatch(/^rule-1 streaming-links: /);
  });

  test.each<[string, Rule]>([
    ["streaming videos", { when: STREAMS, action: LINKS }],
    ["a SKU with a link", { when: 'line.sku == "VIDEO-SKI"', action: LINKS }],
    [
      "a rule for each order, which takes the lines that stream",
      { when: "true", action: LINKS, more: FOR_ORDER },
    ],
  ])("but not for %s", (_name, rule) => {
    expect(warningsOf(rule)).toEqual([]);
  });
});

describe("a free item has a warning where its slip or mail may be rejected", () => {
  const ships: Rule = {
    when: 'line.type in ["physical", "book", "poster"] || (line.type == "video" && line.delivery == "disc")',
    action: SLIP,
  };
  const mails: Rule = { when: STREAMS, action: LINKS };
  const membership = 'line.type == "membership"';

  test.each<[string, Rule, Rule, string]>([
    ["a physical item for a membership", { when: membership, action: gift("BOOKMARK") }, ships, "BOOKMARK"],
    ["an item of a declared type that ships", { when: membership, action: gift("POSTER") }, ships, "POSTER"],
    ["a disc for a membership", { when: membership, action: gift("VIDEO-DISC") }, ships, "VIDEO-DISC"],
    [
      "a video without a link goes on disc",
      { when: membership, action: gift("VIDEO-UNLINKED") },
      ships,
      "VIDEO-UNLINKED",
    ],
    [
      "a physical item for any order",
      { when: "true", action: gift("BOOKMARK"), more: FOR_ORDER },
      ships,
      "BOOKMARK",
    ],
    [
      "a physical item that a rule for each order ships",
      { when: membership, action: gift("BOOKMARK") },
      { when: "true", action: SLIP, more: FOR_ORDER },
      "BOOKMARK",
    ],
    [
      "a physical item that a rule for free lines ships",
      { when: membership, action: gift("BOOKMARK") },
      { when: 'line.free && line.type == "physical"', action: SLIP },
      "BOOKMARK",
    ],
  ])("%s: no address", (_name, adds, other, sku) => {
    expect(warningsOf(adds, other)).toEqual([
      expect.stringMatching(new RegExp(`^rule-1 ${sku}: .*slip of the free item is rejected`)),
    ]);
  });

  test("a video without a link for one that streams: no link", () => {
    expect(warningsOf({ when: STREAMS, action: gift("VIDEO-UNLINKED") }, mails)).toEqual([
      expect.stringMatching(/^rule-1 VIDEO-UNLINKED: the catalogue has no streaming link for VIDEO-UNLINKED/),
    ]);
  });

  test.each<[string, Rule, Rule]>([
    [
      "a physical item for a line that ships",
      { when: 'line.type == "book"', action: gift("BOOKMARK") },
      ships,
    ],
    [
      "a physical item for an order with an address",
      { when: `${membership} && has(order.shippingAddress)`, action: gift("BOOKMARK") },
      ships,
    ],
    [
      "a physical item for an order with a line that ships",
      { when: 'order.lines.exists(l, l.type == "book")', action: gift("BOOKMARK"), more: FOR_ORDER },
      ships,
    ],
    ["an item that does not ship", { when: membership, action: gift("MONTH") }, ships],
    ["a video that streams", { when: membership, action: gift("VIDEO-FIRST-AID") }, ships],
    [
      "a disc for videos, delivered as they are",
      { when: 'line.type == "video"', action: gift("VIDEO-DISC") },
      ships,
    ],
    [
      "an item whose slip waits for an address",
      { when: membership, action: gift("BOOKMARK") },
      { when: "has(order.shippingAddress)", action: SLIP },
    ],
    [
      "an item that no rule ships",
      { when: membership, action: gift("BOOKMARK") },
      { when: "!line.free && has(line.isbn)", action: SLIP },
    ],
    ["a video with a link for one that streams", { when: STREAMS, action: gift("VIDEO-FIRST-AID") }, mails],
    [
      "a video without a link for a disc",
      { when: 'has(line.delivery) && line.delivery == "disc"', action: gift("VIDEO-UNLINKED") },
      mails,
    ],
  ])("but not for %s", (_name, adds, other) => {
    expect(warningsOf(adds, other)).toEqual([]);
  });
});

describe("in a rulebook that adds free items", () => {
  const adds: Rule = { when: 'line.type == "membership"', action: gift("MONTH") };

  test("a rule for a line that ships without an address may apply: to a free line", () => {
    const rule = { when: 'line.type == "book" && !has(order.shippingAddress)', action: "commission" };
    expect(warningsOf(adds, rule)).toEqual([]);
    expect(warningsOf(rule)).toEqual([expect.stringContaining("can never apply")]);
    const paid = { ...rule, when: `!line.free && ${rule.when}` };
    expect(warningsOf(adds, paid)).toEqual([expect.stringContaining("can never apply")]);
  });

  test("the address may be read of a line that ships, and nothing follows where it does not match", () => {
    const reads = 'line.type == "book" && order.shippingAddress.country == "BR"';
    expect(warningsOf(adds, { when: reads, action: "commission" })).toEqual([]);
    expect(
      warningsOf(adds, {
        when: 'line.type == "book" && !(order.shippingAddress.country == "BR") && !has(order.shippingAddress)',
        action: "commission",
      }),
    ).toEqual([]);
  });

  test("a rule that adds free items sees paid lines only, so a line that ships proves an address", () => {
    const rule = { when: 'line.type == "book" && !has(order.shippingAddress)', action: gift("MONTH") };
    expect(warningsOf(rule)).toEqual([expect.stringContaining("can never apply")]);
  });
});

describe("a free item for the order is certain to have an address", () => {
  const free = (when: string) =>
    warningsOf(
      { when, action: gift("POSTER"), more: FOR_ORDER },
      { when: 'line.type == "poster"', action: SLIP },
    );

  test.each([
    'order.lines.sum(l, l.type == "book", l.quantity) >= 3',
    '!(order.lines.sum(l, l.type == "book", l.quantity) < 3)',
    '3 <= order.lines.sum(l, l.type == "book", l.quantity)',
    'order.lines.count(l, l.type in ["book", "poster"]) != 0',
    "order.goodsTotal > 0",
    "!(order.goodsTotal <= 100)",
    "has(order.weightGrams)",
    "has(order.weightGrams) && order.weightGrams > 30000",
  ])("where %s", (when) => {
    expect(free(when)).toEqual([]);
  });

  test.each([
    'order.lines.sum(l, l.type == "book", l.quantity) >= 0',
    'order.lines.sum(l, l.type == "book", l.quantity) < 3',
    'order.lines.sum(l, l.type == "ticket", l.quantity) >= 3',
    'order.lines.count(l, l.type == "book") == 0',
    "order.goodsTotal >= 0",
    "order.goodsTotal < 100",
    "!has(order.weightGrams)",
    "!has(order.weightGrams) || order.weightGrams > 30000",
  ])("but not where %s", (when) => {
    expect(free(when)).toHaveLength(1);
  });
});
