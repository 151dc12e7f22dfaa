import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CATALOGUE, compileSource } from "../../test/support/decisions.ts";
import { LARGEST_ORDERS, LARGEST_RULEBOOKS } from "../../test/support/largest-rulebooks.ts";
import type { Because } from "../domain/task.ts";
import { decideWithTrace } from "../rulebook/why-not.ts";
import { withClauses } from "./clauses-response.ts";
import { decisionSchema, taskSchema } from "./responses/orders.ts";
import {
  boundStoredBecause,
  lineResponse,
  noteResponses,
  taskResponse,
  tasksContext,
  whyNotBytes,
} from "./task-response.ts";

const MAX_BYTES = 1_000_000;
const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/** The response of POST /decisions. */
const responseOf = (source: string, orderName: string) => {
  const order = LARGEST_ORDERS.get(orderName)!;
  const { decision, listWhyNot, clausesOf } = decideWithTrace(compileSource(source), 1, order, CATALOGUE);
  const context = tasksContext(decision.tasks, order.payment);
  const rest = {
    rulebookVersion: 1,
    lines: decision.lines.map(lineResponse),
    notes: noteResponses(decision.notes, "pt-BR"),
    tasks: decision.tasks.map((task) => ({ type: task.type, key: task.key, ...taskResponse(task, context) })),
  };
  const whyNot = listWhyNot(whyNotBytes(rest));
  return withClauses({ ...rest, ...whyNot }, clausesOf(whyNot.whyNot));
};

describe.each([...LARGEST_RULEBOOKS])(
  "the response for 500 lines under the rulebook “%s”",
  (_name, source) => {
    test.each([...LARGEST_ORDERS.keys()])(
      "is smaller than 1 MB for an order %s",
      { timeout: 60_000 },
      (orderName) => {
        const response = responseOf(source, orderName);
        expect(bytesOf(response)).toBeLessThan(MAX_BYTES);
        expect(decisionSchema.safeParse(response).error).toBeUndefined();
        for (const { because } of response.tasks) expect(because.length).toBeGreaterThan(0);
        const because = response.tasks.flatMap((task) => task.because.map(({ clauses: _, ...rest }) => rest));
        expect(bytesOf(because)).toBeLessThan(300_000);
      },
    );
  },
);

test("in a large order, listed and omitted reasons are together all reasons of a task", () => {
  const { tasks } = responseOf(LARGEST_RULEBOOKS.get("500 rules that always apply")!, "of books");
  const [commission] = tasks;
  const counted = commission!.because.reduce(
    (sum, { lineIds = [""], omitted = 0 }) => sum + lineIds.length + omitted,
    0,
  );
  expect(counted).toBe(500 * 500);
});

test("in a large order, listed and omitted explanations are together those of all rules and lines", () => {
  const { whyNot, whyNotOmitted = 0 } = responseOf(
    LARGEST_RULEBOOKS.get("500 rules that never apply")!,
    "of books",
  );
  const listed = whyNot.reduce((sum, { lineIds = [""] }) => sum + lineIds.length, 0);
  expect(listed + whyNotOmitted).toBe(500 * 500);
  expect(new Set(whyNot.map(({ ruleId }) => ruleId)).size).toBeGreaterThan(100);
});

const because: fc.Arbitrary<Because> = fc.record({
  ruleId: fc.constantFrom("a", "b", "c"),
  lineId: fc.integer({ min: 1, max: 500 }).map(String),
  explanation: fc.oneof(fc.constant("same"), fc.string({ unit: "binary", maxLength: 2_000 })),
});

test("reasons that were stored before they were bounded are bounded in responses, and every task has one", () => {
  const arbitraryTasks = fc.array(
    fc.record({ because: fc.array(because, { minLength: 1, maxLength: 600 }) }),
    {
      minLength: 1,
      maxLength: 5,
    },
  );
  fc.assert(
    fc.property(arbitraryTasks, (tasks) => {
      const bounded = boundStoredBecause(tasks);
      expect(bytesOf(bounded.map((task) => task.because))).toBeLessThan(600_000);
      for (const task of bounded) {
        expect(task.because.length).toBeGreaterThan(0);
        expect(taskSchema.shape.because.safeParse(task.because).error).toBeUndefined();
      }
    }),
    { numRuns: 60, seed: 9 },
  );
});
