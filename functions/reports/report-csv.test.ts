import { expect, test } from "vitest";
import { moneyCell, textCell } from "./report-cells.ts";
import { csvRow } from "./report-csv.ts";

test.each([
  ["BRL", "12345,67"],
  ["COP", "12345,67"],
  ["HUF", "12345,67"],
  ["IDR", "12345,67"],
  ["IQD", "1234,567"],
  ["LBP", "12345,67"],
  ["PKR", "12345,67"],
  ["KWD", "1234,567"],
  ["JPY", "1234567"],
  ["CLF", "123,4567"],
])("an amount in %s has the digits of ISO 4217", (currency, sales) => {
  expect(csvRow([moneyCell(1_234_567, currency)], "excel")).toBe(sales);
});

test.each([
  [-5, "-0,05", "-0.05"],
  [-123_456, "-1234,56", "-1234.56"],
  [0, "0,00", "0.00"],
])("the amount %d is a number in both dialects", (amount, excel, plain) => {
  expect(csvRow([moneyCell(amount, "BRL")], "excel")).toBe(excel);
  expect(csvRow([moneyCell(amount, "BRL")], "rfc4180")).toBe(plain);
});

test("a text is quoted where it has a separator, and is no formula in either dialect", () => {
  const cells = [textCell("a;b,c"), textCell("-1"), textCell('="x"')];
  expect(csvRow(cells, "excel")).toBe(`"a;b,c";'-1;"'=""x"""`);
  expect(csvRow(cells, "rfc4180")).toBe(`"a;b,c",'-1,"'=""x"""`);
});
