import { describe, expect, test } from "vitest";
import { issuesOf, warningsOf } from "../../../test/support/rulebook-source.ts";

const rate = (rateBps: number): string => `then: [{ commission: { rateBps: ${rateBps} } }]`;
const row = (when: string, then = rate(100)): string => `      - { when: { ${when} }, ${then} }\n`;
const table = (rows: readonly string[], more = ""): string =>
  `tables:\n  - id: rates\n    description: Rates\n${more}    rows:\n${rows.join("")}`;
const POLICY = (policy: string): string => `    policy: ${policy}\n`;
const OTHERWISE = "    else: { then: [{ commission: { rateBps: 1 } }] }\n";
describe("issues of cells", () => {
  test.each([
    [
      "a value that is none of the field",
      "line.type: bok",
      '"bok" is not a value of `type`; did you mean `book`?',
      "line.type",
    ],
    [
      "one in a list",
      "line.type: [book, vidio]",
      '"vidio" is not a value of `type`; did you mean `video`?',
      "line.type/1",
    ],
    [
      "a maximum as a column",
      `'order.lines.max(l, l.free, l.quantity)': 1`,
      "a column is a field such as line.type, or a number over lines: order.lines.count(l, …) or order.lines.sum(l, …, l.quantity)",
      "order.lines.max(l, l.free, l.quantity)",
    ],
    ["an unknown field", "line.typ: book", "no field `typ` on line; did you mean `type`?", "line.typ"],
    [
      "a text for a number",
      'line.total: "many"',
      "type mismatch: a whole number cannot be compared with a text",
      "line.total",
    ],
    [
      "a number for a text",
      "line.sku: 5",
      "type mismatch: a text cannot be compared with a whole number",
      "line.sku",
    ],
    [
      "an empty range",
      "line.total: 500..100",
      "the range is empty: 500..100 begins at 500 and ends before 100",
      "line.total",
    ],
    [
      "a range of words",
      "line.total: a..b",
      "a range looks like 50000..100000, 100000.. or ..50000",
      "line.total",
    ],
    [
      "a range without bounds",
      'line.total: ".."',
      "a range looks like 50000..100000, 100000.. or ..50000",
      "line.total",
    ],
    ["an unknown name", "lin.type: book", "unknown name `lin`; did you mean `line`?", "lin.type"],
  ])("%s", (_name, cell, detail, pointer) => {
    const found = issuesOf(table([row(cell)]));
    expect(found).toMatchObject([{ ruleId: "rates/1", detail, pointer: `/tables/0/rows/0/when/${pointer}` }]);
    expect(found[0]!.caret).toContain("^");
  });

  test("a column with an issue is reported once", () => {
    expect(issuesOf(table([row("line.typ: book"), row("line.typ: video")]))).toHaveLength(1);
  });

  test.each([
    [
      "a row without `then`",
      "      - { when: { line.type: book } }\n",
      "the row has no `then`: what must happen?",
    ],
    ["a cell that is a mapping", row("line.type: { a: b }"), "a cell is a value"],
    [
      "an unknown policy",
      `${row("line.type: book")}    policy: frist\n`,
      "unknown policy `frist`; did you mean `first`?",
    ],
    [
      "a line's field for each order",
      `${row("line.type: book")}    forEach: order\n`,
      "a rule for each order has no `line`",
    ],
    [
      "an unknown action",
      row("line.type: book", "then: [comission]"),
      "unknown action `comission`; did you mean `commission`?",
    ],
  ])("%s", (_name, rows, detail) => {
    expect(
      issuesOf(table([rows]))
        .map((issue) => issue.detail)
        .join(),
    ).toContain(detail);
  });

  test("more than 500 rules and rows together", () => {
    const rows = Array.from({ length: 500 }, (_, index) => row(`line.sku: S-${index}`));
    const source = `rules:\n  - { id: a, when: "line.free", then: [{ packingSlip: { destination: shipping } }] }\n${table(rows)}`;
    expect(issuesOf(source)).toMatchObject([{ detail: expect.stringContaining("more than 500 rules") }]);
  });
});

describe("the policy unique", () => {
  test.each([
    ["ranges", "line.total: 0..100", "line.total: 99..200"],
    ["a value and a range", "line.quantity: 3", "line.quantity: 1..5"],
    ["lists of values", "line.type: [book, video]", "line.type: [video, physical]"],
    ["different columns", "line.type: book", "line.total: 100.."],
    ["a list and a value", `line.sku: 'lists["x"]'`, "line.sku: A"],
  ])("names both rows and an order that fits them: %s", (_name, one, other) => {
    const [issue, ...more] = issuesOf(table([row(one), row(other)]));
    expect(more).toEqual([]);
    expect(issue).toMatchObject({
      ruleId: "rates/2",
      pointer: "/tables/0/rows/1/when",
      detail: expect.stringContaining("rows `rates/1` and `rates/2` may both fit"),
    });
    expect(issue!.detail).toContain('{"payment":');
  });

  test.each([
    ["ranges that touch", "line.total: ..100", "line.total: 100.."],
    ["other values", "line.type: book", "line.type: [video, physical]"],
    ["a value outside a range", "line.quantity: 5", "line.quantity: 1..5"],
    ["types that have not both fields", "line.delivery: disc", "line.type: book"],
  ])("is proven for %s", (_name, one, other) => {
    expect(issuesOf(table([row(one), row(other)]))).toEqual([]);
  });
});

describe("gaps", () => {
  const gaps = (...rows: readonly string[]) =>
    warningsOf(table(rows)).filter((text) => text.includes("no row fits"));

  test.each([
    ["between ranges", [row("line.total: 0..100"), row("line.total: 200..")], "{ line.total: 100..200 }"],
    ["above and below", [row("line.total: 50..100")], "{ line.total: 0..50 } or { line.total: 100.. }"],
    [
      "of one value of another column",
      [row("line.type: book, line.total: 0.."), row("line.type: video, line.total: 0..100")],
      "{ line.type: video, line.total: 100.. }",
    ],
    [
      "of a pair of values",
      [row("line.type: book, line.delivery: disc"), row("line.type: video, line.delivery: streaming")],
      "{ line.type: book, line.delivery: streaming }",
    ],
  ])("%s are a warning with their bounds", (_name, rows, bounds) => {
    expect(gaps(...rows)).toEqual([expect.stringContaining(bounds)]);
  });

  test("are none where the rows cover all", () => {
    expect(gaps(row("line.total: 0..100"), row("line.total: 100.."))).toEqual([]);
  });

  test.each([OTHERWISE, POLICY("collect")])("are no matter with %s", (more) => {
    expect(warningsOf(table([row("line.total: 50..100")], more))).toEqual([]);
  });
});
