import { expect, test } from "vitest";
import { statementCsv } from "./statement-csv.ts";

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
])("a statement in %s as CSV has the digits of ISO 4217", (currency, sales) => {
  const totals = { currency, orders: 1, units: 1, sales: 1_234_567, commission: 0 };
  const [, total] = statementCsv(totals, [], true).split("\r\n");
  expect(total?.split(";")[6]).toBe(sales);
});
