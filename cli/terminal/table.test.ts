import { styleText } from "node:util";
import { expect, test } from "vitest";
import { formatTable } from "./table.ts";

test("columns are as wide as their widest cell, numbers aligned to the right", () => {
  expect(
    formatTable(
      [
        ["rule", "orders"],
        ["packing-slip", "7"],
        ["x", "1200"],
      ],
      new Set([1]),
    ),
  ).toBe("rule          orders\npacking-slip       7\nx               1200");
});

test("colour codes take no room, and lines have no trailing blanks", () => {
  const red = styleText("red", "ab", { validateStream: false });
  expect(
    formatTable([
      [red, ""],
      ["abcd", "x"],
    ]),
  ).toBe(`${red}\nabcd  x`);
});

test.each([
  ["a CJK character takes two columns", "日本", "日本  x\nabcd  y"],
  ["an emoji of several code points takes two columns", "👨‍👩‍👧", "👨‍👩‍👧    x\nabcd  y"],
  ["a combining accent takes no column", "Jose\u0301", "Jose\u0301  x\nabcd  y"],
])("%s", (_, cell, table) => {
  expect(
    formatTable([
      [cell, "x"],
      ["abcd", "y"],
    ]),
  ).toBe(table);
});

test("a table without rows is empty", () => {
  expect(formatTable([])).toBe("");
});
