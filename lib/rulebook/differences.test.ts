import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CATALOGUE, compileSource, orderWith, ruleSource } from "../../test/support/decisions.ts";
import { book, laptop, membership, video } from "../../test/support/orders.ts";
import type { OrderLine } from "../domain/order-line.ts";
import { decide } from "./decide.ts";
import { differ, type Differences, differences } from "./differences.ts";

const TICKET = "productTypes: { ticket: { ships: false, attributes: { venue: string } } }\n";
const slip = ruleSource(
  "slip",
  'line.type in ["physical", "book"]',
  "{ packingSlip: { destination: shipping } }",
);
const gift = (id: string, sku: string, more = "", when = 'line.type == "book"') =>
  ruleSource(id, when, `{ addFreeItem: { sku: ${sku}, reason: Campaign${more} } }`);
const activation = ruleSource(
  "activate",
  'line.type == "membership"',
  "{ membership: { change: activate } }",
);
const mail = ruleSource(
  "mail",
  'line.type == "membership"',
  "{ email: { template: membership-changed, after: membership } }",
);

const LINES: readonly OrderLine[] = [
  laptop({ lineId: "1" }),
  book({ lineId: "2" }),
  membership({ lineId: "3" }),
  video({ lineId: "4", delivery: "disc" }),
];

const between = (before: string, after: string, lines: readonly OrderLine[] = LINES): Differences => {
  const order = orderWith(lines, { agentId: "A-1" });
  const decisions = [before, after].map((rules) =>
    decide(compileSource(`${TICKET}rules:${rules === "" ? " []" : `\n${rules}`}`), 0, order, CATALOGUE),
  );
  return differences(decisions[0]!, decisions[1]!);
};

const summary = ({ added, removed, changed, freeItems }: Differences) => ({
  added: added.map(({ key }) => key),
  removed: removed.map(({ key }) => key),
  changed: changed.map(({ before, after }) => [before.lineIds, after.lineIds]),
  freeItems: [freeItems.added.length, freeItems.removed.length, freeItems.changed.length],
});

const NONE = { added: [], removed: [], changed: [], freeItems: [0, 0, 0] };

describe("differences between two decisions", () => {
  test.each<[string, string, string, Partial<ReturnType<typeof summary>>]>([
    ["a reworded rule", slip, slip.replace("slip", "paper"), {}],
    ["a new task", "", slip, { added: ["packing_slip:shipping"] }],
    ["a task that is gone", slip, "", { removed: ["packing_slip:shipping"] }],
    [
      "a task with another line",
      slip,
      slip.replace('["physical", "book"]', '["physical"]'),
      { changed: [[["1", "2"], ["1"]]] },
    ],
    ["a free item without a task", "", gift("tour", "GUIDE"), { freeItems: [1, 0, 0] }],
    ["a free item that is gone", gift("tour", "GUIDE"), "", { freeItems: [0, 1, 0] }],
    ["a free item of another rule", gift("tour", "GUIDE"), gift("visit", "GUIDE"), {}],
    [
      "another quantity of a free item",
      gift("tour", "GUIDE"),
      gift("tour", "GUIDE", ", quantity: 2"),
      { freeItems: [0, 0, 1] },
    ],
    ["another free item", gift("tour", "GUIDE"), gift("tour", "MONTH"), { freeItems: [1, 1, 0] }],
    [
      "a free item on a slip",
      slip,
      slip + gift("mark", "BOOKMARK"),
      {
        changed: [
          [
            ["1", "2"],
            ["1", "2", "gift-1"],
          ],
        ],
        freeItems: [1, 0, 0],
      },
    ],
    [
      "another reason for a free item on a slip",
      slip + gift("mark", "BOOKMARK"),
      (slip + gift("mark", "BOOKMARK")).replace("Campaign", "Christmas"),
      {
        changed: [
          [
            ["1", "2", "gift-1"],
            ["1", "2", "gift-1"],
          ],
        ],
        freeItems: [0, 0, 1],
      },
    ],
    [
      "a free item before another one, which gets another line id",
      gift("month", "MONTH") + slip + activation + mail,
      gift("tour", "GUIDE") + gift("month", "MONTH") + slip + activation + mail,
      { freeItems: [1, 0, 0] },
    ],
    [
      "a second free item of the same kind",
      gift("a", "GUIDE"),
      gift("a", "GUIDE") + gift("b", "GUIDE"),
      { freeItems: [1, 0, 0] },
    ],
    [
      "a second free membership of the same kind",
      gift("a", "MONTH") + activation,
      gift("a", "MONTH") + gift("b", "MONTH") + activation,
      { added: ["membership:gift-2:activate"], freeItems: [1, 0, 0] },
    ],
  ])("%s", (_, before, after, expected) => {
    expect(summary(between(before, after))).toEqual({ ...NONE, ...expected });
  });

  const parts = [
    slip,
    activation,
    mail,
    ...["BOOKMARK", "GUIDE", "MONTH"].map((sku) => gift(sku.toLowerCase(), sku)),
  ];
  const orderings = fc
    .shuffledSubarray(parts)
    .chain((some) => fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length })));

  test("the order of the rules of a rulebook is no difference, whatever line ids free items get", () => {
    fc.assert(
      fc.property(orderings, ([before, after]) => {
        expect(differ(between(before.join(""), after.join("")))).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  test("what one direction adds the other removes, and changes are the same", () => {
    fc.assert(
      fc.property(fc.subarray(parts), fc.subarray(parts), (left, right) => {
        const [there, back] = [
          between(left.join(""), right.join("")),
          between(right.join(""), left.join("")),
        ];
        const sizes = ({ added, removed, changed }: Differences | Differences["freeItems"]) => [
          added.length,
          removed.length,
          changed.length,
        ];
        const swapped = ([added, removed, changed]: number[]) => [removed, added, changed];
        expect(swapped(sizes(there))).toEqual(sizes(back));
        expect(swapped(sizes(there.freeItems))).toEqual(sizes(back.freeItems));
      }),
      { numRuns: 60 },
    );
  });
});
