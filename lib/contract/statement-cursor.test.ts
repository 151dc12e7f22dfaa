import { expect, test } from "vitest";
import { encodeStatementCursor, statementCursorParameter } from "./statement-cursor.ts";

test("a cursor of a statement is the id of an entry", () => {
  const entryId = "01a23090-e20e-768f-9d7d-10f17c206ad8";
  expect(statementCursorParameter.parse(encodeStatementCursor(entryId))).toBe(entryId);
});

test.each([
  [
    "of another list, whose 18 bytes have as many hexadecimal digits as an id has characters",
    "WyIyMDI2LTExLTIwIiwiMSJd",
  ],
  ["shorter than an id", "AQ"],
  ["that is empty", ""],
  ["with padding", "AaIwkOIOdo-dfRDxfCBq2A=="],
])("a cursor %s is not one of a statement", (_name, cursor) => {
  expect(statementCursorParameter.safeParse(cursor).success).toBe(false);
});
