import { expect, test } from "vitest";
import { batchOutcome } from "./batch-outcome.ts";

const BATCH = ["a", "b", "c"];
const answer = (payload: unknown) => ({ kind: "answer", payload }) as const;
const failing = (...identifiers: unknown[]) =>
  answer({ batchItemFailures: identifiers.map((itemIdentifier) => ({ itemIdentifier })) });

test.each([
  ["nothing", answer(undefined)],
  ["null", answer(null)],
  ["an empty answer", answer({})],
  ["an empty list", failing()],
  ["a null list", answer({ batchItemFailures: null })],
])("%s means that the whole batch succeeded", (_name, result) => {
  expect(batchOutcome(BATCH, true, result)).toEqual({ done: BATCH });
});

test("only the reported messages come again", () => {
  expect(batchOutcome(BATCH, true, failing("b")).done).toEqual(["a", "c"]);
  expect(batchOutcome(BATCH, true, failing("b", "b", "a")).done).toEqual(["c"]);
  expect(batchOutcome(BATCH, true, failing("c", "b", "a")).done).toEqual([]);
});

test.each([
  ["an unknown id", failing("b", "z")],
  ["an empty id", failing("")],
  ["a null id", failing(null)],
  ["a misspelt key", answer({ batchItemFailures: [{ itemIdentifer: "b" }] })],
  ["an item that is no object", answer({ batchItemFailures: ["b"] })],
  ["a list that is no list", answer({ batchItemFailures: "b" })],
  ["an answer that is no object", answer("ok")],
  ["a thrown error", { kind: "fault", message: "boom" } as const],
])("%s fails the whole batch", (_name, result) => {
  const outcome = batchOutcome(BATCH, true, result);
  expect(outcome.done).toEqual([]);
  expect(outcome.reason).toBeTypeOf("string");
});

test("without ReportBatchItemFailures a batch succeeds or fails as one", () => {
  expect(batchOutcome(BATCH, false, failing("b")).done).toEqual(BATCH);
  expect(batchOutcome(BATCH, false, { kind: "fault", message: "boom" }).done).toEqual([]);
});
