import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { editTable, gridsOf, type TableEdit } from "./edit-table.ts";

const SOURCE = `# The rates of the year
tables:
  - id: book-rates # by size
    rows:
      # small
      - { when: { line.type: book, line.total: 0..50000 }, then: [{ commission: { rateBps: 500 } }] }
      # large
      - when:
          line.type: book
          line.total: 50000..
        then: [{ commission: { rateBps: 700 } }]
    else: { then: [commission] } # the rest
rules: []
`;

const edited = (edit: TableEdit, source = SOURCE): string => {
  const result = editTable(source, "book-rates", edit);
  if (!result.ok) throw new Error(result.error);
  return result.value;
};

const rowsIn = (source: string) => parse(source).tables[0].rows;

describe("a table as a grid", () => {
  test("has a column for each field and each detail of an action", () => {
    expect(gridsOf(SOURCE)).toEqual([
      {
        id: "book-rates",
        index: 0,
        titles: ["line.type", "line.total", "commission.rateBps"],
        rows: [
          ["book", "0..50000", "500"],
          ["book", "50000..", "700"],
        ],
      },
    ]);
  });

  test.each([
    "",
    "rules: []",
    "tables: 7",
    "tables: [{ id: a, rows: [7] }]",
    "tables: [",
    "tables: [{ rows: [] }]",
  ])("is left out where it cannot be read: %s", (source) => {
    expect(gridsOf(source)).toEqual([]);
    expect(editTable(source, "a", { kind: "add" }).ok).toBe(false);
  });
});

describe("editing a table", () => {
  test("a cell changes its row alone, and every comment stays", () => {
    const after = edited({ kind: "cell", row: 0, title: "commission.rateBps", text: "550" });
    expect(after).toBe(SOURCE.replace("rateBps: 500", "rateBps: 550"));
  });

  test("a cell of a row of several lines makes one line of it", () => {
    const after = edited({ kind: "cell", row: 1, title: "line.total", text: "60000.." });
    expect(rowsIn(after)[1].when).toEqual({ "line.type": "book", "line.total": "60000.." });
    for (const comment of ["# The rates", "# by size", "# small", "# large", "# the rest"])
      expect(after).toContain(comment);
  });

  test("an empty cell leaves its column out of the row", () => {
    expect(rowsIn(edited({ kind: "cell", row: 0, title: "line.total", text: "" }))[0].when).toEqual({
      "line.type": "book",
    });
  });

  test("a new column takes its place in the row", () => {
    const after = edited({ kind: "cell", row: 0, title: "line.sku", text: "007" });
    expect(rowsIn(after)[0].when["line.sku"]).toBe("007");
  });

  test("an added row is a copy of the last one", () => {
    const rows = rowsIn(edited({ kind: "add" }));
    expect(rows).toHaveLength(3);
    expect(rows[2]).toEqual(rows[1]);
  });

  test("a removed row takes nothing else with it", () => {
    const after = edited({ kind: "remove", row: 1 });
    expect(rowsIn(after)).toEqual([rowsIn(SOURCE)[0]]);
    expect(after).toContain("else: { then: [commission] } # the rest");
  });

  test("a spreadsheet takes the place of all rows", () => {
    const text = "line.type;line.total;commission.rateBps\r\nvideo;..100;200\r\n[book, video];100..;300\r\n";
    const after = edited({ kind: "csv", text });
    expect(gridsOf(after)[0]!.rows).toEqual([
      ["video", "..100", "200"],
      ["[book, video]", "100..", "300"],
    ]);
    expect(after).toContain("else: { then: [commission] } # the rest");
  });

  test.each([
    [{ kind: "remove", row: 7 }, "at least one row"],
    [{ kind: "csv", text: "nothing;here\r\n" }, "is no field"],
    [{ kind: "cell", row: 0, title: "commission.rateBps", text: "" }, "says nothing of what happens"],
  ] as const)("what cannot be done is refused: %j", (edit, why) => {
    const result = editTable(SOURCE, "book-rates", edit);
    expect(result.ok ? "" : result.error).toContain(why);
  });

  test("rows in brackets are edited too", () => {
    const flow = `tables: [{ id: book-rates, rows: [{ when: { line.type: book }, then: [commission] }] }]\n`;
    expect(rowsIn(edited({ kind: "cell", row: 0, title: "line.type", text: "video" }, flow))).toEqual([
      { when: { "line.type": "video" }, then: ["commission"] },
    ]);
  });

  test.each([
    "true",
    "12",
    "1e3",
    "a: b",
    "#x",
    "",
    " x",
    "ção",
    "..50000",
    'lists["vip"]',
    "- a",
    "~",
    "no",
  ])("a text is written so that it is read as itself: %j", (text) => {
    const row = { when: { "line.sku": text }, then: ["commission"] };
    const source = `tables:\n  - id: book-rates\n    rows:\n      - ${JSON.stringify(row)}\n`;
    expect(rowsIn(edited({ kind: "add" }, source))[1]).toEqual(row);
  });
});
