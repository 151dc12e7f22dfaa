import { expect, test } from "vitest";
import { batchOutcome } from "./batch-outcome.ts";

const BATCH = ["a", "b", "c"];
const response = (payload: unknown) => ({ kind: "response", payload }) as const;
const failing = (...identifiers: unknown[]) =>
  response({ batchItemFailures: identifiers.map((itemIdentifier) => ({ itemIdentifier })) });

test.each([
  ["nothing", response(undefined)],
  ["null", response(null)],
  ["an empty object", response({})],
  ["an empty list", failing()],
  ["a null list", response({ batchItemFailures: null })],
])("a response of %s means that the whole batch succeeded", (_name, result) => {
  expect(batchOutcome(BATCH, true, result)).toEqual({ succeeded: BATCH });
});

test("only the reported messages fail", () => {
  expect(batchOutcome(BATCH, true, failing("b")).succeeded).toEqual(["a", "c"]);
  expect(batchOutcome(BATCH, true, failing("b", "b", "a")).succeeded).toEqual(["c"]);
  expect(batchOutcome(BATCH, true, failing("c", "b", "a")).succeeded).toEqual([]);
});

test.each([
  ["an unknown id", failing("b", "z")],
  ["an empty id", failing("")],
  ["a null id", failing(null)],
  ["a misspelt key", response({ batchItemFailures: [{ itemIdentifer: "b" }] })],
  ["an item that is not an object", response({ batchItemFailures: ["b"] })],
  ["a list that is not an array", response({ batchItemFailures: "b" })],
  ["a response that is not an object", response("ok")],
  ["a thrown error", { kind: "error", message: "boom" } as const],
])("%s fails the whole batch", (_name, result) => {
  const outcome = batchOutcome(BATCH, true, result);
  expect(outcome.succeeded).toEqual([]);
  expect(outcome.reason).toBeTypeOf("string");
});

test("without ReportBatchItemFailures a batch succeeds or fails as a whole", () => {
  expect(batchOutcome(BATCH, false, failing("b")).succeeded).toEqual(BATCH);
  expect(batchOutcome(BATCH, false, { kind: "error", message: "boom" }).succeeded).toEqual([]);
});
