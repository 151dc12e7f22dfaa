import { expect, test } from "vitest";
import { readRows } from "./rows.ts";

const fields = ["order_no", "customer_2_id", "status", "lineId"].map((name) => ({ name }));

test("rows are objects whose names are the column names in camel case", () => {
  expect(
    readRows({
      fields,
      rows: [
        [1, "a", "done", "L1"],
        [2, null, "failed", "L2"],
      ],
    }),
  ).toEqual([
    { orderNo: 1, customer2Id: "a", status: "done", lineId: "L1" },
    { orderNo: 2, customer2Id: null, status: "failed", lineId: "L2" },
  ]);
});

test("a result without rows is an empty array", () => {
  expect(readRows({ fields, rows: [] })).toEqual([]);
});
