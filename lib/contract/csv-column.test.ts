import fc from "fast-check";
import { expect, test } from "vitest";
import { csvColumn, parseCsvColumn } from "./csv-column.ts";

const values = (text: string) => {
  const parsed = parseCsvColumn(text);
  return parsed.ok ? parsed.value.map(({ value }) => value) : parsed.error;
};

test.each<[string, string, string[]]>([
  ["line breaks of every system", "A\r\nB\nC\rD", ["A", "B", "C", "D"]],
  ["a byte order mark", "\ufeffA\nB", ["A", "B"]],
  ["empty lines and blanks around values", "\n A \n\n\tB\t\n\n", ["A", "B"]],
  [
    "quoted values",
    '"A, B"\n"say ""hi"""\n" C "\n"two\nlines"\n""',
    ["A, B", 'say "hi"', " C ", "two\nlines", ""],
  ],
  ["a quote within a value", '12" vinyl', ['12" vinyl']],
  ["no value", "\n", []],
])("reads %s", (_, text, expected) => {
  expect(values(text)).toEqual(expected);
});

test.each<[string, string, number[]]>([
  ["a second column", "A\nB,C\nD;E", [2, 3]],
  ["text behind a quoted value", '"A" B\nC\n"D",E', [1, 3]],
  ["a quote that is not closed, behind a value of two lines", '"A\nB"\n"C\nD', [3]],
])("reports %s with its line", (_, text, lines) => {
  const parsed = parseCsvColumn(text);
  expect(parsed.ok ? [] : parsed.error.map(({ line }) => line)).toEqual(lines);
});

test("any values read back as they were written", () => {
  const value = fc.stringMatching(/^[ab",;'=\r\n \t\ufeff]+$/);
  fc.assert(
    fc.property(fc.array(fc.oneof(value, fc.string({ minLength: 1 }))), (list) => {
      expect(values(csvColumn(list))).toEqual(list);
    }),
  );
});

test("any text is parsed", () => {
  fc.assert(fc.property(fc.string(), (text) => void parseCsvColumn(text)));
  parseCsvColumn('"'.repeat(1_048_576));
  parseCsvColumn('"a\n'.repeat(349_525));
});
