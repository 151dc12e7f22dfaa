import * as z from "zod";
import { expect, test } from "vitest";
import { query, readRows, rowOf } from "./rows.ts";

const fields = ["order_no", "customer_2_id", "status", "lineId"].map((name) => ({ name }));

test("rows are objects whose names are the column names in camel case", () => {
  const rows = [
    [1, "a", "done", "L1"],
    [2, null, "failed", "L2"],
  ];
  expect(readRows("select", { fields, rows })).toEqual([
    { orderNo: 1, customer2Id: "a", status: "done", lineId: "L1" },
    { orderNo: 2, customer2Id: null, status: "failed", lineId: "L2" },
  ]);
});

test("a result without rows is an empty array", () => {
  expect(readRows("select", { fields, rows: [] })).toEqual([]);
});

// test/support/check-rows.ts enables the checks for every test.
test.each([
  ["lacks a column", [{ name: "order_no" }], [[1]]],
  ["has another column", ["order_no", "status", "total"].map((name) => ({ name })), [[1, "done", 5]]],
  ["has a value of another type", ["order_no", "status"].map((name) => ({ name })), [["1", "done"]]],
])("a row that %s does not match its schema", (_, columns, rows) => {
  const statusRow = rowOf({ orderNo: z.int(), status: z.string() });
  expect(() => readRows(query(statusRow, "select"), { fields: columns, rows })).toThrow(z.ZodError);
});
