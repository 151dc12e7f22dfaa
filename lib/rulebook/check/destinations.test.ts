import { describe, expect, test } from "vitest";
import { decideSource, orderWith, ruleSource, taskKeys } from "../../../test/support/decisions.ts";
import { issuesOf, warningsOf } from "../../../test/support/rulebook-source.ts";
import { book, laptop, video } from "../../../test/support/orders.ts";

const title = "title: { pt-BR: Presentes, en: Wrapping }";
const declared = (more: string, id = "gift-wrapping"): string =>
  `destinations:\n  ${id}: { ${title}, ${more} }\n`;
const slip = (destination: string, when = "true", more = ""): string =>
  ruleSource("slip", when, `{ packingSlip: { destination: ${destination} } }`, more);
const FOR_ORDER = "    forEach: order\n";

const lines = [laptop({ lineId: "1" }), book({ lineId: "2" }), video({ lineId: "3", delivery: "streaming" })];

describe("destinations of a rulebook", () => {
  test.each([
    ["ships", ["1", "2"]],
    ["books", ["2"]],
    ["all", ["1", "2", "3"]],
  ])("a rule for each order brings the lines that %s chooses", (chosen, lineIds) => {
    const source = `${declared(`recipient: department, lines: ${chosen}`)}rules:\n${slip("gift-wrapping", "true", FOR_ORDER)}`;
    expect(decideSource(source, orderWith(lines)).tasks.map((task) => task.lineIds)).toEqual([lineIds]);
  });

  test("a rule for a line brings that line, whatever lines the destination chooses", () => {
    const source = `${declared("recipient: department, lines: books")}rules:\n${slip("gift-wrapping", 'line.type == "video"')}`;
    expect(decideSource(source, orderWith(lines)).tasks).toMatchObject([
      {
        key: "packing_slip:gift-wrapping",
        lineIds: ["3"],
        payload: {
          destination: "gift-wrapping",
          settings: { title: { "pt-BR": "Presentes" }, recipient: "department", prices: true, copy: 1 },
        },
      },
    ]);
  });

  test("slips are accepted in the order of the section", () => {
    const source = `${declared("recipient: department", "zebra")}  shipping: { ${title}, recipient: customer }
rules:\n${slip("shipping")}${slip("zebra").replace("id: slip", "id: other")}`;
    expect(taskKeys(decideSource(source, orderWith(lines)))).toEqual([
      "packing_slip:zebra",
      "packing_slip:shipping",
    ]);
  });

  test("a task of a destination that is as the default one says nothing more than its id", () => {
    const source = `destinations:
  shipping: { title: { pt-BR: Expedição, en: Shipping }, recipient: customer }
rules:\n${slip("shipping")}`;
    expect(decideSource(source, orderWith(lines)).tasks[0]!.payload).toEqual({ destination: "shipping" });
  });

  test.each([
    ["recipient: customer", 1],
    ["recipient: department", 0],
  ])("with %s, slips of lines without a certain address have %i warnings", (more, count) => {
    expect(warningsOf(`${declared(more)}rules:\n${slip("gift-wrapping")}`)).toHaveLength(count);
  });

  test("all lines of an order need a certain address for a slip of the customer", () => {
    const source = `${declared("recipient: customer, lines: all")}rules:\n${slip("gift-wrapping", "true", FOR_ORDER)}`;
    expect(warningsOf(source)).toHaveLength(1);
  });

  test.each([
    [
      "an unknown one",
      `${declared("recipient: department")}rules:\n${slip("shipping")}`,
      "unknown destination `shipping`",
    ],
    ["a misspelled one", `rules:\n${slip("shiping")}`, "did you mean `shipping`?"],
    [
      "an id of another form",
      `${declared("recipient: department", "Gifts")}rules: []\n`,
      "destination `Gifts` must be",
    ],
    ["no recipient", `${declared("prices: false")}rules: []\n`, "needs a `recipient`"],
    ["an unknown recipient", `${declared("recipient: agent")}rules: []\n`, "unknown `recipient`"],
    ["one language", "destinations:\n  a: { title: { en: A }, recipient: customer }\nrules: []\n", "`pt-BR`"],
    ["none at all", "destinations: {}\nrules: []\n", "at least one destination"],
    [
      "one that an example expects and the rulebook lacks",
      `rules:\n${slip("shipping")}examples:\n  - { name: A, order: { lines: [{ type: book }] }, expect: { packingSlips: [shiping] } }\n`,
      "unknown destination `shiping`; did you mean `shipping`?",
    ],
  ])("%s is an issue", (_, source, detail) => {
    expect(issuesOf(source).map((issue) => issue.detail)).toEqual([expect.stringContaining(detail)]);
  });
});
