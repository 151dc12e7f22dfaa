import { describe, expect, test } from "vitest";
import { issuesOf, SLIP } from "../../../test/support/rulebook-source.ts";

describe("the position of an issue", () => {
  const positionsOf = (source: string, format: "yaml" | "json" = "yaml") =>
    issuesOf(source, format).map(({ line, column, caret }) => ({ line, column, caret }));
  const book = (scalar: string): string => `rules:\n  - id: a\n    when: ${scalar}\n${SLIP}`;

  test.each([
    ["in plain text", book('line.type == "bok"'), 3, 24],
    ["in single quotes", book("'line.title == ''é'' && line.type == \"bok\"'"), 3, 48],
    ["in double quotes with escapes", book('"line.title == \\"\\u00e9\\" && line.type == \\"bok\\""'), 3, 53],
    ["in a literal block", book('|\n      line.free\n      && line.type == "bok"'), 5, 23],
    ["in a literal block with a comment", book('| # why\n      line.type == "bok"'), 4, 20],
    ["in a folded block", book('>-\n      line.free\n      && line.type == "bok"'), 5, 23],
    ["in plain text over two lines", book('line.free\n      && line.type == "bok"'), 4, 23],
    ["in quotes over two lines", book('"line.free\n      && line.type == \\"bok\\""'), 4, 23],
    ["after tabs and carriage returns", book('|\r\n      line.free &&\tline.type == "bok"\r'), 4, 33],
  ])("%s is in the text as typed", (_name, source, line, column) => {
    expect(positionsOf(source)).toMatchObject([{ line, column }]);
  });

  test("an issue shows the source line with carets under the characters", () => {
    expect(positionsOf(book('line.type == "bok"'))[0]?.caret).toBe(
      '    when: line.type == "bok"\n                       ^^^^^',
    );
  });

  test("in JSON of one long line, the shown line is cut around the range", () => {
    const rules = Array.from({ length: 20 }, (_, index) => ({ id: `r${index}`, when: "line.free" }));
    const text = `${JSON.stringify({ rules }).slice(0, -2)},{"id":"z","when":"line.type == \\"bok\\""}]}`;
    const issue = issuesOf(text, "json").find(({ detail }) => detail.includes("bok"));
    expect(text.slice(issue!.column - 1)).toMatch(/^\\"bok/);
    expect(issue!.caret.split("\n")[0]!.length).toBeLessThan(150);
    expect(issue!.pointer).toBe("/rules/20/when");
  });

  test("JSON that ends too early has a position", () => {
    expect(positionsOf('{\n  "rules": [\n', "json")).toMatchObject([{ line: expect.any(Number) }]);
    expect(issuesOf('{\n  "rules": nope }', "json")).toMatchObject([{ line: 2, column: 12 }]);
  });

  test("all issues of a rulebook are reported, in the order of the text", () => {
    const source = `plan: [basic]
rules:
  - id: one
    when: line.typ == "book" && line.type == "bok" && order.custmer.name == "x"
    then:
      - packingSlip: { destination: shiping }
  - id: two
    from: yesterday
    when: line.agentId == "A"
    then: [{ addFreeItem: { sku: NOPE, reason: r } }]
examples:
  - { name: x, order: { lines: [{ type: bok }] }, expect: { applied: [three] } }
`;
    expect(issuesOf(source).map(({ ruleId, line }) => `${ruleId ?? "-"}:${line}`)).toEqual([
      "-:1",
      "one:4",
      "one:4",
      "one:4",
      "one:6",
      "two:8",
      "two:9",
      "two:10",
      "-:12",
      "-:12",
    ]);
  });
});
