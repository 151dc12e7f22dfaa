/** Adds the clauses of explanations to a response about an order, as far as they fit. */
import type { Clause } from "../rulebook/clause.ts";
import type { ClauseFinder, ExplanationOf } from "../rulebook/why-not.ts";
import { bytesLeft, bytesOf } from "./task-response.ts";

/** The JSON of the field's name. */
const FIELD_BYTES = 12;

type Explained = {
  readonly tasks: readonly {
    readonly because: readonly ExplanationOf[];
    /** Of a task that a cancellation has added. */
    readonly cancellationId?: string | undefined;
  }[];
  readonly whyNot: readonly ExplanationOf[];
};

/** Adds clauses to explanations until the bytes are used up. */
const adder = (left: number) => {
  let bytes = left;
  return <T extends ExplanationOf>(explanation: T, find: (of: ExplanationOf) => readonly Clause[]): T => {
    if (bytes <= 0) return explanation;
    const clauses = find(explanation);
    bytes -= FIELD_BYTES + bytesOf(clauses);
    return bytes < 0 ? explanation : { ...explanation, clauses };
  };
};

/** The response with the clauses of its explanations: those of tasks first. */
export const withClauses = <Response extends Explained>(
  response: Response,
  { ofBecause, ofWhyNot }: ClauseFinder,
): Response => {
  const add = adder(bytesLeft(response));
  return {
    ...response,
    // What a cancellation has added, no condition of the order explains.
    tasks: response.tasks.map((task) =>
      task.cancellationId === undefined
        ? { ...task, because: task.because.map((because) => add(because, ofBecause)) }
        : task,
    ),
    whyNot: response.whyNot.map((whyNot) => add(whyNot, ofWhyNot)),
  };
};
