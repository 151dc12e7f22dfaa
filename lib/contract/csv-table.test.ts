import fc from "fast-check";
import { expect, test } from "vitest";
import { csvRecord } from "./csv-table.ts";

test("a record is written as RFC 4180 says", () => {
  expect(csvRecord(["a", "", "x, y", 'says "no"', "two\r\nlines"])).toBe(
    'a,,"x, y","says ""no""","two\r\nlines"\r\n',
  );
});

test.each([["=1+1"], ["+1"], ["-1"], ["@SUM(A1)"], ["\t=1"], ["  =1"], ["\r=1"]])(
  "the cell %j is no formula",
  (text) => {
    expect(csvRecord([text]).replace(/^"/, "")).toMatch(/^'/);
  },
);

/** Reads one record, as RFC 4180 says. */
const read = (record: string): string[] =>
  [...record.slice(0, -2).matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(([, quoted, plain]) =>
    quoted === undefined ? plain! : quoted.replaceAll('""', '"'),
  );

test("cells are read as they were written, but for the apostrophe before a formula", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: "binary", minLength: 1 }), { minLength: 1, maxLength: 5 }),
      (cells) => {
        expect(read(csvRecord(cells)).map((text) => text.replace(/^'(?=[=+\-@\t\r\n\s])/, ""))).toEqual(
          cells.map((text) => text.replace(/^'(?=[=+\-@\t\r\n\s])/, "")),
        );
      },
    ),
    { seed: 3, numRuns: 300 },
  );
});
